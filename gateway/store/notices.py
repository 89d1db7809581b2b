"""News that citizens are owed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.report import News
from gateway.store.report_tables import Notice
from gateway.store.tables import core

_NEWS = TypeAdapter(News)
_ADD = insert(core(Notice)).returning(core(Notice).c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """News for the citizen of one conversation."""

    id: int
    thread: int
    news: News


def add(session: Session, threads: Sequence[int], news: News, now: float) -> list[int]:
    """Owe `news` to the citizens of these conversations and return the ids, in order."""
    rows = [
        {"thread_id": thread, "news": asdict(news), "created_at": now} for thread in threads
    ]
    return list(session.connection().execute(_ADD, rows).scalars()) if rows else []


def get(session: Session, notice: int) -> Owed | None:
    """Return the news with this id, unless it was told."""
    row = session.scalar(select(Notice).where(Notice.id == notice, Notice.told_at.is_(None)))
    if row is None:
        return None
    return Owed(id=row.id, thread=row.thread_id, news=_NEWS.validate_python(row.news))


def told(session: Session, notice: int, now: float) -> None:
    """Remember that the news was told, or need not be any more."""
    session.execute(update(Notice).where(Notice.id == notice).values(told_at=now))
