"""Finds the article that answers a question: BM25 over words and their parts (package bm25s).

Words are taken as they would be spelt in full, so "bkin ktp" finds "membuat KTP"; parts of four
letters bring "kehilangan" to "hilang", and slips of the finger to their word. Every way to ask
is a text of its own, and so is every language's answer: an article is as good as the best way
to ask for it, and a little better by what its answer says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import bm25s
import numpy as np
from numpy.typing import NDArray

from gateway.articles import Article
from nlu.normalise import Lexicon, tokens

PART = 4
"""Letters of the parts of a word that are compared beside it."""
WEIGHT = 0.4
"""What a part counts beside a whole word."""
ANSWER = 0.3
"""What the words of an answer count beside those of a question."""
_COMMON = """
    yang di ke dari dan atau untuk dengan saya aku abdi anda itu ini ada apa apakah bagaimana
    kumaha naon nu ka ti jeung sareng bade mau ingin hoyong tanya tolong mohon min pak bu kak ya
    sih dong tidak teu bisa tiasa kalau upami the a an of to in is are i my for do how can what
    it on and me please you
"""
COMMON = frozenset(_COMMON.split())
"""Words that say nothing of what a question is about."""
MARK = "~"
"""How a part of a word begins."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how well it fits: 0 not at all, 1 if it holds every word asked."""

    article: Article
    fit: float


@dataclass(frozen=True)
class Index:
    """The articles of a city, ready to be searched; built at the first question."""

    articles: Sequence[Article]
    lexicon: Lexicon

    def search(self, text: str, most: int = 3) -> Sequence[Found]:
        """Return the articles that fit best, the best first."""
        asked = list(self._parts(text))
        if not asked or not self.articles:
            return []
        questions, answers = self._questions, self._answers
        best = questions.best(asked) + ANSWER * answers.best(asked)
        bound = questions.bound(asked) + ANSWER * answers.bound(asked)
        order = np.argsort(-best, kind="stable")[:most]
        return [Found(self.articles[each], float(best[each] / bound)) for each in order]

    @cached_property
    def _questions(self) -> "_Texts":
        return self._texts([(each.question, *each.also) for each in self.articles])

    @cached_property
    def _answers(self) -> "_Texts":
        return self._texts([tuple(each.text.values()) for each in self.articles])

    def _texts(self, every: Sequence[Sequence[str]]) -> "_Texts":
        parts = [[list(self._parts(text)) for text in texts] for texts in every]
        made = bm25s.BM25()
        made.index([each for texts in parts for each in texts], show_progress=False)
        begins = np.cumsum([0, *(len(texts) for texts in parts[:-1])])
        return _Texts(made, begins)

    def _parts(self, text: str) -> Iterator[str]:
        """Yield the words of a text and the parts of the longer ones."""
        for token in tokens(text, self.lexicon):
            word = token.lemma
            if word in COMMON:
                continue
            yield word
            padded = f"<{word}>"
            for start in range(len(padded) - PART + 1 if len(word) > PART else 0):
                yield f"{MARK}{padded[start : start + PART]}"


@dataclass(frozen=True)
class _Texts:
    """Texts of one kind, those of an article side by side from `begins` on."""

    bm25: bm25s.BM25
    begins: NDArray[np.int64]

    def best(self, asked: Sequence[str]) -> Scores:
        """Return for each article how well the best of its texts fits."""
        scores = np.zeros(0, np.float32)
        for weight, some in ((1.0, _words(asked)), (WEIGHT, _pieces(asked))):
            known = [each for each in some if each in self.highest]
            if known:
                scores = weight * self.bm25.get_scores(known) + (scores if scores.size else 0)
        if not scores.size:
            return np.zeros(len(self.begins), np.float32)
        return np.maximum.reduceat(scores, self.begins)

    def bound(self, asked: Sequence[str]) -> float:
        """Return what a text that holds everything would reach."""
        whole = sum(self.highest.get(each, self.usual) for each in _words(asked))
        return whole + WEIGHT * sum(
            self.highest.get(each, self.usual) for each in _pieces(asked)
        )

    @cached_property
    def highest(self) -> Mapping[str, float]:
        """The highest score that each part reaches in any text."""
        held, ends = self.bm25.scores["data"], self.bm25.scores["indptr"]
        return {
            part: float(held[ends[column] : ends[column + 1]].max())
            for part, column in self.bm25.vocab_dict.items()
            if column + 1 < len(ends) and ends[column + 1] > ends[column]
        }

    @cached_property
    def usual(self) -> float:
        """What a part counts that no text holds."""
        return float(np.median(list(self.highest.values())))


def _words(asked: Sequence[str]) -> list[str]:
    return [each for each in asked if not each.startswith(MARK)]


def _pieces(asked: Sequence[str]) -> list[str]:
    return [each for each in asked if each.startswith(MARK)]
