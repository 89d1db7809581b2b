"""What changes a filed report, whoever says so: one transaction for state, history and news."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from gateway.backend import State
from gateway.promises import change_of
from gateway.render import render
from gateway.store import events, reports, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.events import Happened
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work import outbox

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
    _tell(session, replace(report, status=state.status), state.notes, tools, now)
    return True


def _tell(session: Session, report: Kept, notes: str, tools: Tools, now: float) -> None:
    thread = threads.load(session, tools.seal, [report.thread])[report.thread]
    if thread.conversation.stopped:
        return
    rendered = render(
        [change_of(report, notes)],
        voice=tools.voice,
        language=thread.conversation.language,
        channel=tools.channels[thread.channel],
        recipient=thread.sender,
    )
    new = NewOutbound(thread=report.thread, outbound=rendered.message)
    outbox.put(session, [new], tools, now)
