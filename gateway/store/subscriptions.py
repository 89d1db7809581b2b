"""Citizens who want to be told of something, and who was."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, distinct, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from gateway.store.alert_tables import AlertTold, Subscription
from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Thread, core

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody must have subscribed to: one of `topics`, in one of `areas`.

    No areas are the whole city: everybody is meant. Those on the channels `without` are not.
    """

    topics: tuple[str, ...]
    areas: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def add(session: Session, thread: int, topic: str, area: str, now: float) -> None:
    """Warn this conversation from now on; the same again changes nothing."""
    row = {"thread_id": thread, "topic": topic, "area": area, "at": now}
    session.connection().execute(_ADD[dialect(session)], row)


def drop(session: Session, thread: int) -> None:
    """Warn this conversation of nothing any more."""
    session.execute(delete(Subscription).where(Subscription.thread_id == thread))


def are_wanted(session: Session, topics: Collection[str]) -> bool:
    """Return whether anybody wants to hear of one of `topics`."""
    rows = select(Subscription.thread_id).where(Subscription.topic.in_(topics)).limit(1)
    return session.scalar(rows) is not None


def untold(session: Session, wish: Wish, alert: str, limit: int) -> Sequence[Subscriber]:
    """Return who is meant and was not told of `alert`, by their ids.

    Whoever asked for silence is left out.
    """
    told = exists().where(AlertTold.alert == alert, AlertTold.thread_id == Thread.id)
    rows = session.execute(
        select(Thread.id, Thread.channel, Thread.language)
        .join(Subscription, Subscription.thread_id == Thread.id)
        .where(*_meant(wish), ~told)
        .distinct()
        .order_by(Thread.id)
        .limit(limit)
    )
    return [Subscriber(*row) for row in rows]


def count(session: Session, wish: Wish) -> Mapping[tuple[str, str], int]:
    """Return how many are meant, by their channel and language."""
    rows = session.execute(
        select(Thread.channel, Thread.language, func.count(distinct(Thread.id)))
        .join(Subscription, Subscription.thread_id == Thread.id)
        .where(*_meant(wish))
        .group_by(Thread.channel, Thread.language)
    )
    return {(channel, language): number for channel, language, number in rows}


def tell(session: Session, alert: str, threads: Sequence[int], now: float) -> None:
    """Remember who was warned. Raises `IntegrityError` if one of them had been."""
    if threads:
        rows = [{"alert": alert, "thread_id": each, "at": now} for each in threads]
        session.connection().execute(_TOLD, rows)


def forget(session: Session, before: float) -> None:
    """Forget who was told of what before then: those warnings are long over."""
    session.execute(delete(AlertTold).where(AlertTold.at < before))


def _meant(wish: Wish) -> Iterator[ColumnElement[bool]]:
    yield Subscription.topic.in_(wish.topics)
    yield Thread.stopped.is_(False)
    if wish.areas:
        here = Subscription.area.in_(wish.areas)
        yield or_(Subscription.area == EVERYWHERE, here)
    if wish.without:
        yield Thread.channel.not_in(wish.without)
