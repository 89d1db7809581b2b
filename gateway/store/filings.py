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
LONGEST_NOTES = 2000


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


def open_at(session: Session, backend: str, *, after: int, limit: int) -> Sequence[Kept]:
    """Return filings that `backend` has and has not ended, by id, after filing `after`."""
    rows = session.scalars(
        select(Filing)
        .where(
            Filing.backend == backend,
            Filing.external_id != "",
            Filing.state.not_in(ENDED),
            Filing.id > after,
        )
        .order_by(Filing.id)
        .limit(limit)
    )
    return [_kept(row) for row in rows]


def said(session: Session, filing: int, status: str, notes: str) -> None:
    """Remember what the destination last said."""
    session.execute(
        update(Filing)
        .where(Filing.id == filing)
        .values(state=status, notes=notes[:LONGEST_NOTES], quiet=0)
    )


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
