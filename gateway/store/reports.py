"""Citizens' reports: our promises, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.place import Place
from bot.report import COMPLAINT
from gateway.backend import State
from gateway.store import events, filings
from gateway.store.events import Happened
from gateway.store.filings import NewFiling
from gateway.store.report_tables import Report
from gateway.store.tables import core

REPORT = core(Report)
_PLACE = TypeAdapter(Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to keep, with the ticket number its citizen was told.

    `reason` says why it is `agency`'s. `origin` is one of `ORIGINS`, `link` the address of the
    post that tells it, `by` the operator who wrote it down.
    """

    ticket: str
    thread: int
    category: str
    description: str
    place: Place
    photos: tuple[str, ...]
    agency: str
    reason: str = ""
    kind: str = COMPLAINT
    happened: str = ""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    anonymous: bool = False
    secret: bool = False
    origin: str = ""
    link: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as stored; see `gateway.store.report_tables.Report`."""

    id: int
    ticket: str
    thread: int
    kind: str
    category: str
    description: str
    place: Place
    happened: str
    answers: Mapping[str, str]
    photos: tuple[str, ...]
    anonymous: bool
    secret: bool
    agency: str
    reason: str
    status: str
    notes: str
    asked_at: float | None
    outcome: str
    stars: int
    reopened: int
    filed_at: float
    updated_at: float
    origin: str = ""
    link: str = ""


CONVERSATION, CHAT, PHONE, SOCIAL, COUNTER = ORIGINS = (
    "",
    "chat",
    "phone",
    "social",
    "counter",
)
"""How a report came: told to the bot; written down by an operator from the conversation, from a
telephone call, from a post, at the counter."""
REOPENED = "forwarded"
"""The state of a report that was opened again: where it was when it had been forwarded."""
_ADD = insert(REPORT).returning(REPORT.c.id, sort_by_parameter_order=True)


def add(session: Session, new: Sequence[NewReport], now: float) -> list[int]:
    """Keep reports and return their ids, in order."""
    rows = [
        {
            "ticket": each.ticket,
            "thread_id": each.thread,
            "kind": each.kind,
            "category": each.category,
            "description": each.description,
            "place": asdict(each.place),
            "lat": each.place.lat,
            "lon": each.place.lon,
            "area": each.place.code,
            "happened": each.happened,
            "answers": dict(each.answers),
            "photos": {"references": list(each.photos)},
            "anonymous": each.anonymous,
            "secret": each.secret,
            "agency": each.agency,
            "agency_reason": each.reason,
            "status": "received",
            "notes": "",
            "outcome": "",
            "stars": 0,
            "reopened": 0,
            "origin": each.origin,
            "link": each.link,
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


def of_threads(session: Session, threads: Collection[int], limit: int) -> Sequence[Kept]:
    """Return the newest reports of these conversations, newest first."""
    rows = session.scalars(
        select(Report)
        .where(Report.thread_id.in_(threads))
        .order_by(Report.id.desc())
        .limit(limit)
    )
    return [_kept(row) for row in rows]


def newest(session: Session, limit: int = 50) -> Sequence[Kept]:
    """Return the newest reports, newest first."""
    rows = session.scalars(select(Report).order_by(Report.id.desc()).limit(limit))
    return [_kept(row) for row in rows]


def file(
    session: Session, new: Sequence[tuple[NewReport, Sequence[str]]], now: float
) -> tuple[list[int], list[int]]:
    """Keep reports, each with its destinations (the first leads), and what happened.

    Returns the ids of the reports, and those of the filings that are owed now.
    """
    made = add(session, [each for each, _ in new], now)
    happened = [
        Happened(subject=report, who=who, what=what, why=why, facts=facts)
        for report, (each, _) in zip(made, new, strict=True)
        for who, what, why, facts in (
            (each.by or events.CITIZEN, "filed", "", _filed(each)),
            (events.BOT, "agency", each.reason, {"agency": each.agency}),
        )
    ]
    events.add(session, happened, now)
    return made, filings.add(
        session,
        [
            NewFiling(report=report, backend=backend, leads=not number)
            for report, (_, backends) in zip(made, new, strict=True)
            for number, backend in enumerate(backends)
        ],
    )


def _filed(new: NewReport) -> dict[str, str]:
    facts = {"ticket": new.ticket, "origin": new.origin, "link": new.link}
    return {name: said for name, said in facts.items() if said}


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


def asked(session: Session, ticket: str, now: float) -> None:
    """Remember that the citizen was asked whether the report is solved."""
    changed = update(Report).where(Report.ticket == ticket)
    session.execute(changed.values(asked_at=now, outcome=""))


def judge(session: Session, report: int, outcome: str, stars: int) -> None:
    """Remember what the citizen says of a report; no stars leave those given before."""
    values: dict[str, str | int] = {"outcome": outcome}
    if stars:
        values["stars"] = stars
    session.execute(update(Report).where(Report.id == report).values(values))


def reopen(session: Session, report: Kept, now: float) -> None:
    """Open a report again."""
    session.execute(
        update(Report)
        .where(Report.id == report.id)
        .values(
            status=REOPENED,
            notes="",
            outcome="unsolved",
            reopened=Report.reopened + 1,
            updated_at=now,
        )
    )


def reroute(session: Session, report: int, agency: str, why: str, now: float) -> None:
    """Give a report to another agency."""
    changed = update(Report).where(Report.id == report)
    session.execute(changed.values(agency=agency, agency_reason=why, updated_at=now))


def add_photos(session: Session, report: Kept, photos: Sequence[str]) -> None:
    """Add the references of files to a report."""
    every = {"references": list(dict.fromkeys((*report.photos, *photos)))}
    session.execute(update(Report).where(Report.id == report.id).values(photos=every))


def since(session: Session, threads: Collection[int], moment: float) -> Kept | None:
    """Return the newest report that these conversations filed after `moment`."""
    row = session.scalar(
        select(Report)
        .where(Report.thread_id.in_(threads), Report.filed_at > moment)
        .order_by(Report.id.desc())
        .limit(1)
    )
    return _kept(row) if row else None


def _kept(row: Report) -> Kept:
    return Kept(
        id=row.id,
        ticket=row.ticket,
        thread=row.thread_id,
        kind=row.kind,
        category=row.category,
        description=row.description,
        place=_PLACE.validate_python(row.place),
        happened=row.happened,
        answers=row.answers,
        photos=tuple(row.photos["references"]),
        anonymous=row.anonymous,
        secret=row.secret,
        agency=row.agency,
        reason=row.agency_reason,
        status=row.status,
        notes=row.notes,
        asked_at=row.asked_at,
        outcome=row.outcome,
        stars=row.stars,
        reopened=row.reopened,
        filed_at=row.filed_at,
        updated_at=row.updated_at,
        origin=row.origin,
        link=row.link,
    )
