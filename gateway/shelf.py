"""The articles that operators wrote, read again whenever one of them changed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gateway.articles import Article
from gateway.store import articles


@dataclass(slots=True)
class Shelf:
    """What is told from the database beside the articles of the city's files.

    Safe to share between threads: at worst two of them read the same.
    """

    _version: tuple[int, float] = (0, 0.0)
    _articles: tuple[Article, ...] = ()

    def written(self, session: Session) -> tuple[Article, ...]:
        """Return the articles that are told now; the same value while nothing changes."""
        version = articles.version(session)
        if version != self._version:
            self._articles = tuple(each.article() for each in articles.live(session))
            self._version = version
        return self._articles
