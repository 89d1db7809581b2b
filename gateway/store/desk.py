"""The reports the embedded Open311 desk keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.store.report_tables import ServiceRequest

OPEN = ("received", "verified", "forwarded", "in_progress", "needs_information")
CLOSED = ("done", "rejected", "duplicate")
MOST = 1000  # rows in one answer: GeoReport v2, GET Service Requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A report on its way in. `reference` is the sender's own number, or empty."""

    service_code: str
    reference: str = ""
    description: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    media_url: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as the desk keeps it. Times are Unix seconds; `status` is one of our words."""

    id: str
    service_code: str
    description: str
    address: str
    lat: float | None
    lon: float | None
    media_url: str
    status: str
    notes: str
    agency: str
    requested_at: float
    updated_at: float

    @property
    def closed(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which reports to return: filed from `start` up to `end` (Unix seconds), both included.

    An empty tuple asks for any service or any status.
    """

    start: float
    end: float
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


def keep(session: Session, filing: Filing, number: str, now: float) -> Kept | None:
    """Keep `filing` under `number`, or return what was kept for its reference before.

    Returns `None` if `number` is taken by another report: try another one.
    """
    row = ServiceRequest(
        service_request_id=number,
        reference=filing.reference or None,
        service_code=filing.service_code,
        description=filing.description,
        address=filing.address,
        lat=filing.lat,
        lon=filing.lon,
        media_url=filing.media_url,
        attributes={},
        status="received",
        notes="",
        agency=filing.agency,
        requested_at=now,
        updated_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        earlier = filing.reference and session.scalar(
            select(ServiceRequest).where(ServiceRequest.reference == filing.reference)
        )
        return _kept(earlier) if earlier else None
    return _kept(row)


def get(session: Session, numbers: Sequence[str]) -> list[Kept]:
    """Return the reports with these numbers, newest first; unknown numbers are left out."""
    wanted = ServiceRequest.service_request_id.in_(numbers[:MOST])
    rows = select(ServiceRequest).where(wanted).order_by(ServiceRequest.id.desc())
    return [_kept(row) for row in session.scalars(rows)]


def search(session: Session, what: Search) -> list[Kept]:
    """Return the reports `what` asks for, newest first, at most `MOST`."""
    rows = select(ServiceRequest).where(
        ServiceRequest.requested_at >= what.start, ServiceRequest.requested_at <= what.end
    )
    if what.codes:
        rows = rows.where(ServiceRequest.service_code.in_(what.codes))
    if what.statuses:
        rows = rows.where(ServiceRequest.status.in_(what.statuses))
    newest = rows.order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc())
    return [_kept(row) for row in session.scalars(newest.limit(MOST))]


def newest(session: Session, limit: int) -> list[Kept]:
    """Return the newest `limit` reports, newest first."""
    rows = select(ServiceRequest).order_by(ServiceRequest.id.desc()).limit(limit)
    return [_kept(row) for row in session.scalars(rows)]


def set_status(session: Session, number: str, status: str, notes: str, now: float) -> bool:
    """Say what became of the report called `number`; return whether there is one.

    Raises `ValueError` if `status` is not one of `OPEN` or `CLOSED`.
    """
    if status not in OPEN + CLOSED:
        raise ValueError(f"not a status: {status!r}")
    row = session.scalar(
        select(ServiceRequest).where(ServiceRequest.service_request_id == number)
    )
    if row is None:
        return False
    row.status, row.notes, row.updated_at = status, notes, now
    return True


def _kept(row: ServiceRequest) -> Kept:
    return Kept(
        id=row.service_request_id,
        service_code=row.service_code,
        description=row.description,
        address=row.address,
        lat=row.lat,
        lon=row.lon,
        media_url=row.media_url,
        status=row.status,
        notes=row.notes,
        agency=row.agency,
        requested_at=row.requested_at,
        updated_at=row.updated_at,
    )
