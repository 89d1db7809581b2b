"""Tell Indonesian, Sundanese and English apart by their words and their spelling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SURE = 1.0  # evidence that one language must have over the next before we believe it
_SHORT = 6  # words below which ...
_SURE_IF_SHORT = 2.5  # ... it must have this much: one word is often borrowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What gives a language away: whole words, and pieces of spelling (both weigh per hit)."""

    words: Mapping[str, float]
    spelling: re.Pattern[str]


def identify(
    words: Sequence[str],
    *,
    last: str,
    evidence: Mapping[str, Evidence],
    settled: bool = True,
) -> str:
    """Return the language of lower-case `words`, or `last` if they do not tell.

    `settled` says that the citizen has written in `last` before: a word or two are then not
    enough to leave it.

    >>> both = {"id": Evidence(words={"tidak": 3.0}, spelling=re.compile("ngg")),
    ...         "su": Evidence(words={"henteu": 3.0}, spelling=re.compile("eu"))}
    >>> identify(["lampu", "henteu", "hurung"], last="id", evidence=both)
    'su'
    """
    scores = {code: _score(words, known) for code, known in evidence.items()}
    if not scores:
        return last
    best = max(scores, key=lambda code: (scores[code], code == last))
    lead = scores[best] - max((scores[c] for c in scores if c != best), default=0.0)
    if best == last or last not in scores:
        return best
    brief = settled and len(words) < _SHORT
    return best if lead >= (_SURE_IF_SHORT if brief else _SURE) else last


def _score(words: Sequence[str], known: Evidence) -> float:
    """Return how much speaks for a language."""
    return sum(
        known.words.get(word, 0.5 if known.spelling.search(word) else 0.0) for word in words
    )
