"""The last good answers of the sources, by what was asked."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.store.tables import SourceAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer we keep: the decoded JSON, and when it came (Unix seconds)."""

    answer: Any
    fetched_at: float


def get(session: Session, key: str) -> Kept | None:
    """Return the answer kept under `key`."""
    row = session.get(SourceAnswer, key)
    return Kept(answer=row.answer["json"], fetched_at=row.fetched_at) if row else None


def put(session: Session, key: str, kept: Kept) -> None:
    """Keep an answer under `key` in place of the one before; an older one never replaces it."""
    upsert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    insert = upsert(SourceAnswer).values(
        key=key, answer={"json": kept.answer}, fetched_at=kept.fetched_at
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[SourceAnswer.key],
            set_={
                "answer": insert.excluded.answer,
                "fetched_at": insert.excluded.fetched_at,
            },
            where=SourceAnswer.fetched_at <= insert.excluded.fetched_at,
        )
    )
