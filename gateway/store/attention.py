"""What in operators' hands has words that nobody, or not this operator, has read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.store import resting
from gateway.store.inbox_tables import Reading
from gateway.store.narrowing import last_words
from gateway.store.tables import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Conversations that want to be read.

    `unread` are an operator's own and nobody's, with words they have not read; `alarms` those
    of them that are emergencies and whose newest words nobody at all has read.
    """

    unread: Sequence[int] = ()
    alarms: Sequence[int] = ()


def wanted(session: Session, who: str, now: float) -> Attention:
    """Return what wants to be read by `who`; what is laid aside does not."""
    newest = last_words()
    mine = select(Reading.seen_id).where(
        Reading.thread_id == Thread.id, Reading.operator == who
    )
    anybody = select(func.max(Reading.seen_id)).where(Reading.thread_id == Thread.id)
    rows = (
        select(
            Thread.id,
            Thread.urgent,
            newest,
            func.coalesce(mine.correlate(Thread).scalar_subquery(), 0),
            func.coalesce(anybody.correlate(Thread).scalar_subquery(), 0),
        )
        .where(Thread.owner == "operator", resting.awake(now), Thread.assignee.in_(("", who)))
        .order_by(Thread.id)
    )
    found = [row for row in session.execute(rows) if (row[2] or 0) > row[3]]
    return Attention(
        unread=[row[0] for row in found],
        alarms=[row[0] for row in found if row[1] and row[2] > row[4]],
    )
