"""How fast each conversation writes: one row each, changed by the webhook alone."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, case
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


def _count(name: str) -> Any:
    """Return the statement that counts a message; built once, as all on a message's path."""
    put = INSERT[name](FLOOD)
    most: Any = bindparam("most")
    least: Any = bindparam("least")
    # Of two at once the later may be counted first: the clock never goes back.
    at = case((put.excluded.at > FLOOD.c.at, put.excluded.at), else_=FLOOD.c.at)
    full = FLOOD.c.remains + (at - FLOOD.c.at) / bindparam("each")
    left = case((full > most, most), else_=full) - 1
    again = (FLOOD.c.digest == put.excluded.digest) & (
        FLOOD.c.at > put.excluded.at - bindparam("again")
    )
    changed = {
        "remains": case((left < least, least), else_=left),
        "at": at,
        "repeats": case((again, FLOOD.c.repeats + 1), else_=0),
        "digest": put.excluded.digest,
    }
    counted = put.on_conflict_do_update(index_elements=["thread_id"], set_=changed)
    return counted.returning(FLOOD.c.remains, FLOOD.c.repeats)


_COUNT = {name: _count(name) for name in INSERT}


def count(session: Session, thread: int, digest: bytes, pace: Pace, now: float) -> Level:
    """Count a message whose text has this `digest`, and return what is left."""
    row = {
        "thread_id": thread,
        "remains": pace.most - 1,
        "at": now,
        "digest": digest,
        "repeats": 0,
        **asdict(pace),
    }
    counted = session.connection().execute(_COUNT[dialect(session)], row).one()
    return Level(remains=counted.remains, repeats=counted.repeats)
