"""Conversations that operators lay aside: until a moment, or because they are done."""

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from gateway.store.tables import Thread


def snooze(session: Session, thread: int, until: float | None) -> bool:
    """Lay a conversation aside until then (Unix seconds), or with `None` bring it back.

    Only one that operators hold and that is no emergency; returns whether that was so. The
    citizen's next message brings it back by itself.
    """
    done = session.execute(
        update(Thread)
        .where(Thread.id == thread, Thread.owner == "operator", Thread.urgent.is_(False))
        .values(snoozed_until=until)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def resolve(session: Session, thread: int, now: float) -> None:
    """Remember that operators are done with a conversation, until it comes to them again."""
    session.execute(update(Thread).where(Thread.id == thread).values(resolved_at=now))


def states(session: Session, thread: int) -> tuple[float | None, float | None]:
    """Return until when a conversation is laid aside, and since when it is done with."""
    row = session.execute(
        select(Thread.snoozed_until, Thread.resolved_at).where(Thread.id == thread)
    ).first()
    return (row[0], row[1]) if row else (None, None)


def awake(now: float) -> ColumnElement[bool]:
    """Return the condition that a conversation is not laid aside at `now`."""
    return or_(Thread.snoozed_until.is_(None), Thread.snoozed_until <= now)
