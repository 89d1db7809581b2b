"""What moved in the conversations since a moment ago, found without a row for each change.

Nobody who writes pays for it: two pictures of what is young or in operators' hands are
compared. What is older and moves (a late receipt) is in neither; pages look for it themselves.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.store.inbox_tables import Note, Reading, ThreadTag
from gateway.store.tables import Media, Message, Thread

RECENT = 400
"""How many of the newest messages are looked at."""
NOTES = 50
Fact = tuple[Any, ...]
"""Something that stands in a conversation, which comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A picture of a moment: the newest message, what was said lately, what operators hold.

    `alarms` are the emergencies among these.
    """

    newest: int
    said: frozenset[Fact]
    held: frozenset[Fact]
    alarms: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Which conversations moved; whether one that operators hold, or an emergency, did.

    `everything`: more happened than was looked at.
    """

    threads: frozenset[int] = frozenset()
    held: bool = False
    alarm: bool = False
    everything: bool = False

    def __or__(self, other: "Moved") -> "Moved":
        """Return what moved in either."""
        return Moved(
            threads=self.threads | other.threads,
            held=self.held or other.held,
            alarm=self.alarm or other.alarm,
            everything=self.everything or other.everything,
        )

    def __bool__(self) -> bool:
        """Whether anything moved."""
        return bool(self.threads or self.everything)


def take(session: Session) -> Pulse:
    """Return how things stand."""
    newest = session.scalar(select(func.max(Message.id))) or 0
    said = select(
        Message.thread_id, Message.id, Message.status, func.length(Message.text)
    ).where(Message.id > newest - RECENT)
    files = (
        select(Message.thread_id, Media.name, Media.status)
        .join(Message, Message.id == Media.message_id)
        .where(Media.message_id > newest - RECENT)
    )
    notes = select(Note.thread_id, Note.id).order_by(Note.id.desc()).limit(NOTES)
    young = [tuple(row) for each in (said, files, notes) for row in session.execute(each)]
    urgent = select(Thread.id).where(Thread.owner == "operator", Thread.urgent.is_(True))
    return Pulse(
        newest=newest,
        said=frozenset(young),
        held=_held(session),
        alarms=frozenset(session.scalars(urgent)),
    )


def moved(before: Pulse, after: Pulse) -> Moved:
    """Return what moved between two pictures."""
    changed = (after.said - before.said) | (after.held ^ before.held)
    threads = frozenset(fact[0] for fact in changed)
    held = {fact[0] for fact in before.held | after.held}
    return Moved(
        threads=threads,
        held=bool(threads & held),
        alarm=bool(threads & after.alarms),
        everything=after.newest - before.newest > RECENT,
    )


def _held(session: Session) -> frozenset[Fact]:
    """Return where the conversations in operators' hands stand, their tags, who read alarms."""
    threads = select(
        Thread.id,
        Thread.assignee,
        Thread.urgent,
        Thread.reason,
        Thread.handed_over_at,
        Thread.snoozed_until,
        Thread.resolved_at,
        Thread.stopped,
    ).where(Thread.owner == "operator")
    tags = (
        select(ThreadTag.thread_id, ThreadTag.tag)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .where(Thread.owner == "operator")
    )
    read = (
        select(Reading.thread_id, Reading.operator, Reading.seen_id)
        .join(Thread, Thread.id == Reading.thread_id)
        .where(Thread.owner == "operator", Thread.urgent.is_(True))
    )
    facts = (threads, tags, read)
    return frozenset(tuple(row) for each in facts for row in session.execute(each))
