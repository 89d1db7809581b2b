"""Citizens who want to be warned, and who was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, true
from sqlalchemy.orm import Session

from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import AlertTold, Subscription, Thread, core

EVERYWHERE = ""
"""The area of those who want to be warned of anything in the city."""
_ADD = {
    name: make(core(Subscription)).on_conflict_do_nothing() for name, make in INSERT.items()
}
_TOLD = insert(core(AlertTold))


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A conversation that is to be warned: where, and in which language."""

    thread: int
    channel: str
    language: str


def add(session: Session, thread: int, topic: str, area: str, now: float) -> None:
    """Warn this conversation from now on; the same again changes nothing."""
    row = {"thread_id": thread, "topic": topic, "area": area, "at": now}
    session.connection().execute(_ADD[dialect(session)], row)


def drop(session: Session, thread: int) -> None:
    """Warn this conversation of nothing any more."""
    session.execute(delete(Subscription).where(Subscription.thread_id == thread))


def areas(session: Session, topic: str) -> Sequence[str]:
    """Return the areas of which somebody wants to hear."""
    rows = select(Subscription.area).where(Subscription.topic == topic).distinct()
    return session.scalars(rows).all()


def untold(
    session: Session, topic: str, alert: str, areas: Collection[str], limit: int
) -> Sequence[Subscriber]:
    """Return who wants to be warned of one of these areas and was not of this, by their ids.

    No areas are the whole city: everybody is meant. Whoever asked for silence is left out.
    """
    told = exists().where(AlertTold.alert == alert, AlertTold.thread_id == Thread.id)
    rows = session.execute(
        select(Thread.id, Thread.channel, Thread.language)
        .join(Subscription, Subscription.thread_id == Thread.id)
        .where(Subscription.topic == topic, _in(areas), Thread.stopped.is_(False), ~told)
        .distinct()
        .order_by(Thread.id)
        .limit(limit)
    )
    return [Subscriber(*row) for row in rows]


def tell(session: Session, alert: str, threads: Sequence[int], now: float) -> None:
    """Remember who was warned. Raises `IntegrityError` if one of them had been."""
    if threads:
        rows = [{"alert": alert, "thread_id": each, "at": now} for each in threads]
        session.connection().execute(_TOLD, rows)


def forget(session: Session, before: float) -> None:
    """Forget who was told of what before then: those warnings are long over."""
    session.execute(delete(AlertTold).where(AlertTold.at < before))


def _in(areas: Collection[str]) -> ColumnElement[bool]:
    if not areas:
        return true()
    return or_(Subscription.area == EVERYWHERE, Subscription.area.in_(areas))
