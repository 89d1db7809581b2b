"""Articles that operators wrote. They are told from the moment they are saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from gateway.articles import Article
from gateway.store.question_tables import WrittenArticle

PREFIX = "written_"
"""How the id of a written article begins; those of files have their file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an operator writes: a question, other ways to ask it, the answer by language."""

    question: str
    also: tuple[str, ...]
    texts: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A written article as stored. Times are Unix seconds, `checked` is a day (ISO 8601)."""

    id: int
    text: Text
    checked: str
    written_by: str
    written_at: float
    changed_at: float
    withdrawn_at: float | None

    @property
    def name(self) -> str:
        """Its id among all articles."""
        return f"{PREFIX}{self.id}"

    def article(self) -> Article:
        """Return it as those of the city's files."""
        return Article(
            id=self.name,
            question=self.text.question,
            also=self.text.also,
            text=self.text.texts,
            agency="",
            source=self.text.source,
            checked=date.fromisoformat(self.checked),
            certain=True,
            valid_until=None,
        )


def add(session: Session, text: Text, who: str, day: str, now: float) -> int:
    """Keep an article, checked on `day` (ISO 8601), and return its number."""
    row = {**_values(text, day, now), "written_by": who, "written_at": now}
    made = session.scalar(insert(WrittenArticle).values(row).returning(WrittenArticle.id))
    if made is None:
        raise LookupError("the database returned no id")
    return int(made)


def change(session: Session, number: int, text: Text, day: str, now: float) -> None:
    """Write an article anew."""
    changed = update(WrittenArticle).where(WrittenArticle.id == number)
    session.execute(changed.values(_values(text, day, now)))


def withdraw(session: Session, number: int, now: float) -> bool:
    """Tell an article no more; return whether it was told until now."""
    done = session.execute(
        update(WrittenArticle)
        .where(WrittenArticle.id == number, WrittenArticle.withdrawn_at.is_(None))
        .values(withdrawn_at=now, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def publish(session: Session, number: int, now: float) -> None:
    """Tell an article again that was withdrawn."""
    changed = update(WrittenArticle).where(WrittenArticle.id == number)
    session.execute(changed.values(withdrawn_at=None, changed_at=now))


def get(session: Session, number: int) -> Kept | None:
    """Return the article with this number."""
    row = session.get(WrittenArticle, number, populate_existing=True)
    return _kept(row) if row else None


def every(session: Session) -> Sequence[Kept]:
    """Return all articles, withdrawn ones too, the newest first."""
    rows = select(WrittenArticle).order_by(WrittenArticle.id.desc())
    return [_kept(row) for row in session.scalars(rows)]


def live(session: Session) -> Sequence[Kept]:
    """Return the articles that are told."""
    rows = select(WrittenArticle).where(WrittenArticle.withdrawn_at.is_(None))
    return [_kept(row) for row in session.scalars(rows.order_by(WrittenArticle.id))]


def version(session: Session) -> tuple[int, float]:
    """Return something that differs after every change to any article."""
    rows = select(func.count(), func.max(WrittenArticle.changed_at)).select_from(WrittenArticle)
    count, changed = session.execute(rows).one()
    return count, changed or 0.0


def _values(text: Text, day: str, now: float) -> dict[str, Any]:
    return {
        "question": text.question,
        "also": list(text.also),
        "texts": dict(text.texts),
        "source": text.source,
        "checked": day,
        "changed_at": now,
    }


def _kept(row: WrittenArticle) -> Kept:
    return Kept(
        id=row.id,
        text=Text(
            question=row.question, also=tuple(row.also), texts=row.texts, source=row.source
        ),
        checked=row.checked,
        written_by=row.written_by,
        written_at=row.written_at,
        changed_at=row.changed_at,
        withdrawn_at=row.withdrawn_at,
    )
