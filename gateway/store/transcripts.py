"""What was said in a conversation, as people read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.store.tables import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message as it is shown: in a transcript, in the web chat, in the simulator."""

    id: int
    thread: int
    direction: str
    author: str
    text: str
    content: Mapping[str, Any]
    heard: Mapping[str, Any] | None
    status: str
    error: str
    answers: int | None
    at: float
    done_at: float | None


def read(session: Session, thread: int, *, after: int = 0, limit: int = 200) -> Sequence[Line]:
    """Return the newest `limit` messages of a conversation after `after`, oldest first."""
    return read_all(session, [thread], after=after, limit=limit)


def read_all(
    session: Session, threads: Collection[int], *, after: int = 0, limit: int = 200
) -> Sequence[Line]:
    """Return the newest messages of several conversations, as `read` does of one."""
    rows = session.scalars(
        select(Message)
        .where(Message.thread_id.in_(threads), Message.id > after)
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()
    return [_line(row) for row in reversed(rows)]


def _line(row: Message) -> Line:
    return Line(
        id=row.id,
        thread=row.thread_id,
        direction=row.direction,
        author=row.author,
        text=row.text,
        content=row.content,
        heard=row.heard,
        status=row.status,
        error=row.error,
        answers=row.answers_id,
        at=row.created_at,
        done_at=row.done_at,
    )
