"""Which time limits a report has: begun when it is filed, turned when its state changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gateway.city import CityPack, Limits
from gateway.store import clocks
from gateway.store.clocks import CLOSE, FOLLOW_UP, FORWARD, TARGET, NewClock

RUNNING: Mapping[str, frozenset[str]] = {
    "received": frozenset({FORWARD, TARGET}),
    "verified": frozenset({FORWARD, TARGET}),
    "forwarded": frozenset({FOLLOW_UP, TARGET}),
    "in_progress": frozenset({TARGET}),
    "needs_information": frozenset({TARGET}),
    "done": frozenset({CLOSE}),
    "rejected": frozenset(),
    "duplicate": frozenset(),
}
"""The limits that run in each state of a report."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A report that has limits: its id and its category."""

    report: int
    category: str


def begin(session: Session, new: Sequence[Timed], pack: CityPack, now: float) -> None:
    """Start the limits of new reports."""
    names = sorted(RUNNING["received"])
    clocks.start(session, [_new(each, name, pack, now) for each in new for name in names])


def turn(session: Session, timed: Timed, status: str, pack: CityPack, now: float) -> None:
    """Stop the limits that a report in this state no longer has, and start those it has."""
    run, wanted = clocks.running(session, timed.report), RUNNING[status]
    clocks.stop(session, timed.report, run - wanted, now)
    clocks.start(session, [_new(timed, name, pack, now) for name in sorted(wanted - run)])


def _new(timed: Timed, name: str, pack: CityPack, now: float) -> NewClock:
    limit = pack.workdays.limit(now, _days(name, timed.category, pack.limits))
    return NewClock(
        report_id=timed.report,
        name=name,
        started_at=now,
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        next_at=limit.due_at if name == CLOSE else limit.warn_at,
    )


def _days(name: str, category: str, limits: Limits) -> int:
    """Return how many working days a limit has."""
    if name == TARGET:
        return limits.targets.get(category, limits.target)
    return {FORWARD: limits.forward, FOLLOW_UP: limits.follow_up, CLOSE: limits.close}[name]
