"""How to get a document or a public service: the city's own articles, found by the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from bot.drafts import clip
from bot.model import Choice, Say, Written
from gateway import articles, facts
from gateway.articles import Article
from gateway.city import CityPack
from gateway.http import Request
from gateway.retrieval import Found, Library
from gateway.settings import Settings
from gateway.source import NO_MORE, Json, Question
from nlu import knowledge

SURE, LIKELY = 0.4, 0.28
"""From which fit an article is the answer, or may be (`python -m bench.articles`)."""
AHEAD = 1.2
"""How much better than the next the answer must fit; else all of them are offered."""
OFFERED = 3
SHOWN = 28
"""Characters of a source that a reply names."""
PREFIX = "article:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles(Json):
    """The articles of a city."""

    library: Library
    name: str = "article"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the articles. Raises `BadSettingsError`."""
        return cls(library=Library(articles.of(pack), knowledge.lexicon()))

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's files answer."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the article that answers, up to three that may, or that none does."""
        if question.page:
            return self._others(question)
        index = self.library.index(question.written)
        chosen = question.text.removeprefix(PREFIX)
        if chosen != question.text:
            exact = (each for each in index.articles if each.id == chosen)
            return next((self._told(each, question) for each in exact), Say("article-none"))
        found = self._found(question, OFFERED)
        if not found:
            return Say("article-none")
        if _is_clear(found):
            return self._told(found[0].article, question)
        return _which(found)

    def _others(self, question: Question) -> Say:
        """Return the articles that may be meant besides those told or offered before."""
        found = self._found(question, OFFERED * (question.page + 1))
        told = 1 if found and _is_clear(found[:OFFERED]) else OFFERED
        rest = replace(question, page=question.page - 1).of(found[told:], OFFERED)
        return _which(rest) if rest else NO_MORE

    def _found(self, question: Question, most: int) -> Sequence[Found]:
        return [
            each
            for each in self.library.index(question.written).search(question.text, most)
            if each.fit >= LIKELY and self._is_good(each.article, question)
        ]

    def _told(self, article: Article, question: Question) -> Say:
        if not self._is_good(article, question):
            return Say("article-old")
        return Say(
            "article-answer" if article.certain else "article-unsure",
            {
                "article": article.id,
                "text": Written(article.text),
                "source": clip(article.source.partition(";")[0], SHOWN),
                "seen": facts.month(article.checked.isoformat()[:7]),
            },
        )

    @staticmethod
    def _is_good(article: Article, question: Question) -> bool:
        return article.valid_until is None or question.now.date() <= article.valid_until


def _which(found: Sequence[Found]) -> Say:
    """Return the question which of the articles is meant."""
    choices = tuple(
        Choice(f"{PREFIX}{each.article.id}", Written({"": each.article.question}))
        for each in found
    )
    return Say("article-which", choices=choices)


def _is_clear(found: Sequence[Found]) -> bool:
    """Return whether the first fits well, and clearly better than the others."""
    ahead = len(found) == 1 or found[0].fit >= AHEAD * found[1].fit
    return found[0].fit >= SURE and ahead
