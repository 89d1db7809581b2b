"""Citizens' reports: our promises, and what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.model import Place
from gateway.backend import State
from gateway.store.tables import Report, core

REPORT = core(Report)
_PLACE = TypeAdapter(Place)
ENDED = {"done", "rejected", "duplicate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to keep, with the ticket number its citizen was told."""

    ticket: str
    thread: int
    category: str
    description: str
    place: Place
    photos: tuple[str, ...]
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as stored; times are Unix seconds."""

    id: int
    ticket: str
    thread: int
    category: str
    description: str
    place: Place
    photos: tuple[str, ...]
    agency: str
    status: str
    notes: str
    external_id: str
    token: str
    filed_at: float
    updated_at: float


_ADD = insert(REPORT).returning(REPORT.c.id, sort_by_parameter_order=True)


def add(session: Session, new: Sequence[NewReport], now: float) -> list[int]:
    """Keep reports and return their ids, in order."""
    rows = [
        {
            "ticket": each.ticket,
            "thread_id": each.thread,
            "category": each.category,
            "description": each.description,
            "place": asdict(each.place),
            "photos": {"references": list(each.photos)},
            "agency": each.agency,
            "status": "received",
            "notes": "",
            "backend": "",
            "external_id": "",
            "token": "",
            "filed_at": now,
            "updated_at": now,
        }
        for each in new
    ]
    return list(session.connection().execute(_ADD, rows).scalars()) if rows else []


_TAKEN = select(REPORT.c.id).where(REPORT.c.ticket == bindparam("ticket"))


def is_taken(session: Session, ticket: str) -> bool:
    """Return whether a report has this ticket number."""
    return session.connection().execute(_TAKEN, {"ticket": ticket}).first() is not None


def get(session: Session, report: int) -> Kept | None:
    """Return the report with this id."""
    row = session.get(Report, report)
    return _kept(row) if row else None


def by_ticket(session: Session, ticket: str) -> Kept | None:
    """Return the report with this ticket number."""
    row = session.scalar(select(Report).where(Report.ticket == ticket))
    return _kept(row) if row else None


def latest_of(session: Session, threads: Collection[int]) -> Kept | None:
    """Return the newest report of these conversations."""
    row = session.scalar(
        select(Report).where(Report.thread_id.in_(threads)).order_by(Report.id.desc()).limit(1)
    )
    return _kept(row) if row else None


def newest(session: Session, limit: int = 50) -> Sequence[Kept]:
    """Return the newest reports, newest first."""
    rows = session.scalars(select(Report).order_by(Report.id.desc()).limit(limit))
    return [_kept(row) for row in rows]


def open_at_backend(session: Session, *, after: int, limit: int) -> Sequence[Kept]:
    """Return reports that the backend has and has not ended, by id, after report `after`."""
    rows = session.scalars(
        select(Report)
        .where(Report.external_id != "", Report.status.not_in(ENDED), Report.id > after)
        .order_by(Report.id)
        .limit(limit)
    )
    return [_kept(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A report that a backend took, and how it calls it."""

    report: int
    backend: str
    external_id: str
    token: str


_FORWARDED = (
    update(REPORT)
    .where(REPORT.c.id == bindparam("report"))
    .values(
        {name: bindparam(name) for name in ("backend", "external_id", "token", "updated_at")}
    )
)


def forwarded(session: Session, taken: Sequence[Forwarded], now: float) -> None:
    """Remember which backend took these reports and how it calls them."""
    rows = [{**asdict(each), "updated_at": now} for each in taken]
    session.connection().execute(_FORWARDED, rows)


def move(session: Session, before: Kept, state: State, now: float) -> bool:
    """Set the report's state, unless somebody changed it since `before` was read."""
    result = session.execute(
        update(Report)
        .where(Report.id == before.id, Report.status == before.status)
        .values(
            status=state.status,
            notes=state.notes[:2000],
            agency=state.agency or before.agency,
            updated_at=now,
        )
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result


def _kept(row: Report) -> Kept:
    return Kept(
        id=row.id,
        ticket=row.ticket,
        thread=row.thread_id,
        category=row.category,
        description=row.description,
        place=_PLACE.validate_python(row.place),
        photos=tuple(row.photos["references"]),
        agency=row.agency,
        status=row.status,
        notes=row.notes,
        external_id=row.external_id,
        token=row.token,
        filed_at=row.filed_at,
        updated_at=row.updated_at,
    )
