"""The table of what staff did and looked at: rows are added, never changed. Unix seconds."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.tables import Table


class Audited(Table):
    """Somebody did something: `action` is an endpoint, `subject` what it was about.

    `digest` is the SHA-256 of the row and of the digest of the row before it: a row that is
    changed, left out or put in breaks the chain.
    """

    __tablename__ = "audited"
    __table_args__ = (Index("ix_audited_who", "who", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    digest: Mapped[str]
