"""What citizens said: every message that arrives, and what was made of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, bindparam, or_, select, text, update
from sqlalchemy.orm import Session

from bot.model import Heard, Inbound
from gateway.store.dialects import INSERT, dialect
from gateway.store.tables import Message, Task, core

MESSAGE = core(Message)
_INBOUND = TypeAdapter(Inbound)
_DIGITS = 9  # ids are 32-bit numbers


def number(told: str) -> int | None:
    """Return the id of a message that somebody outside told us, if it can be one.

    >>> number("17"), number("99999999999"), number("-1")
    (17, None, None)
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _DIGITS):
        return None
    return int(told)


_KEEP = {
    name: make(MESSAGE)
    .on_conflict_do_nothing(
        index_elements=["channel", "external_id"], index_where=text("direction = 'in'")
    )
    .returning(MESSAGE.c.id)
    for name, make in INSERT.items()
}


def keep(session: Session, thread: int, message: Inbound, now: float) -> int | None:
    """Keep `message` and return its id; `None` if it was delivered before."""
    row = {
        "thread_id": thread,
        "channel": message.channel,
        "direction": "in",
        "author": "citizen",
        "external_id": message.external_id,
        "text": message.text,
        "content": _content(message),
        "status": "received",
        "error": "",
        "album": message.album or None,
        "created_at": now,
    }
    return session.connection().execute(_KEEP[dialect(session)], row).scalar()


def _content(message: Inbound) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if message.button:
        content["button"] = message.button
    for name in ("replaces", "referral", "phone"):
        if getattr(message, name):
            content[name] = getattr(message, name)
    if message.location:
        content["location"] = asdict(message.location)
    if message.attachments:
        content["attachments"] = [asdict(each) for each in message.attachments]
    return content


def ignore(session: Session, message: int, now: float) -> None:
    """Mark an inbound message as one that nobody answers: it came too fast."""
    values = {"status": "ignored", "done_at": now}
    session.execute(update(Message).where(Message.id == message).values(**values))


def said_in_public(session: Session, message: int, channels: Collection[str]) -> str:
    """Return the text of a citizen's message on one of `channels`, or nothing."""
    found = select(Message.text).where(
        Message.id == message, Message.direction == "in", Message.channel.in_(channels)
    )
    return session.scalar(found) or ""


def last_heard(session: Session, thread: int) -> int | None:
    """Return the id of the citizen's last message in a conversation, if there is one."""
    return session.scalar(
        select(Message.id)
        .where(Message.thread_id == thread, Message.direction == "in")
        .order_by(Message.id.desc())
        .limit(1)
    )


def find_inbound(session: Session, channel: str, external_id: str) -> int | None:
    """Return the id of the message that the provider calls `external_id`."""
    return session.scalar(
        select(Message.id).where(
            Message.channel == channel,
            Message.direction == "in",
            Message.external_id == external_id,
        )
    )


def replace_waiting(session: Session, message: Inbound) -> bool:
    """Put an edited text in the place of the one it edits, if nobody has begun to answer that.

    Also true, changing nothing, if the text is what we have: the edit was delivered before.
    """
    begun = select(Task.id).where(
        Task.kind == "hear", Task.subject == Message.id, Task.begun_at.is_not(None)
    )
    waits = and_(Message.status == "received", ~begun.exists())
    result = session.execute(
        update(Message)
        .where(
            Message.channel == message.channel,
            Message.direction == "in",
            Message.external_id == message.replaces,
            or_(waits, Message.text == message.text),
        )
        .values(text=message.text)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result


_INBOUNDS = select(
    MESSAGE.c.id,
    MESSAGE.c.thread_id,
    MESSAGE.c.channel,
    MESSAGE.c.external_id,
    MESSAGE.c.text,
    MESSAGE.c.content,
    MESSAGE.c.album,
    MESSAGE.c.created_at,
).where(MESSAGE.c.id.in_(bindparam("ids", expanding=True)), MESSAGE.c.status == "received")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A kept message (its sender left out), its conversation, and when it came."""

    thread: int
    inbound: Inbound
    at: float


def inbound(session: Session, ids: Collection[int]) -> Mapping[int, Arrived]:
    """Return those of the messages with these ids that wait to be answered."""
    rows = session.connection().execute(_INBOUNDS, {"ids": list(ids)})
    return {row.id: _arrived(row) for row in rows}


def _arrived(row: Any) -> Arrived:
    message = {
        **row.content,
        "channel": row.channel,
        "external_id": row.external_id,
        "sender": "",
        "text": row.text,
        "album": row.album or "",
    }
    inbound = _INBOUND.validate_python(message)
    return Arrived(thread=row.thread_id, inbound=inbound, at=row.created_at)


def album(session: Session, first: int, arrived: Arrived) -> Mapping[int, Arrived]:
    """Return the other photos of the album of the message `first` that wait, by their ids."""
    rows = session.execute(
        select(
            Message.id,
            Message.thread_id,
            Message.channel,
            Message.external_id,
            Message.text,
            Message.content,
            Message.album,
            Message.created_at,
        )
        .where(
            Message.thread_id == arrived.thread,
            Message.album == arrived.inbound.album,
            Message.status == "received",
            Message.id > first,
        )
        .order_by(Message.id)
    )
    return {row.id: _arrived(row) for row in rows}


def write_down(session: Session, message: int, text: str) -> None:
    """Give a voice note the words that were heard in it."""
    changed = update(Message).where(Message.id == message, Message.text == "")
    session.execute(changed.values(text=text))


_HANDLED = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("message"))
    .values(status="handled", heard=bindparam("heard"), done_at=bindparam("now"))
)


def handled(session: Session, heards: Sequence[tuple[int, Heard]], now: float) -> None:
    """Mark inbound messages (by id) as answered, with what we made of them."""
    rows = [
        {"message": message, "heard": _summary(heard), "now": now} for message, heard in heards
    ]
    session.connection().execute(_HANDLED, rows)


def _summary(heard: Heard) -> dict[str, Any]:
    place = asdict(heard.place) if heard.place else None
    return {
        "intent": heard.intent,
        "confidence": round(heard.confidence, 3),
        "language": heard.language,
        "category": heard.category,
        "category_confidence": round(heard.category_confidence, 3),
        "place": place,
        "emergency": heard.emergency,
        "by": heard.by,
    }
