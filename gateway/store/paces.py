"""Rates that all workers keep together: one row each, spent from where work is claimed."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Pace, core

BURST_SECONDS = 0.05
"""How much of its rate a pace may catch up after a late wake-up."""

PACE = core(Pace)
_NEXT_AT = select(PACE.c.next_at).where(PACE.c.key == bindparam("key")).with_for_update()
_SPENT = update(PACE).where(PACE.c.key == bindparam("pace")).values(next_at=bindparam("at"))
_NEW = {
    name: make(PACE).on_conflict_do_nothing(index_elements=["key"])
    for name, make in INSERT.items()
}


def allowed(session: Session, pace: str, rate: float, now: float) -> int:
    """Return how many tasks may begin now at `rate` a second; the row stays locked."""
    connection = session.connection()
    next_at = connection.execute(_NEXT_AT, {"key": pace}).scalar()
    if next_at is None:
        connection.execute(_NEW[dialect(session)], {"key": pace, "next_at": now})
        return 1
    late = now - next_at
    return 0 if late < 0 else 1 + int(min(late, BURST_SECONDS) * rate)


def spend(session: Session, pace: str, seconds: float, now: float) -> None:
    """Let the next task of `pace` begin `seconds` after the last."""
    connection = session.connection()
    next_at = connection.execute(_NEXT_AT, {"key": pace}).scalar() or now
    start = max(next_at, now - BURST_SECONDS)
    connection.execute(_SPENT, {"pace": pace, "at": start + seconds})
