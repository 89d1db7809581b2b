"""Reports that a new one may repeat, and a citizen's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.place import Place
from gateway.store.report_tables import Report, Supporter

DAY = 86400.0
WITHIN = 14 * DAY
"""Seconds for which a report may be repeated by others."""
ENDED = ("done", "rejected", "duplicate")
MOST = 100
"""Reports looked at, the newest first."""
NEAR = 0.0015
"""Degrees (some 165 m of latitude) within which a position is worth measuring."""
_PLACE = TypeAdapter(Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier report that is still open; `filed_at` is Unix seconds."""

    ticket: str
    thread: int
    category: str
    description: str
    place: Place
    filed_at: float
    supporters: int
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A report in a list of the citizen's; `supported` if it is somebody else's."""

    ticket: str
    category: str
    status: str
    supported: bool


_SUPPORTERS = (
    select(func.count()).where(Supporter.report_id == Report.id).correlate(Report)
).scalar_subquery()


def open_in(session: Session, category: str, place: Place, now: float) -> Sequence[Earlier]:
    """Return the open reports of a category that may be of this place, the newest first.

    They are at most 14 days old, and neither ended nor secret. One statement.
    """
    rows = session.execute(
        select(Report, _SUPPORTERS)
        .where(
            Report.category == category,
            Report.filed_at > now - WITHIN,
            Report.status.not_in(ENDED),
            Report.secret.is_(False),
            _around(place),
        )
        .order_by(Report.id.desc())
        .limit(MOST)
    )
    return [
        Earlier(
            ticket=report.ticket,
            thread=report.thread_id,
            category=report.category,
            description=report.description,
            place=_PLACE.validate_python(report.place),
            filed_at=report.filed_at,
            supporters=supporters,
            agency=report.agency,
        )
        for report, supporters in rows
    ]


def of_citizen(session: Session, threads: Collection[int], limit: int) -> Sequence[Line]:
    """Return the newest reports that these conversations filed or joined."""
    joined = select(Supporter.report_id).where(Supporter.thread_id.in_(threads))
    rows = session.execute(
        select(Report.ticket, Report.category, Report.status, Report.thread_id)
        .where(or_(Report.thread_id.in_(threads), Report.id.in_(joined)))
        .order_by(Report.id.desc())
        .limit(limit)
    )
    return [
        Line(ticket=ticket, category=category, status=status, supported=thread not in threads)
        for ticket, category, status, thread in rows
    ]


def _around(place: Place) -> ColumnElement[bool]:
    """Return whether a report may be of this place: near its pin, in its area, or in none."""
    known = or_(Report.area == place.code, Report.area == "")
    if place.precision != "point" or place.lat is None or place.lon is None:
        return known if place.code.count(".") > _KECAMATAN else Report.id > 0
    near = and_(
        Report.lat.between(place.lat - NEAR, place.lat + NEAR),
        Report.lon.between(place.lon - NEAR, place.lon + NEAR),
    )
    return or_(near, known)


_KECAMATAN = 2
"""Dots in the code of a kecamatan; that of a kelurahan has one more."""
