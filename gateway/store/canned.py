"""Replies that operators choose instead of writing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from gateway.store.inbox_tables import CannedReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A reply: its shortcut, words by language, the category it is for (empty: any).

    `used` is how often it was sent; `id` is 0 until it is kept.
    """

    shortcut: str
    texts: Mapping[str, str]
    category: str = ""
    id: int = 0
    used: int = 0


def every(session: Session, category: str = "") -> Sequence[Canned]:
    """Return all replies: those for `category` first, then by how often they are used."""
    found = [_canned(row) for row in session.scalars(select(CannedReply))]
    return sorted(
        found,
        key=lambda each: (each.category not in {category, ""}, each.category == "", -each.used),
    )


def get(session: Session, number: int) -> Canned | None:
    """Return the reply with this number."""
    row = session.get(CannedReply, number, populate_existing=True)
    return _canned(row) if row else None


def put(session: Session, new: Canned, who: str, now: float) -> bool:
    """Keep a reply, or write it anew; `False` if another one has its shortcut."""
    same = select(CannedReply.id).where(
        CannedReply.shortcut == new.shortcut, CannedReply.id != new.id
    )
    if session.scalar(same) is not None:
        return False
    row: dict[str, Any] = {
        "shortcut": new.shortcut,
        "texts": dict(new.texts),
        "category": new.category,
        "written_by": who,
        "changed_at": now,
    }
    if new.id:
        session.execute(update(CannedReply).where(CannedReply.id == new.id).values(row))
    else:
        session.execute(insert(CannedReply).values({**row, "used": 0}))
    return True


def drop(session: Session, number: int) -> None:
    """Forget a reply."""
    session.execute(delete(CannedReply).where(CannedReply.id == number))


def count(session: Session, number: int) -> None:
    """Count that a reply was sent."""
    changed = update(CannedReply).where(CannedReply.id == number)
    session.execute(changed.values(used=CannedReply.used + 1))


def _canned(row: CannedReply) -> Canned:
    return Canned(
        id=row.id,
        shortcut=row.shortcut,
        category=row.category,
        texts=row.texts,
        used=row.used,
    )
