"""Conversations: one row per citizen and channel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Boolean, and_, bindparam, case, select, update
from sqlalchemy.orm import Session

from bot.model import Conversation
from gateway.sealing import Seal
from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Thread, core

THREAD = core(Thread)
_STATE = TypeAdapter(Conversation)
DRAFTING = "report"
"""The flow in which a report is told."""
MOST = 200
"""Conversations looked after in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A conversation as stored. `heard_at` is Unix seconds of the citizen's last message.

    `edits` counts how often staff changed it.
    """

    id: int
    channel: str
    sender: str
    conversation: Conversation
    heard_at: float | None = None
    edits: int = 0


_FIND = select(THREAD.c.id).where(
    THREAD.c.channel == bindparam("channel"), THREAD.c.sender_index == bindparam("sender_index")
)


def find(session: Session, seal: Seal, channel: str, sender: str) -> int | None:
    """Return the id of the conversation with `sender` on `channel`, if there is one."""
    who = {"channel": channel, "sender_index": seal.index(sender, channel)}
    return session.connection().execute(_FIND, who).scalar()


_OPEN = {
    name: make(THREAD).on_conflict_do_nothing(index_elements=["channel", "sender_index"])
    for name, make in INSERT.items()
}


def open_for(session: Session, seal: Seal, channel: str, sender: str, now: float) -> int:
    """Return the id of the conversation with `sender` on `channel`; a stranger gets a row."""
    known = find(session, seal, channel, sender)
    if known is not None:
        return known
    session.connection().execute(
        _OPEN[dialect(session)],
        {
            "channel": channel,
            "sender_index": seal.index(sender, channel),
            "sender_sealed": seal.seal(sender, channel),
            "state": {},
            "owner": "bot",
            "language": "",
            "stopped": False,
            "reason": "",
            "urgent": False,
            "created_at": now,
        },
    )
    made = find(session, seal, channel, sender)
    if made is None:
        raise LookupError("a conversation vanished while it was opened")
    return made


_LOAD = select(
    THREAD.c.id,
    THREAD.c.channel,
    THREAD.c.sender_sealed,
    THREAD.c.state,
    THREAD.c.owner,
    THREAD.c.stopped,
    THREAD.c.heard_at,
    THREAD.c.edits,
).where(THREAD.c.id.in_(bindparam("ids", expanding=True)))


def load(session: Session, seal: Seal, ids: Collection[int]) -> Mapping[int, Kept]:
    """Return the conversations with these ids."""
    return {
        row.id: Kept(
            id=row.id,
            channel=row.channel,
            sender=seal.open(row.sender_sealed, row.channel),
            conversation=replace(
                _STATE.validate_python(row.state), owner=row.owner, stopped=row.stopped
            ),
            heard_at=row.heard_at,
            edits=row.edits,
        )
        for row in session.connection().execute(_LOAD, {"ids": list(ids)})
    }


def senders(session: Session, seal: Seal, ids: Collection[int]) -> Mapping[int, str]:
    """Return the provider's ids of the citizens of these conversations."""
    rows = select(THREAD.c.id, THREAD.c.channel, THREAD.c.sender_sealed).where(
        THREAD.c.id.in_(ids)
    )
    return {
        row.id: seal.open(row.sender_sealed, row.channel)
        for row in session.connection().execute(rows)
    }


_UNCHANGED = (
    THREAD.c.id == bindparam("thread"),
    THREAD.c.owner == bindparam("owner_before"),
    THREAD.c.edits == bindparam("edits_before"),
)
_SAVE = (
    update(THREAD)
    .where(*_UNCHANGED)
    .values(
        {
            name: bindparam(name)
            for name in ("state", "language", "owner", "stopped", "heard_at", "draft_at")
        }
    )
    .values(
        reminded_at=case(
            (bindparam("drafting", type_=Boolean), THREAD.c.reminded_at), else_=None
        )
    )
    # What operators were called for is over once the bot has the conversation.
    .values(
        reason=case((bindparam("owner") == "bot", ""), else_=THREAD.c.reason),
        urgent=and_(THREAD.c.urgent, bindparam("owner") != "bot"),
        handed_over_at=case((bindparam("owner") == "bot", None), else_=THREAD.c.handed_over_at),
        snoozed_until=None,  # what the citizen says brings it back
    )
)


@dataclass(frozen=True, slots=True)
class Step:
    """A conversation before and after a turn."""

    before: Kept
    after: Conversation


def save(session: Session, steps: Sequence[Step], now: float) -> bool:
    """Remember where each conversation is; `False` if staff changed one meanwhile.

    What was written then must be rolled back.
    """
    rows = [
        {
            "thread": step.before.id,
            "owner_before": step.before.conversation.owner,
            "edits_before": step.before.edits,
            "state": _STATE.dump_python(step.after, mode="json", exclude_defaults=True),
            "language": step.after.language,
            "owner": step.after.owner,
            "stopped": step.after.stopped,
            "heard_at": now,
            "drafting": step.after.flow == DRAFTING,
            "draft_at": now if step.after.flow == DRAFTING else None,
        }
        for step in steps
    ]
    return session.connection().execute(_SAVE, rows).rowcount == len(rows)


_TELL = update(THREAD).where(*_UNCHANGED).values(state=bindparam("state"))


def told(session: Session, before: Kept, after: Conversation) -> bool:
    """Remember where a conversation is after we spoke unasked; `False` as in `save`."""
    row = {
        "thread": before.id,
        "owner_before": before.conversation.owner,
        "edits_before": before.edits,
        "state": _STATE.dump_python(after, mode="json", exclude_defaults=True),
    }
    return bool(session.connection().execute(_TELL, row).rowcount)


_EDIT = (
    update(THREAD)
    .where(*_UNCHANGED)
    .values(
        state=bindparam("state"),
        edits=THREAD.c.edits + 1,
        draft_at=bindparam("draft_at"),
        reminded_at=None,
    )
)


def edited(session: Session, before: Kept, after: Conversation, now: float) -> bool:
    """Remember what staff changed of a conversation; `False` as in `save`.

    The owner stays as it is.
    """
    row = {
        "thread": before.id,
        "owner_before": before.conversation.owner,
        "edits_before": before.edits,
        "state": _STATE.dump_python(after, mode="json", exclude_defaults=True),
        "draft_at": now if after.flow == DRAFTING else None,
    }
    return bool(session.connection().execute(_EDIT, row).rowcount)


def drafts(session: Session, before: float) -> Sequence[int]:
    """Return the conversations whose draft waits since `before` without a reminder."""
    waits = Thread.draft_at < before, Thread.reminded_at.is_(None), Thread.owner == "bot"
    found = select(Thread.id).where(*waits, Thread.stopped.is_(False)).limit(MOST)
    return list(session.scalars(found))


def reminded(session: Session, ids: Collection[int], now: float) -> None:
    """Remember that the citizens of these conversations were reminded of their drafts."""
    session.execute(update(Thread).where(Thread.id.in_(ids)).values(reminded_at=now))


def expired(session: Session, before: float) -> Sequence[int]:
    """Return the conversations whose draft waits since `before`, and forget that it does."""
    found = list(session.scalars(select(Thread.id).where(Thread.draft_at < before).limit(MOST)))
    session.execute(update(Thread).where(Thread.id.in_(found)).values(draft_at=None))
    return found


URGENT = {"emergency"}
"""Reasons for a hand-over that go before all others."""


def flag(session: Session, thread: int, reason: str, now: float) -> None:
    """Ask operators to look at the conversation, because of `reason`."""
    session.execute(
        update(Thread)
        .where(Thread.id == thread)
        .values(
            owner="operator",
            reason=reason,
            urgent=reason in URGENT,
            handed_over_at=now,
            snoozed_until=None,
            resolved_at=None,
        )
    )


def own(session: Session, thread: int, owner: str, now: float) -> bool:
    """Give the conversation to `bot` or `operator` and return whether that changed anything."""
    since = now if owner == "operator" else None
    result = session.execute(
        update(Thread)
        .where(Thread.id == thread, Thread.owner != owner)
        .values(
            owner=owner,
            reason="",
            urgent=False,
            handed_over_at=since,
            snoozed_until=None,
            resolved_at=None,
        )
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result


def stop(session: Session, thread: int, *, stopped: bool = True) -> None:
    """Remember that the citizen wants no messages (or again); their own next one ends it."""
    session.execute(update(Thread).where(Thread.id == thread).values(stopped=stopped))
