"""What becomes of each thing the bot decided: what is said, and what is written with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.model import (
    Action,
    Found,
    GiveCode,
    HandOver,
    Link,
    LinkPhone,
    LookUp,
    Say,
    Subscribe,
    TakeCode,
    Unlink,
    Unsubscribe,
    Words,
)
from bot.report import AddToReport, FileReport, Judge, ListReports, ReportStatus, Support
from gateway import afterwards, duty, hours, joining, linking, looking
from gateway.afterwards import Answered
from gateway.promises import mine, state_of
from gateway.store import subscriptions
from gateway.store.reports import NewReport
from gateway.tools import Tools
from gateway.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """In which turn something is done, with what.

    `report` is what the turn files, `ends` says that nothing is said or asked after it.
    """

    turn: Turn
    report: NewReport | None
    tools: Tools
    ends: bool


def do(action: Action, doing: Doing) -> Answered:
    """Return what becomes of an action."""
    return _HOW[type(action)](action, doing)


def ordered(did: Sequence[tuple[Action, Answered]]) -> Sequence[tuple[Action, Answered]]:
    """Return several answers, each with its action, so that one that leaves a choice ends."""
    if not did or not isinstance(did[-1][0], LookUp):
        return did
    return sorted(did, key=lambda each: any(say.choices for say in each[1].says))


def only(says: Sequence[Say]) -> Sequence[Say]:
    """Return what is said in one turn: only its last question is open."""
    return [*(_alone(say) for say in says[:-1]), *says[-1:]]


def _alone(say: Say) -> Say:
    """Return what is said before something else: no choice of several articles is left open."""
    return Say("article-none") if say.key == "article-which" else say


def _subscribed(
    action: Subscribe | Unsubscribe, thread: int, session: Session, now: float
) -> None:
    """Write down what the citizen wants to be warned of."""
    if isinstance(action, Subscribe):
        subscriptions.add(session, thread, action.topic, action.area, now)
    else:
        subscriptions.drop(session, thread)


def _look_up(action: LookUp, doing: Doing) -> Answered:
    return looking.look_up(action, doing.turn, doing.tools, ends=doing.ends)


def _state(action: ReportStatus, doing: Doing) -> Answered:
    return Answered([state_of(action.ticket, doing.turn.kept.id, doing.tools)])


def _file(_action: FileReport, doing: Doing) -> Answered:
    filed = doing.report
    return Answered([Say("report-filed", {"ticket": filed.ticket})] if filed else [])


def _later(action: AddToReport | Judge, doing: Doing) -> Answered:
    return afterwards.answer(action, doing.turn.kept.id, doing.tools)


def _subscribe(action: Subscribe | Unsubscribe, doing: Doing) -> Answered:
    return Answered([], partial(_subscribed, action, doing.turn.kept.id))


def _hand_over(action: HandOver, doing: Doing) -> Answered:
    """Say when operators are there again, if they are not; the hand-over is the turn's."""
    tools = doing.tools
    now = datetime.fromtimestamp(tools.clock(), tools.pack.timezone)
    opens = duty.next_open(tools.pack.staff, tools.pack.workdays, now)
    if opens is None or action.reason in {"emergency", "public"}:
        return Answered([])
    day = Words(f"service_hours-day-{hours.DAYS[opens.weekday()]}")
    return Answered([Say("handover-later", {"day": day, "at": f"{opens:%H.%M}"})])


def _link(action: Link, doing: Doing) -> Answered:
    linked = linking.answer(action, doing.turn.kept, doing.tools)
    return Answered([linked.say], linked.effect)


_HOW: Mapping[type[Action], Callable[[Any, Doing], Answered]] = {
    Say: lambda action, _doing: Answered([action]),
    LookUp: _look_up,
    Found: lambda action, doing: looking.found(action, doing.turn),
    ReportStatus: _state,
    ListReports: lambda _action, doing: Answered(mine(doing.turn.kept.id, doing.tools)),
    FileReport: _file,
    **dict.fromkeys((AddToReport, Judge), _later),
    Support: lambda action, doing: joining.answer(action, doing.turn.kept.id, doing.tools),
    **dict.fromkeys((Subscribe, Unsubscribe), _subscribe),
    HandOver: _hand_over,
    **dict.fromkeys((GiveCode, TakeCode, LinkPhone, Unlink), _link),
}
"""What is done of each kind of action."""
