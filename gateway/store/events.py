"""What happened to reports, and to requests at the desk: written once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gateway.store.report_tables import Event
from gateway.store.tables import core

REPORT, REQUEST = "report", "request"
CITIZEN, BOT, CLOCK = "citizen", "bot", "clock"
KINDS = (
    "filed",
    "agency",
    "forwarded",
    "forward_failed",
    "state",
    "asked",
    "added",
    "answered",
    "supported",
    "merged",
    "judged",
    "reopened",
    "warned",
    "breached",
    "silent",
    "noted",
)
"""What can happen: a report is filed, given to an agency, forwarded (or not), moved to a state;
its citizen is asked, adds something, answers; it is joined by others, merged, said to be solved
or not, opened again; a clock warns or runs out, or nobody said whether it is solved; somebody
notes something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened: to what, through whom (`citizen`, `operator:ani`), and why."""

    subject: int
    who: str
    what: str
    why: str = ""
    about: str = REPORT
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Something that happened, as it was written down; `at` is Unix seconds."""

    subject: int
    at: float
    who: str
    what: str
    why: str
    facts: Mapping[str, Any]


_ADD = insert(core(Event))
_ADD_ONE = _ADD.returning(core(Event).c.id)


def add(session: Session, happened: Sequence[Happened], now: float) -> None:
    """Write down what happened."""
    if happened:
        session.connection().execute(_ADD, [{**asdict(each), "at": now} for each in happened])


def add_one(session: Session, happened: Happened, now: float) -> int:
    """Write down what happened and return the id of the event."""
    row = {**asdict(happened), "at": now}
    made: int = session.connection().execute(_ADD_ONE, row).scalar_one()
    return made


def get(session: Session, event: int) -> Known | None:
    """Return the event with this id."""
    row = session.get(Event, event)
    return known(row) if row else None


def of(session: Session, subject: int, about: str = REPORT) -> Sequence[Known]:
    """Return everything that happened to a report (or request), the oldest first."""
    rows = session.scalars(
        select(Event).where(Event.about == about, Event.subject == subject).order_by(Event.id)
    )
    return [known(row) for row in rows]


def known(row: Event) -> Known:
    """Return an event as it was written down."""
    return Known(
        subject=row.subject,
        at=row.at,
        who=row.who,
        what=row.what,
        why=row.why,
        facts=row.facts,
    )
