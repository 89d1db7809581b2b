"""Tell Indonesian, Sundanese and English apart by their small words and their spelling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SURE = 1.0  # evidence that one language must have over the next before we believe it


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What gives a language away: whole words, and pieces of spelling (both weigh per hit)."""

    words: Mapping[str, float]
    spelling: re.Pattern[str]


def identify(words: Sequence[str], *, last: str, evidence: Mapping[str, Evidence]) -> str:
    """Return the language of lower-case `words`, or `last` if they do not tell.

    >>> both = {"id": Evidence(words={"tidak": 2.0}, spelling=re.compile("ngg")),
    ...         "su": Evidence(words={"henteu": 2.0}, spelling=re.compile("eu"))}
    >>> identify(["lampu", "henteu", "hurung"], last="id", evidence=both)
    'su'
    """
    scores = {code: _score(words, known) for code, known in evidence.items()}
    if not scores:
        return last
    best = max(scores, key=lambda code: (scores[code], code == last))
    lead = scores[best] - max((scores[c] for c in scores if c != best), default=0.0)
    return best if lead >= _needed(best, last, scores) else last


def _needed(best: str, last: str, scores: Mapping[str, float]) -> float:
    """Return the lead that `best` needs: none over a citizen's last language without a case."""
    return _SURE if best != last and last in scores else 0.0


def _score(words: Sequence[str], known: Evidence) -> float:
    """Return how much speaks for a language."""
    return sum(
        known.words.get(word, 0.5 if known.spelling.search(word) else 0.0) for word in words
    )
