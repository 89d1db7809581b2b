"""Messages that the bot may have misheard, and those that people have looked at already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from gateway.store.tables import Correction, Message

LOOKED, MOST = 20_000, 2_000
"""How many of the newest messages are looked through, and how many doubts are read."""
SETTLED = 20_000
"""How many of the newest corrections are remembered when doubts are folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What a citizen wrote in message `id`, and what the bot heard; `at` is Unix seconds."""

    id: int
    thread: int
    text: str
    heard: Mapping[str, Any]
    at: float


def recent(session: Session, sure: float) -> Sequence[Doubt]:
    """Return messages that the model was less than `sure` (0 to 1) of, or took for nothing.

    The newest first, out of the newest only: nobody reviews last year's.
    """
    newest = session.scalar(select(func.max(Message.id))) or 0
    rows = session.scalars(
        select(Message)
        .where(Message.id > newest - LOOKED, *_read(), _doubted(sure))
        .order_by(Message.id.desc())
        .limit(MOST)
    )
    return [_doubt(row) for row in rows]


def get(session: Session, messages: Collection[int]) -> Mapping[int, Doubt]:
    """Return those of the messages that a citizen wrote in words and the bot has heard."""
    rows = session.scalars(select(Message).where(Message.id.in_(messages), *_read()))
    return {row.id: _doubt(row) for row in rows if row.heard}


def settled(session: Session) -> Sequence[str]:
    """Return the texts that somebody has said the meaning of, as the citizens wrote them."""
    rows = (
        select(func.coalesce(Message.text, Correction.text))
        .join_from(Correction, Message, Message.id == Correction.message_id, isouter=True)
        .order_by(Correction.id.desc())
        .limit(SETTLED)
    )
    return session.scalars(rows).all()


def _read() -> tuple[ColumnElement[bool], ...]:
    return Message.direction == "in", Message.text != "", Message.status == "handled"


def _doubted(sure: float) -> ColumnElement[bool]:
    heard = Message.heard
    unsure = heard["confidence"].as_float() < sure
    nothing = heard["intent"].as_string() == "out_of_scope"
    by_model: ColumnElement[bool] = heard["by"].as_string() == "model"
    return by_model & or_(unsure, nothing)


def _doubt(row: Message) -> Doubt:
    return Doubt(
        id=row.id,
        thread=row.thread_id,
        text=row.text,
        heard=row.heard or {},
        at=row.created_at,
    )
