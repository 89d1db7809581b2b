"""Destinations that are out of order: nothing is sent there until one try goes through."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.report_tables import Circuit
from gateway.store.tables import core

MOST_FAILURES = 5
"""Failures in a row after which a destination counts as out of order."""
FIRST, LONGEST = 30.0, 600.0
"""Seconds without a try after that; doubled by every further failure, up to the longest."""
PROBE = 60.0
"""Seconds that one try may take while all others wait for it."""


@dataclass(frozen=True, slots=True)
class State:
    """Failures in a row, and until when (Unix seconds) nothing is sent."""

    failures: int = 0
    open_until: float = 0.0
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the destination counts as out of order."""
        return self.failures >= MOST_FAILURES


def state(session: Session, backend: str) -> State:
    """Return how a destination does."""
    row = session.get(Circuit, backend)
    return State(row.failures, row.open_until, row.error) if row else State()


def probe(session: Session, backend: str, seen: State, now: float) -> bool:
    """Take it upon oneself to try first; `False` if another worker has, meanwhile."""
    result = session.execute(
        update(Circuit)
        .where(Circuit.backend == backend, Circuit.open_until == seen.open_until)
        .values(open_until=now + PROBE)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result


def failed(
    session: Session, backend: str, error: str, now: float, *, first: bool = False
) -> State:
    """Count a failure and return how the destination does now.

    While it is out of order only the try that goes `first` counts: calls that were under way
    when it failed tell nothing new.
    """
    known = state(session, backend)
    if known.is_open and not first:
        return known
    put = INSERT[dialect(session)](core(Circuit)).values(
        backend=backend, failures=1, open_until=0.0, error=error
    )
    counted = put.on_conflict_do_update(
        index_elements=["backend"], set_={"failures": Circuit.failures + 1, "error": error}
    )
    session.execute(counted)
    failures = session.scalar(select(Circuit.failures).where(Circuit.backend == backend)) or 1
    until = now + pause(failures)
    if failures >= MOST_FAILURES:
        changed = update(Circuit).where(Circuit.backend == backend)
        session.execute(changed.values(open_until=until))
    return State(failures, until if failures >= MOST_FAILURES else 0.0, error)


def worked(session: Session, backend: str) -> None:
    """Forget the failures of a destination that works."""
    session.execute(delete(Circuit).where(Circuit.backend == backend))


def pause(failures: int) -> float:
    """Return for how many seconds nothing is sent after so many failures in a row.

    >>> [pause(n) for n in (4, 5, 6, 10, 1000)]
    [0.0, 30.0, 60.0, 600.0, 600.0]
    """
    if failures < MOST_FAILURES:
        return 0.0
    return float(min(FIRST * 2 ** min(failures - MOST_FAILURES, 10), LONGEST))
