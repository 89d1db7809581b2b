"""How each channel is doing: when citizens last wrote, what waits, what failed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gateway.store.tables import Lane, Message, Task, Thread

LATELY = 5000
"""Messages of all channels, the newest, over which failures are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A channel: `heard_at` is Unix seconds, `waiting` messages have not left yet.

    `sent` and `failed` are of those among the newest `LATELY` messages that were tried.
    """

    heard_at: float | None = None
    waiting: int = 0
    sent: int = 0
    failed: int = 0

    @property
    def rate(self) -> int | None:
        """The share that failed, in percent; nothing if none was tried."""
        tried = self.sent + self.failed
        return round(100 * self.failed / tried) if tried else None


def doing(session: Session) -> Mapping[str, Doing]:
    """Return how the channels are doing over which anything ever came or went."""
    heard = select(Thread.channel, func.max(Thread.heard_at)).group_by(Thread.channel)
    found = {name: Doing(heard_at=at) for name, at in session.execute(heard)}
    for name, count in session.execute(_waiting()):
        found[name] = replace(found.get(name, Doing()), waiting=count)
    for name, sent, failed in session.execute(_tried()):
        found[name] = replace(found.get(name, Doing()), sent=sent, failed=failed)
    return found


def _waiting() -> Select[str, int]:
    return (
        select(Message.channel, func.count())
        .select_from(Lane)
        .join(Task, (Task.lane == Lane.key) & (Task.status == "pending"))
        .join(Message, Message.id == Task.subject)
        .where(Lane.ready_at.is_not(None), Task.kind == "send")
        .group_by(Message.channel)
    )


def _tried() -> Select[str, int, int]:
    newest = select(func.max(Message.id) - LATELY).scalar_subquery()
    return (
        select(
            Message.channel,
            func.count().filter(Message.status.in_(("sent", "delivered", "read"))),
            func.count().filter(Message.status == "failed"),
        )
        .where(Message.id > newest, Message.direction == "out")
        .group_by(Message.channel)
    )
