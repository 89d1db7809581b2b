"""The reports the embedded Open311 desk keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.store import events, filings
from gateway.store.events import Happened, Known
from gateway.store.report_tables import DeskUpdate, Event, ServiceRequest

SECRET, TRUE, REOPENED = "secret", "true", "reopened"
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
    reason: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What somebody adds to a report; `id` is theirs, and the same again adds nothing."""

    id: str
    number: str
    text: str
    status: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as the desk keeps it. Times are Unix seconds; `status` is one of our words.

    `row` is its id in our tables, `attributes` are the sender's, such as `secret`.
    """

    row: int
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
    after_url: str
    attributes: Mapping[str, str]

    @property
    def secret(self) -> bool:
        """Whether the public may not see it."""
        return self.attributes.get(SECRET) == TRUE

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
        attributes=dict(filing.attributes),
        status="received",
        notes="",
        agency=filing.agency,
        agency_reason=filing.reason,
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
    happened = [
        Happened(about=events.REQUEST, subject=row.id, who=events.CITIZEN, what="filed"),
        Happened(
            about=events.REQUEST,
            subject=row.id,
            who=events.BOT,
            what="agency",
            why=filing.reason,
            facts={"agency": filing.agency},
        ),
    ]
    events.add(session, happened, now)
    return _kept(row)


def add(session: Session, added: Added, now: float) -> bool:
    """Add to a report; return whether there is one. A closed one may be opened by it again."""
    row = session.scalar(
        select(ServiceRequest).where(ServiceRequest.service_request_id == added.number)
    )
    if row is None:
        return False
    if session.get(DeskUpdate, (row.id, added.id)) is not None:
        return True
    session.add(DeskUpdate(request_id=row.id, update_id=added.id, at=now))
    opens = added.status == REOPENED and row.status in CLOSED
    what = "reopened" if opens else "added"
    facts = {"text": added.text, "media_url": added.media_url, "id": added.id}
    happened = Happened(
        about=events.REQUEST, subject=row.id, who=events.CITIZEN, what=what, facts=facts
    )
    events.add(session, [happened], now)
    row.updated_at = now
    if opens:
        row.status, row.notes = "in_progress", ""
    return True


def updates(session: Session, start: float, end: float) -> list[tuple[str, Known]]:
    """Return what was added to reports or changed their state, with the report's number."""
    rows = session.execute(
        select(ServiceRequest.service_request_id, Event)
        .join(Event, Event.subject == ServiceRequest.id)
        .where(
            Event.about == events.REQUEST,
            Event.what.in_(("added", "reopened", "state")),
            Event.at >= start,
            Event.at <= end,
        )
        .order_by(Event.id)
        .limit(MOST)
    )
    return [(number, events.known(event)) for number, event in rows]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody at the desk does to a report; `who` is `operator:<name>` or the like.

    `before` is the state they saw: if it has changed meanwhile, nothing is done. Empty: any.
    """

    number: str
    status: str
    notes: str = ""
    who: str = "operator"
    before: str = ""
    after_url: str = ""


def change(session: Session, wanted: Change, now: float) -> bool:
    """Set what became of a report; return whether it was as the caller saw it.

    Its citizen is told by the worker, which asks the desk as any report backend, and soon.
    Raises `ValueError` if the status is not one of `OPEN` or `CLOSED`.
    """
    if wanted.status not in OPEN + CLOSED:
        raise ValueError(f"not a status: {wanted.status!r}")
    row = session.scalar(
        select(ServiceRequest).where(ServiceRequest.service_request_id == wanted.number)
    )
    if row is None or wanted.before not in {"", row.status}:
        return False
    facts = {"from": row.status, "to": wanted.status}
    happened = Happened(
        about=events.REQUEST,
        subject=row.id,
        who=wanted.who,
        what="asked" if wanted.status == "needs_information" else "state",
        why=wanted.notes,
        facts=facts,
    )
    events.add(session, [happened], now)
    row.status, row.notes, row.updated_at = wanted.status, wanted.notes, now
    row.after_url = wanted.after_url or row.after_url
    filings.nudge(session, wanted.number, now)
    return True


def reroute(session: Session, row: int, agency: str, why: str, now: float) -> None:
    """Give a report to another agency."""
    changed = update(ServiceRequest).where(ServiceRequest.id == row)
    session.execute(changed.values(agency=agency, agency_reason=why, updated_at=now))


def _kept(row: ServiceRequest) -> Kept:
    return Kept(
        row=row.id,
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
        after_url=row.after_url,
        attributes=row.attributes,
    )
