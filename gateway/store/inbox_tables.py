"""The tables of how operators share conversations. People are named; times are Unix seconds."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.tables import Table


class ThreadTag(Table):
    """A word by which operators find a conversation again."""

    __tablename__ = "thread_tag"
    __table_args__ = (Index("ix_thread_tag_tag", "tag"),)

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Note(Table):
    """What an operator notes beside a conversation; the citizen never sees it.

    `mentions` are the names of operators who shall look.
    """

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_thread", "thread_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    operator: Mapped[str]
    text: Mapped[str]
    mentions: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[float]


class SavedView(Table):
    """A search of the inbox that an operator keeps: `query` is the address's part after `?`.

    A `shared` one is everybody's. `dropped_at` is when it was thrown away, to be taken back.
    """

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_shared", "shared"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    operator: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    query: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False, server_default="0")
    dropped_at: Mapped[float | None]


class CannedReply(Table):
    """A reply that operators choose by its shortcut: words by language, how often used."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    shortcut: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]]
    used: Mapped[int] = mapped_column(default=0)
    written_by: Mapped[str]
    changed_at: Mapped[float]


class Reading(Table):
    """How far an operator has read a conversation, and whether they look or type just now.

    `seen_id` is the newest message they saw, `at` when they last looked, `typing_at` when they
    last typed.
    """

    __tablename__ = "reading"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    operator: Mapped[str] = mapped_column(primary_key=True)
    seen_id: Mapped[int]
    at: Mapped[float]
    typing_at: Mapped[float | None]
