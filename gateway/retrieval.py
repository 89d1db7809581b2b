"""Finds the article that answers a question: BM25 over words and their parts (package bm25s).

Words are taken as they would be spelt in full, so "bkin ktp" finds "membuat KTP"; parts of
three letters bring "kehilangan" to "hilang", and slips of the finger to their word. An article
is searched by the ways to ask for it: the words of its answer only blurred it (measured on
tests/knowledge/tuning.yml, see docs/decisions/0019-articles.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import bm25s
import numpy as np
from numpy.typing import NDArray

from gateway.articles import Article
from nlu.normalise import Lexicon, tokens

PART = 3
"""Letters of the parts of a word that are compared beside it."""
WEIGHT = 0.2
"""What a part counts beside a whole word."""
_COMMON = """
    yang di ke dari dan atau untuk dengan saya aku abdi anda itu ini ada apa apakah bagaimana
    kumaha naon nu ka ti jeung sareng bade mau ingin hoyong tanya tolong mohon min pak bu kak ya
    sih dong tidak teu bisa tiasa kalau upami the a an of to in is are i my for do how can what
    it on and me please you
    urus ngurus mengurus ngurusna ngurusnya diurus cara carana caranya harus kedah kudu
"""
COMMON = frozenset(_COMMON.split())
"""Words that say nothing of what a question is about."""


def telling(text: str, lexicon: Lexicon) -> list[str]:
    """Return the words of a question that say what it is about, as spelt in full."""
    lemmas = (token.lemma for token in tokens(text, lexicon))
    return [lemma for lemma in lemmas if lemma not in COMMON]


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how well it fits: 0 not at all, 1 if it is all about every word asked."""

    article: Article
    fit: float


@dataclass(frozen=True)
class Index:
    """The articles of a city, ready to be searched; built at the first question."""

    articles: Sequence[Article]
    lexicon: Lexicon

    def search(self, text: str, most: int = 3) -> Sequence[Found]:
        """Return the articles that fit best, the best first."""
        words = self._words(text)
        if not words or not self.articles:
            return []
        whole, cut = self._by_word, self._by_part
        parts = _parts(words)
        scores = whole.scores(words) + WEIGHT * cut.scores(parts)
        bound = whole.bound(words) + WEIGHT * cut.bound(parts)
        order = np.argsort(-scores, kind="stable")[:most]
        return [Found(self.articles[each], float(scores[each]) / bound) for each in order]

    @cached_property
    def _by_word(self) -> "_Terms":
        return _terms(self._asked)

    @cached_property
    def _by_part(self) -> "_Terms":
        return _terms([_parts(words) for words in self._asked])

    @cached_property
    def _asked(self) -> Sequence[list[str]]:
        """The words of every way to ask for each article."""
        return [self._words(" ".join((each.question, *each.also))) for each in self.articles]

    def _words(self, text: str) -> list[str]:
        return telling(text, self.lexicon)


@dataclass(slots=True)
class Library:
    """The articles of the city's files, and beside them whatever operators wrote.

    Safe to share between threads: at worst two of them build the same index.
    """

    articles: Sequence[Article]
    lexicon: Lexicon
    _last: tuple[Sequence[Article], Index] | None = None

    def index(self, written: Sequence[Article] = ()) -> Index:
        """Return the index of all; built anew only if `written` is another value."""
        last = self._last
        if last is None or last[0] is not written:
            last = written, Index([*self.articles, *written], self.lexicon)
            self._last = last
        return last[1]


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of every article; `highest` is the most that each scores in any of them."""

    bm25: bm25s.BM25
    highest: Mapping[str, float]
    usual: float
    count: int

    def scores(self, asked: Sequence[str]) -> NDArray[np.float32]:
        """Return how well each article fits."""
        known = [each for each in asked if each in self.highest]
        if not known:
            return np.zeros(self.count, np.float32)
        return np.asarray(self.bm25.get_scores(known), np.float32)

    def bound(self, asked: Sequence[str]) -> float:
        """Return what an article would score that is the best for every term.

        A term that no article holds counts as a usual one.
        """
        return sum(self.highest.get(each, self.usual) for each in asked)


def _terms(documents: Sequence[list[str]]) -> _Terms:
    bm25 = bm25s.BM25()
    bm25.index(list(documents), show_progress=False)
    held, ends = bm25.scores["data"], bm25.scores["indptr"]
    highest = {
        term: float(held[ends[column] : ends[column + 1]].max())
        for term, column in bm25.vocab_dict.items()
        if column + 1 < len(ends) and ends[column + 1] > ends[column]
    }
    return _Terms(bm25, highest, float(np.median(list(highest.values()))), len(documents))


def _parts(words: Sequence[str]) -> list[str]:
    """Return the parts of the longer words, with their ends marked.

    >>> _parts(["ktp", "akta"])
    ['<ak', 'akt', 'kta', 'ta>']
    """
    return [
        padded[start : start + PART]
        for padded in (f"<{word}>" for word in words if len(word) > PART)
        for start in range(len(padded) - PART + 1)
    ]
