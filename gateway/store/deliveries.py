"""What we send: messages that leave, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.model import Attachment, Outbound
from gateway.channel import Receipt
from gateway.sealing import Seal
from gateway.store.messages import number
from gateway.store.tables import Message, Thread, core

MESSAGE, THREAD = core(Message), core(Thread)
_RANK: Mapping[str, int] = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}
"""Receipts only move a message forward along this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutbound:
    """A message to keep: who wrote it, whether it is `queued` or `sent`, what it answers.

    `bulk` is one of many alike, which every reply overtakes; `broadcast` is the broadcast it is
    a copy of, `by` the operator who wrote it. `urgent` is what no budget holds back. `error`
    says why it is `failed` from the start.
    """

    thread: int
    outbound: Outbound
    author: str = "bot"
    by: str = ""
    status: str = "queued"
    answers: int | None = None
    bulk: bool = False
    broadcast: int | None = None
    urgent: bool = False
    error: str = ""


_PUT = insert(MESSAGE).returning(MESSAGE.c.id, sort_by_parameter_order=True)


def put(session: Session, new: Sequence[NewOutbound], now: float) -> list[int]:
    """Keep messages to be sent (`queued`) or fetched (`sent`); return their ids, in order."""
    rows = [
        {
            "thread_id": each.thread,
            "channel": each.outbound.channel,
            "direction": "out",
            "author": each.author,
            "text": each.outbound.text,
            "content": _form(each.outbound) | ({"by": each.by} if each.by else {}),
            "status": each.status,
            "error": each.error,
            "answers_id": each.answers,
            "broadcast_id": each.broadcast,
            "created_at": now,
            "done_at": now if each.status == "sent" else None,
        }
        for each in new
    ]
    return list(session.connection().execute(_PUT, rows).scalars()) if rows else []


def _form(message: Outbound) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if message.choices:
        form["choices"] = [list(choice) for choice in message.choices]
    if message.location_label:
        form["location_label"] = message.location_label
    if message.attachment:
        form["attachments"] = [asdict(message.attachment)]
    if message.template:
        form["template"] = True
    return form


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits to be sent, and its conversation.

    `answers` says that it replies to something the citizen wrote, `stopped` that the citizen
    wants no messages; `heard_at` is when they last wrote (Unix seconds).
    """

    thread: int
    message: Outbound
    answers: bool
    stopped: bool
    heard_at: float | None


_SAID = MESSAGE.alias("said")
_OUTBOUND = (
    select(
        MESSAGE.c.id,
        MESSAGE.c.thread_id,
        MESSAGE.c.channel,
        MESSAGE.c.text,
        MESSAGE.c.content,
        MESSAGE.c.answers_id,
        _SAID.c.external_id.label("answers"),
        THREAD.c.sender_sealed,
        THREAD.c.stopped,
        THREAD.c.heard_at,
        THREAD.c.language,
    )
    .join(THREAD, THREAD.c.id == MESSAGE.c.thread_id)
    .join(_SAID, _SAID.c.id == MESSAGE.c.answers_id, isouter=True)
    .where(MESSAGE.c.id.in_(bindparam("ids", expanding=True)), MESSAGE.c.status == "queued")
)


def outbound(session: Session, seal: Seal, ids: Collection[int]) -> Mapping[int, Waiting]:
    """Return those of the messages that wait to be sent."""
    return {
        row.id: Waiting(
            thread=row.thread_id,
            message=_outbound(row, seal.open(row.sender_sealed, row.channel)),
            answers=row.answers_id is not None,
            stopped=row.stopped,
            heard_at=row.heard_at,
        )
        for row in session.connection().execute(_OUTBOUND, {"ids": list(ids)})
    }


def _outbound(row: Any, recipient: str) -> Outbound:
    content: Mapping[str, Any] = row.content
    files = [Attachment(**each) for each in content.get("attachments", ())]
    return Outbound(
        channel=row.channel,
        recipient=recipient,
        text=row.text,
        choices=tuple((key, label) for key, label in content.get("choices", ())),
        location_label=content.get("location_label", ""),
        attachment=files[0] if files else None,
        answers=row.answers or "",
        reference=str(row.id),
        template=content.get("template", False),
        language=row.language,
    )


def reopen(session: Session, told: Receipt) -> tuple[int, int] | None:
    """Queue the message of a receipt once more, as a template; return its id and conversation.

    Nothing if it was a template already.
    """
    found = select(Message).where(
        Message.channel == told.channel,
        Message.direction == "out",
        Message.external_id == told.external_id,
        Message.status == "failed",
    )
    row = session.scalar(found.with_for_update())
    if row is None or row.content.get("template"):
        return None
    use_template(session, row.id)
    requeue(session, row.id)
    return row.id, row.thread_id


def use_template(session: Session, message: int) -> None:
    """Remember that the channel takes this message as a template only."""
    content = session.scalar(select(Message.content).where(Message.id == message)) or {}
    changed = update(Message).where(Message.id == message)
    session.execute(changed.values(content={**content, "template": True}))


_SENT = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("message"))
    .values(status="sent", external_id=bindparam("given"), error="", done_at=bindparam("now"))
)


def sent(session: Session, given: Sequence[tuple[int, str]], now: float) -> None:
    """Mark messages as taken by the provider, which calls each by the second of the pair."""
    rows = [{"message": message, "given": id_ or None, "now": now} for message, id_ in given]
    session.connection().execute(_SENT, rows)


def failed(session: Session, message: int, error: str) -> None:
    """Mark a message as one that will not be sent; `error` says why."""
    session.execute(
        update(Message).where(Message.id == message).values(status="failed", error=error[:500])
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """A message of ours that failed: in which conversation, on which channel, and why."""

    thread: int
    channel: str
    error: str


def failure(session: Session, message: int) -> Failure | None:
    """Return how a message of ours failed, if it did; its row stays locked."""
    found = select(Message).where(
        Message.id == message, Message.status == "failed", Message.direction == "out"
    )
    row = session.scalar(found.with_for_update())
    return Failure(row.thread_id, row.channel, row.error) if row else None


def requeue(session: Session, message: int) -> None:
    """Let a failed message be sent again."""
    changed = update(Message).where(Message.id == message, Message.status == "failed")
    session.execute(changed.values(status="queued", error=""))


def receipt(session: Session, told: Receipt) -> bool:
    """Move the message that a receipt is about forward; return whether it moved.

    Where the provider repeats our own name of it, that also gives a message whose answer was
    lost the provider's.
    """
    earlier = [name for name, rank in _RANK.items() if rank < _RANK[told.status]]
    mine = Message.external_id == told.external_id
    ours = number(told.reference)
    if ours is not None:
        mine = or_(mine, and_(Message.id == ours, Message.external_id.is_(None)))
    result = session.execute(
        update(Message)
        .where(
            Message.channel == told.channel,
            Message.direction == "out",
            Message.status.in_(earlier),
            mine,
        )
        .values(status=told.status, error=told.error[:500], external_id=told.external_id)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]  # a cursor result
