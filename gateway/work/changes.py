"""What changes a filed report, whoever says so: one transaction for state, history and news."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.report import News
from gateway import clocks, promises
from gateway.backend import State
from gateway.clocks import Timed
from gateway.store import events, reports, supporters
from gateway.store.events import Happened
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work import notices

_KINDS: Mapping[str, str] = {"needs_information": "asked", "done": "done"}
"""The kind of news that a state is; all others are `changed`."""
RANK: Mapping[str, int] = {
    "received": 0,
    "verified": 1,
    "forwarded": 2,
    "in_progress": 3,
    "needs_information": 3,
    "done": 4,
    "rejected": 4,
    "duplicate": 4,
}
"""A report never moves to a state of lower rank: backends answer out of order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The state that `who` (`backend:open311`, `operator:ani`) says a report is in."""

    report: Kept
    state: State
    who: str


def move(session: Session, change: Change, tools: Tools, now: float) -> bool:
    """Move a report forward, and owe its citizen the news.

    Returns whether anything changed: the same news twice changes nothing.
    """
    report, state = change.report, change.state
    same = state.status == report.status and state.notes == report.notes
    if same or RANK[state.status] < RANK[report.status]:
        return False
    if not reports.move(session, report, state, now):
        return False
    facts = {"from": report.status, "to": state.status}
    happened = Happened(
        subject=report.id, who=change.who, what="state", why=state.notes, facts=facts
    )
    events.add(session, [happened], now)
    clocks.turn(session, Timed(report.id, report.category), state.status, tools.pack, now)
    _tell(session, change, tools, now)
    return True


def reopen(session: Session, report: Kept, reason: str, tools: Tools, now: float) -> None:
    """Open a report again because its citizen says why it is not solved."""
    reports.reopen(session, report, now)
    clocks.turn(session, Timed(report.id, report.category), reports.REOPENED, tools.pack, now)
    happened = Happened(
        subject=report.id,
        who=events.CITIZEN,
        what="reopened",
        why=reason,
        facts={"text": reason, "status": "reopened"},
    )
    promises.pass_on(session, report.id, happened, tools, now)


def _tell(session: Session, change: Change, tools: Tools, now: float) -> None:
    """Owe the news to the citizen, and to those who joined the report."""
    report, state = change.report, change.state
    news = News(
        kind=_KINDS.get(state.status, "changed"),
        ticket=report.ticket,
        category=report.category,
        status=state.status,
        notes=state.notes,
        photo=state.photo,
    )
    notices.owe(session, [report.thread], news, tools, now)
    joined = supporters.of(session, report.id)
    if joined and news.kind != "asked":
        notices.owe(session, joined, replace(news, supporter=True), tools, now)
