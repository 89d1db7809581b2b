"""The tables of what is told to many: who wants it, who got it, broadcasts. Unix seconds."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.tables import Table


class Subscription(Table):
    """A citizen who wants to be warned; see `bot.model.Subscribe`."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_topic", "topic", "area"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float]


class AlertTold(Table):
    """A warning (by its own id) that a citizen has been sent: never twice."""

    __tablename__ = "alert_told"

    alert: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    at: Mapped[float]


class Broadcast(Table):
    """A message from the city to those who subscribed to `topic` in `area` (empty: anywhere).

    `texts` are its words by language. `status` is one of `gateway.store.broadcasts.STATUSES`.
    `severe` ones are told at night, too; those `without_sms` go to no SMS. `audience` is how
    many were to be told when it was approved, `reason` why it was sent back or ended early.
    `spread_at` is when the last copy was queued.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    topic: Mapped[str]
    area: Mapped[str]
    texts: Mapped[dict[str, Any]]
    severe: Mapped[bool]
    without_sms: Mapped[bool]
    audience: Mapped[int] = mapped_column(default=0)
    written_by: Mapped[str]
    approved_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[float]
    approved_at: Mapped[float | None]
    spread_at: Mapped[float | None]
    ended_at: Mapped[float | None]
