"""What a citizen adds to a filed report, and what they say of it when it is done."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

from sqlalchemy.orm import Session

from bot.model import Say
from bot.report import AddToReport, Judge
from gateway import promises
from gateway.calling import call
from gateway.store import clocks, events, links, reports
from gateway.store.clocks import CLOSE
from gateway.store.events import Happened
from gateway.store.reports import Kept
from gateway.tools import Tools
from gateway.work import changes
from gateway.work.outcome import Effect, nothing

MOST_TIMES = 2
"""How often a report is opened again before an operator looks into it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said, and what is written with it."""

    says: Sequence[Say]
    effect: Effect = nothing


def answer(action: AddToReport | Judge, thread: int, tools: Tools) -> Answered:
    """Return what becomes of what the citizen of conversation `thread` says of a report."""
    with tools.database.read() as session:
        report = reports.by_ticket(session, action.ticket)
        mine = links.together(session, thread)
    if report is None or report.thread not in mine:
        return Answered([Say("report-unknown", {"ticket": action.ticket})])
    if isinstance(action, AddToReport):
        key = "answer-passed" if action.answers else "added-later"
        return Answered(
            [Say(key, {"ticket": report.ticket})], partial(_add, report, action, tools)
        )
    return _judged(report, action, thread, tools)


def _judged(report: Kept, judged: Judge, thread: int, tools: Tools) -> Answered:
    if judged.solved:
        return Answered([], partial(_solved, report, judged))
    if report.reopened >= MOST_TIMES:
        said = Say("reopened-person", {"ticket": report.ticket})
        calls = partial(call, thread, "unsolved", tools)
        return Answered([said], partial(_to_person, report, judged, calls))
    said = Say("reopened", {"ticket": report.ticket})
    return Answered([said], partial(_reopen, report, judged, tools))


def _add(report: Kept, added: AddToReport, tools: Tools, session: Session, now: float) -> None:
    reports.add_photos(session, report, added.photos)
    happened = Happened(
        subject=report.id,
        who=events.CITIZEN,
        what="answered" if added.answers else "added",
        facts={
            "text": added.text,
            "photos": list(added.photos),
            "place": asdict(added.place) if added.place else None,
        },
    )
    promises.pass_on(session, report.id, happened, tools, now)


def _solved(report: Kept, judged: Judge, session: Session, now: float) -> None:
    reports.judge(session, report.id, "solved", judged.stars)
    clocks.stop(session, report.id, [CLOSE], now)
    facts = {"outcome": "solved", "stars": judged.stars}
    happened = Happened(subject=report.id, who=events.CITIZEN, what="judged", facts=facts)
    events.add(session, [happened], now)


def _reopen(report: Kept, judged: Judge, tools: Tools, session: Session, now: float) -> None:
    changes.reopen(session, report, judged.reason, tools, now)


def _to_person(
    report: Kept, judged: Judge, calls: Effect, session: Session, now: float
) -> None:
    reports.judge(session, report.id, "unsolved", 0)
    clocks.stop(session, report.id, [CLOSE], now)
    facts = {"outcome": "unsolved", "text": judged.reason}
    happened = Happened(subject=report.id, who=events.CITIZEN, what="judged", facts=facts)
    events.add(session, [happened], now)
    calls(session, now)
