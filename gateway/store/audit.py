"""What staff did and looked at, as a chain that shows if anybody changed it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, select, text
from sqlalchemy.orm import Session

from gateway.store.audit_tables import Audited
from gateway.store.dialects import dialect

LOCK = 7_263_401
"""PostgreSQL's number for the lock under which the chain grows; SQLite has one writer."""
BATCH = 1000
START = ""
"""What the first row takes for the digest before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Somebody did something at a time (Unix seconds)."""

    at: float
    who: str
    action: str
    subject: str
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows are looked for; an empty field asks for nothing. Times are Unix seconds."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: float = 0.0
    until: float = 0.0


def add(session: Session, done: Done) -> None:
    """Add a row to the chain; nobody else adds one until this transaction ends."""
    if dialect(session) == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = session.scalar(select(Audited.digest).order_by(Audited.id.desc()).limit(1)) or START
    row = {"at": done.at, "who": done.who, "action": done.action, "subject": done.subject}
    session.execute(insert(Audited).values(**row, digest=digest(last, done)))


def search(session: Session, asked: Asked, *, limit: int, before: int = 0) -> Sequence[Done]:
    """Return rows, the newest first; those before row `before` if that is given."""
    rows = select(Audited).where(*_conditions(asked)).order_by(Audited.id.desc()).limit(limit)
    if before:
        rows = rows.where(Audited.id < before)
    return [_done(row) for row in session.scalars(rows)]


def broken(session: Session) -> tuple[int, int]:
    """Return how many rows fit, and the id of the first that does not (0: all fit)."""
    count, last = 0, START
    for row in _every(session):
        if row.digest != digest(last, _done(row)):
            return count, row.id
        count, last = count + 1, row.digest
    return count, 0


def _every(session: Session) -> Iterator[Audited]:
    """Yield every row, the oldest first; never more than some of them at once."""
    after = 0
    while True:
        rows = select(Audited).where(Audited.id > after).order_by(Audited.id).limit(BATCH)
        found = session.scalars(rows.execution_options(populate_existing=True)).all()
        yield from found
        if len(found) < BATCH:
            return
        after = found[-1].id


def digest(last: str, done: Done) -> str:
    """Return the digest of a row after one whose digest is `last`.

    >>> done = Done(at=1.0, who="rina", action="inbox.reply", subject="7")
    >>> digest("", done)[:8] == digest("x", done)[:8]
    False
    """
    told = json.dumps([last, done.at, done.who, done.action, done.subject])
    return hashlib.sha256(told.encode()).hexdigest()


def _conditions(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.who:
        yield Audited.who == asked.who
    if asked.action:
        yield Audited.action == asked.action
    if asked.subject:
        yield Audited.subject.icontains(asked.subject, autoescape=True)
    if asked.since:
        yield Audited.at >= asked.since
    if asked.until:
        yield Audited.at < asked.until


def _done(row: Audited) -> Done:
    return Done(id=row.id, at=row.at, who=row.who, action=row.action, subject=row.subject)
