"""The reports as the staff see them: at our own desk, or forwarded elsewhere, in one list.

A report of ours that is at the desk, too, stands in it once, as the desk has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, exists, func, select, union_all
from sqlalchemy.orm import Session

from gateway.store.clocks import CLOSE
from gateway.store.filings import ENDED
from gateway.store.report_tables import Clock, Report, ServiceRequest

OPEN, LATE, CLOSED, ALL = SHOWN = ("open", "late", "closed", "all")
"""Which reports are shown: those nobody has ended, those whose limit has passed, and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; an empty field asks for nothing.

    `codes` are a category's id and service code, `text` is a part of the number or the words.
    """

    shown: str = OPEN
    codes: tuple[str, ...] = ()
    agency: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A report in the list. Times are Unix seconds; `due_at` is when its next limit ends."""

    number: str
    code: str
    description: str
    status: str
    agency: str
    at: float
    due_at: float | None


def search(
    session: Session, wanted: Wanted, now: float, *, limit: int, offset: int
) -> tuple[Sequence[Entry], int]:
    """Return the reports `wanted`, from `offset` on, and how many there are in all.

    Open ones come by what is due first, all others the newest first.
    """
    rows = _rows()
    what = list(_conditions(rows, wanted, now))
    due = [rows.c.due_at.is_(None), rows.c.due_at] if wanted.shown in {OPEN, LATE} else []
    found = session.execute(
        select(rows)
        .where(*what)
        .order_by(*due, rows.c.at.desc(), rows.c.number)
        .limit(limit)
        .offset(offset)
    )
    count = session.scalar(select(func.count()).select_from(rows).where(*what)) or 0
    return [Entry(**row) for row in found.mappings()], count


def _rows() -> Subquery:
    desk, ours = ServiceRequest, Report
    due = (
        select(func.min(Clock.due_at))
        .where(Clock.report_id == ours.id, Clock.ended_at.is_(None), Clock.name != CLOSE)
        .correlate(ours)
        .scalar_subquery()
    )
    at_desk = select(
        desk.service_request_id.label("number"),
        desk.service_code.label("code"),
        func.coalesce(ours.description, desk.description).label("description"),
        desk.status,
        desk.agency,
        desk.requested_at.label("at"),
        due.label("due_at"),
    ).join(ours, ours.ticket == desk.service_request_id, isouter=True)
    elsewhere = select(
        ours.ticket,
        ours.category,
        ours.description,
        ours.status,
        ours.agency,
        ours.filed_at,
        due,
    ).where(~exists().where(desk.service_request_id == ours.ticket))
    return union_all(at_desk, elsewhere).subquery()


def _conditions(rows: Subquery, wanted: Wanted, now: float) -> Sequence[ColumnElement[bool]]:
    what: list[ColumnElement[bool]] = []
    if wanted.shown in {OPEN, LATE}:
        what.append(rows.c.status.not_in(ENDED))
    if wanted.shown == CLOSED:
        what.append(rows.c.status.in_(ENDED))
    if wanted.shown == LATE:
        what.append(rows.c.due_at < now)
    if wanted.codes:
        what.append(rows.c.code.in_(wanted.codes))
    if wanted.agency:
        what.append(rows.c.agency == wanted.agency)
    if wanted.text:
        said = wanted.text
        number = rows.c.number.icontains(said, autoescape=True)
        what.append(number | rows.c.description.icontains(said, autoescape=True))
    return what
