"""Conversations of one citizen on several channels: what links them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from gateway.store.tables import LinkCode, Thread


def give(session: Session, thread: int, digest: bytes, until: float) -> None:
    """Remember the number (by its keyed hash) given to a conversation, and only this one."""
    session.execute(delete(LinkCode).where(LinkCode.thread_id == thread))
    session.execute(insert(LinkCode).values(digest=digest, thread_id=thread, expires_at=until))


def owner(session: Session, digest: bytes, now: float) -> int | None:
    """Return the conversation that the number was given to, if it is still good."""
    found = select(LinkCode.thread_id).where(
        LinkCode.digest == digest, LinkCode.expires_at > now
    )
    return session.scalar(found)


def take(session: Session, digest: bytes) -> bool:
    """Use the number up; return whether it was there."""
    result = session.execute(delete(LinkCode).where(LinkCode.digest == digest))
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result


def join(session: Session, one: int, other: int) -> None:
    """Link two conversations, and all that either was linked with."""
    both = {*together(session, one), *together(session, other)}
    changed = update(Thread).where(Thread.id.in_(both))
    session.execute(changed.values(citizen=min(both)))


def leave(session: Session, thread: int) -> None:
    """Let a conversation stand alone; the others stay linked."""
    rest = [each for each in together(session, thread) if each != thread]
    session.execute(update(Thread).where(Thread.id == thread).values(citizen=None))
    session.execute(
        update(Thread).where(Thread.id.in_(rest)).values(citizen=min(rest, default=None))
    )


def together(session: Session, thread: int) -> Sequence[int]:
    """Return the conversations of the citizen of this one, this one among them."""
    citizen = select(Thread.citizen).where(Thread.id == thread).scalar_subquery()
    found = select(Thread.id).where(or_(Thread.id == thread, Thread.citizen == citizen))
    return list(session.scalars(found.order_by(Thread.id)))


def channels(session: Session, threads: Collection[int]) -> Mapping[int, str]:
    """Return the channel of each of these conversations."""
    rows = session.execute(select(Thread.id, Thread.channel).where(Thread.id.in_(threads)))
    return {thread: channel for thread, channel in rows}  # noqa: C416 - rows


def forget(session: Session, now: float) -> None:
    """Forget the numbers that are no longer good."""
    session.execute(delete(LinkCode).where(LinkCode.expires_at < now))
