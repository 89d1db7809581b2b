"""Conversations as operators list them: by whose they are, filtered, in order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from gateway.store import resting
from gateway.store.narrowing import (
    BOT,
    DUE,
    MINE,
    NEWEST,
    NOBODYS,
    OPEN,
    RESOLVED,
    SNOOZED,
    URGENT,
    WAITING,
    Wanted,
    conditions,
    due,
    in_view,
    last_words,
)
from gateway.store.tables import Message, Thread

MOST = 200
"""Conversations on one page."""
LATEST = 1000
"""Messages of citizens among which the bot's conversations are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A conversation as it stands in the operators' list. Times are Unix seconds.

    `last_id` is the citizen's newest message, `due_at` when the next limit of a report ends,
    `snoozed_until` when it comes or came back.
    """

    id: int
    channel: str
    language: str
    reason: str
    urgent: bool
    since: float
    last_text: str
    last_at: float
    last_id: int = 0
    due_at: float | None = None
    snoozed_until: float | None = None


def listed(session: Session, wanted: Wanted, limit: int = MOST) -> Sequence[Waiting]:
    """Return conversations in the order asked for.

    Those the bot holds are only those of the latest messages, the newest first unless another
    order is asked for than by waiting. Those laid aside come by when they return, those done
    with the newest first.
    """
    ids = list(session.scalars(_chosen(wanted).limit(limit)))
    return read(session, ids)


def read(session: Session, ids: Collection[int]) -> Sequence[Waiting]:
    """Return these conversations, in this order."""
    found = {
        row[0].id: _waiting(*row)
        for row in session.execute(_with_last_words().where(Thread.id.in_(ids)))
    }
    return [found[each] for each in ids if each in found]


def counts(session: Session, who: str, now: float) -> Mapping[str, int]:
    """Return how many conversations are in operators' hands, by view."""
    awake = resting.awake(now)
    row = session.execute(
        select(
            func.count().filter(awake),
            func.count().filter(awake, Thread.assignee == who),
            func.count().filter(awake, Thread.assignee == ""),
            func.count().filter(awake, Thread.urgent.is_(True)),
            func.count().filter(~awake),
        ).where(Thread.owner == "operator")
    ).one()
    return dict(zip((OPEN, MINE, NOBODYS, URGENT, SNOOZED), row, strict=True))


def count(session: Session, now: float) -> int:
    """Return how many conversations wait for operators."""
    counted = select(func.count()).where(Thread.owner == "operator", resting.awake(now))
    return session.scalar(counted.select_from(Thread)) or 0


def get(session: Session, thread: int) -> tuple[Waiting, str] | None:
    """Return one conversation and who holds it, `bot` or `operator`."""
    row = session.execute(_with_last_words().where(Thread.id == thread)).first()
    return (_waiting(*row), row[0].owner) if row else None


def _chosen(wanted: Wanted) -> Select[int]:
    """Return the ids of the conversations, in order; nothing that reads them all."""
    rows = select(Thread.id).where(*conditions(wanted))
    if wanted.view == BOT:
        latest = _latest().subquery()
        rows = rows.join(latest, latest.c.thread_id == Thread.id).where(Thread.owner == "bot")
        order: list[Any] = [due().nulls_last()] if wanted.sort == DUE else []
        return rows.order_by(*order, latest.c.newest.desc())
    if wanted.view == SNOOZED and wanted.sort == WAITING:
        return rows.where(*in_view(wanted)).order_by(Thread.snoozed_until)
    if wanted.view == RESOLVED:
        done = rows.where(Thread.owner == "bot", Thread.resolved_at.is_not(None))
        return done.order_by(Thread.resolved_at.desc())
    first: Mapping[str, Any] = {
        WAITING: case((Thread.urgent.is_(True), 0), else_=1),
        DUE: due().nulls_last(),
        NEWEST: Thread.heard_at.desc().nulls_last(),
    }
    order = [first[wanted.sort], Thread.handed_over_at, Thread.id]
    return rows.where(*in_view(wanted)).order_by(*order)


def _latest() -> Select[int, int]:
    """Return the conversations of the latest messages of citizens, and the newest of each."""
    latest = (
        select(Message.id, Message.thread_id)
        .where(Message.direction == "in")
        .order_by(Message.id.desc())
        .limit(LATEST)
        .subquery()
    )
    newest = func.max(latest.c.id).label("newest")
    return select(latest.c.thread_id, newest).group_by(latest.c.thread_id)


def _with_last_words() -> Select[Thread, str, float, int, Any]:
    return select(Thread, Message.text, Message.created_at, Message.id, due()).join(
        Message, Message.id == last_words(), isouter=True
    )


def _waiting(
    row: Thread, text: str | None, at: float | None, message: int | None, due_at: float | None
) -> Waiting:
    return Waiting(
        id=row.id,
        channel=row.channel,
        language=row.language,
        reason=row.reason,
        urgent=row.urgent,
        since=row.handed_over_at or row.created_at,
        last_text=text or "",
        last_at=at or row.created_at,
        last_id=message or 0,
        due_at=due_at,
        snoozed_until=row.snoozed_until,
    )
