"""The tables of what citizens ask and what the city answers. Times are Unix seconds."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.tables import Table


class Asked(Table):
    """A question that nothing answered, or whether its answer did.

    `verdict` is `none` if no article was found, `no` or `yes` if the citizen said so of
    `article`. `state` is `open`, `answered` once an article was written, or `set_aside`.
    """

    __tablename__ = "asked"
    __table_args__ = (Index("ix_asked_state", "state", "message_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    article: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str]
    state: Mapped[str]
    at: Mapped[float]


class WrittenArticle(Table):
    """An article that an operator wrote; it is told from the moment it is saved.

    `also` are more ways to ask, `texts` the answer by language. `withdrawn_at` ends it;
    `changed_at` is when it was last saved or withdrawn.
    """

    __tablename__ = "written_article"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    also: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[dict[str, Any]]
    source: Mapped[str]
    checked: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[float]
    changed_at: Mapped[float] = mapped_column(index=True)
    withdrawn_at: Mapped[float | None]
