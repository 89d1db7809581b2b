"""How fast each conversation writes: one row each, changed by the webhook alone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Flood, core

FLOOD = core(Flood)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one conversation may write.

    `most` messages at once, `each` seconds for one more; what is too much counts down to
    `least`. The same text counts as repeated if it comes within `again` seconds of the last.
    """

    most: float
    each: float
    least: float
    again: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is left after a message, and how often its text has come again in a row."""

    remains: float
    repeats: int


def count(session: Session, thread: int, digest: bytes, pace: Pace, now: float) -> Level:
    """Count a message whose text has this `digest`, and return what is left."""
    put = INSERT[dialect(session)](FLOOD)
    full = FLOOD.c.remains + (now - FLOOD.c.at) / pace.each
    filled = case((full > pace.most, pace.most), else_=full)
    remains = case((filled - 1 < pace.least, pace.least), else_=filled - 1)
    again = (FLOOD.c.digest == digest) & (FLOOD.c.at > now - pace.again)
    changed: dict[str, Any] = {
        "remains": remains,
        "at": now,
        "repeats": case((again, FLOOD.c.repeats + 1), else_=0),
        "digest": digest,
    }
    statement = put.on_conflict_do_update(index_elements=["thread_id"], set_=changed)
    first = {"thread_id": thread, "remains": pace.most - 1, "at": now, "digest": digest}
    row = (
        session.connection()
        .execute(statement.returning(FLOOD.c.remains, FLOOD.c.repeats), {**first, "repeats": 0})
        .one()
    )
    return Level(remains=row.remains, repeats=row.repeats)
