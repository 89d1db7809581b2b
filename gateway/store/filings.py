"""Reports at their destinations: one row each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.report_tables import Filing
from gateway.store.tables import core

FILING = core(Filing)
WAITING, FILED, FAILED, BY_HAND = "waiting", "filed", "failed", "by_hand"
ENDED = {"done", "rejected", "duplicate"}
LONGEST_NOTES, LONGEST_ERROR = 2000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFiling:
    """A destination that a report is owed to."""

    report: int
    backend: str
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report at a destination as stored; see `gateway.store.report_tables.Filing`."""

    id: int
    report: int
    backend: str
    leads: bool
    status: str
    external_id: str
    token: str
    state: str
    notes: str
    error: str
    filed_at: float | None
    ask_at: float | None
    quiet: int


_ADD = insert(FILING).returning(FILING.c.id, sort_by_parameter_order=True)


def add(session: Session, new: Sequence[NewFiling]) -> list[int]:
    """Keep what is owed to whom and return the ids, in order."""
    rows = [
        {
            "report_id": each.report,
            "backend": each.backend,
            "leads": each.leads,
            "status": WAITING,
            "external_id": "",
            "token": "",
            "state": "",
            "notes": "",
            "error": "",
            "quiet": 0,
        }
        for each in new
    ]
    return list(session.connection().execute(_ADD, rows).scalars()) if rows else []


def get(session: Session, filing: int) -> Kept | None:
    """Return the filing with this id."""
    row = session.get(Filing, filing)
    return _kept(row) if row else None


def of(session: Session, report: int) -> Sequence[Kept]:
    """Return every destination of a report, the leading one first."""
    rows = session.scalars(
        select(Filing)
        .where(Filing.report_id == report)
        .order_by(Filing.leads.desc(), Filing.id)
    )
    return [_kept(row) for row in rows]


def due(
    session: Session, backend: str, now: float, *, after: int, limit: int
) -> Sequence[Kept]:
    """Return filings whose destination is to be asked now, by id, after filing `after`."""
    rows = session.scalars(
        select(Filing)
        .where(Filing.backend == backend, Filing.ask_at <= now, Filing.id > after)
        .order_by(Filing.id)
        .limit(limit)
    )
    return [_kept(row) for row in rows]


def by_external(session: Session, backend: str, number: str) -> Kept | None:
    """Return the filing that a destination calls `number`."""
    row = session.scalar(
        select(Filing).where(Filing.backend == backend, Filing.external_id == number)
    )
    return _kept(row) if row else None


def said(session: Session, filing: int, status: str, notes: str) -> None:
    """Remember what the destination last said."""
    session.execute(
        update(Filing)
        .where(Filing.id == filing)
        .values(state=status, notes=notes[:LONGEST_NOTES])
    )


_ASKED = (
    update(FILING)
    .where(FILING.c.id == bindparam("filing"))
    .values(quiet=bindparam("quiet"), ask_at=bindparam("ask_at"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filing that was asked about: how often in a row without news, and when next."""

    filing: int
    quiet: int
    ask_at: float | None


def asked(session: Session, every: Sequence[Asked]) -> None:
    """Remember when to ask again (never: `None`)."""
    if every:
        session.connection().execute(_ASKED, [asdict(each) for each in every])


def nudge(session: Session, number: str, now: float) -> None:
    """Ask soon about what a destination calls `number`: something changed there."""
    changed = update(Filing).where(Filing.external_id == number, Filing.ask_at.is_not(None))
    session.execute(changed.values(ask_at=now, quiet=0))


def resolved(session: Session, filing: int, number: str) -> None:
    """Remember the id that a filing's token stands for."""
    changed = update(Filing).where(Filing.id == filing)
    session.execute(changed.values(external_id=number))


def failing(session: Session, filing: int, error: str) -> None:
    """Remember why the last try failed."""
    changed = update(Filing).where(Filing.id == filing)
    session.execute(changed.values(error=error[:LONGEST_ERROR]))


def put(session: Session, filing: int, status: str, error: str) -> None:
    """Set what has become of a filing, and why."""
    changed = update(Filing).where(Filing.id == filing)
    session.execute(changed.values(status=status, error=error[:LONGEST_ERROR]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A filing that its destination took, and how the destination calls it."""

    filing: int
    external_id: str
    token: str


_FORWARDED = (
    update(FILING)
    .where(FILING.c.id == bindparam("filing"))
    .values(
        status=FILED,
        external_id=bindparam("external_id"),
        token=bindparam("token"),
        error="",
        filed_at=bindparam("now"),
        ask_at=bindparam("now"),
    )
)


def forwarded(session: Session, taken: Sequence[Forwarded], now: float) -> None:
    """Remember how destinations call what they took."""
    session.connection().execute(_FORWARDED, [{**asdict(each), "now": now} for each in taken])


def _kept(row: Filing) -> Kept:
    return Kept(
        id=row.id,
        report=row.report_id,
        backend=row.backend,
        leads=row.leads,
        status=row.status,
        external_id=row.external_id,
        token=row.token,
        state=row.state,
        notes=row.notes,
        error=row.error,
        filed_at=row.filed_at,
        ask_at=row.ask_at,
        quiet=row.quiet,
    )
