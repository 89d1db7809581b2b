"""The time limits of reports."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.report_tables import Clock
from gateway.store.tables import core

FORWARD, FOLLOW_UP, TARGET, CLOSE = NAMES = ("forward", "follow_up", "target", "close")
"""Until an agency takes a report up; then until it acts; until it is done; from then until the
citizen's silence counts as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClock:
    """A limit that begins: whose, and when something is to be done about it (Unix seconds)."""

    report_id: int
    name: str
    started_at: float
    warn_at: float
    due_at: float
    next_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A limit as stored; see `gateway.store.report_tables.Clock`."""

    id: int
    report: int
    name: str
    started_at: float
    warn_at: float
    due_at: float
    ended_at: float | None

    def state(self, now: float) -> str:
        """Return `kept late` once it has ended, and `running near late` before."""
        if (now if self.ended_at is None else self.ended_at) > self.due_at:
            return "late"
        if self.ended_at is not None:
            return "kept"
        return "near" if now >= self.warn_at and self.name != CLOSE else "running"


_ADD = insert(core(Clock))
_NEXT = (
    update(core(Clock))
    .where(core(Clock).c.id == bindparam("clock"))
    .values(next_at=bindparam("moment"))
)


def start(session: Session, new: Sequence[NewClock]) -> None:
    """Start limits."""
    if new:
        session.connection().execute(_ADD, [asdict(each) for each in new])


def stop(session: Session, report: int, names: Collection[str], now: float) -> None:
    """End those limits of a report that run."""
    if names:
        running = Clock.report_id == report, Clock.name.in_(names), Clock.ended_at.is_(None)
        session.execute(update(Clock).where(*running).values(ended_at=now, next_at=None))


def running(session: Session, report: int) -> set[str]:
    """Return the names of the limits that run."""
    names = select(Clock.name).where(Clock.report_id == report, Clock.ended_at.is_(None))
    return set(session.scalars(names))


def of(session: Session, report: int) -> Sequence[Kept]:
    """Return every limit a report has or had, the first first."""
    rows = session.scalars(select(Clock).where(Clock.report_id == report).order_by(Clock.id))
    return [_kept(row) for row in rows]


def next_due(session: Session, report: int) -> float | None:
    """Return when the next limit of a report that runs will have passed (Unix seconds)."""
    running = Clock.report_id == report, Clock.ended_at.is_(None)
    return session.scalar(select(func.min(Clock.due_at)).where(*running))


def get(session: Session, clock: int) -> Kept | None:
    """Return the limit with this id."""
    row = session.get(Clock, clock)
    return _kept(row) if row else None


def due(session: Session, now: float, limit: int) -> Sequence[Kept]:
    """Return the limits about which something is to be done now, the longest due first."""
    rows = select(Clock).where(Clock.next_at <= now).order_by(Clock.next_at, Clock.id)
    return [_kept(row) for row in session.scalars(rows.limit(limit))]


def postpone(session: Session, until: Sequence[tuple[int, float | None]]) -> None:
    """Set when something is to be done about each of these limits next (never: `None`)."""
    if until:
        rows = [{"clock": clock, "moment": moment} for clock, moment in until]
        session.connection().execute(_NEXT, rows)


def _kept(row: Clock) -> Kept:
    return Kept(
        id=row.id,
        report=row.report_id,
        name=row.name,
        started_at=row.started_at,
        warn_at=row.warn_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
    )
