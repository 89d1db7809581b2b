"""The words a place is told in, and how far the citizen's phrase for it reaches."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_LONGEST_RELATION = 3  # words after "dekat", "depan" ...
_LETTERS_OF_SECTION = 4  # "rt 03", "no 12b"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `[start, end)` of a text; `plain` is lower case without accents."""

    text: str
    plain: str
    start: int
    end: int


def spelt(text: str) -> tuple[Word, ...]:
    """Return the words of `text`.

    >>> [word.plain for word in spelt("Jl. Dago/Juanda")]
    ['jl', 'dago', 'juanda']
    """
    return tuple(Word(m[0], _plain(m[0]), m.start(), m.end()) for m in _WORD.finditer(text))


def phrase(
    text: str,
    words: Sequence[Word],
    mentions: Sequence[tuple[int, int]],
    cues: Mapping[str, str],
) -> str:
    """Return the citizen's own words for the place that `mentions` (spans of words) name."""
    first, last = mentions[0]
    first = _backwards(words, first, cues)
    starts = dict(mentions)
    while last < len(words) and not _breaks(text, words, last):
        further = _further(words, last, starts, cues)
        if further == last:
            break
        last = further
    return text[words[first].start : words[last - 1].end]


def _backwards(words: Sequence[Word], first: int, cues: Mapping[str, str]) -> int:
    """Return where the phrase begins: at a "dekat" shortly before the name, or at the name."""
    for start in range(first - 1, max(first - _LONGEST_RELATION, 0) - 1, -1):
        if cues.get(words[start].plain) == "near":
            return start
    return first


def _further(
    words: Sequence[Word], last: int, starts: Mapping[int, int], cues: Mapping[str, str]
) -> int:
    """Return how far the phrase reaches beyond `last`; `last` itself if it ends here."""
    if last in starts:
        return starts[last]
    cue = cues.get(words[last].plain, "")
    if cue in {"in", "street", "kelurahan", "kecamatan"} and last + 1 in starts:
        return starts[last + 1]
    if cue == "section":
        return _section(words, last)
    if re.fullmatch(r"(rt|rw|no)\d+", words[last].plain):
        return last + 1
    return _relation(words, last, starts, cues) if cue == "near" else last


def _section(words: Sequence[Word], last: int) -> int:
    """Return the end of "rt 03", "no 12b", "blok C"; `last` if nothing of the kind follows."""
    follows = words[last + 1] if last + 1 < len(words) else None
    if follows is None or len(follows.plain) > _LETTERS_OF_SECTION:
        return last
    is_number = follows.plain[0].isdigit() or len(follows.plain) == 1
    return last + 2 if is_number else last


def _relation(
    words: Sequence[Word], last: int, starts: Mapping[int, int], cues: Mapping[str, str]
) -> int:
    """Return the end of "dekat simpang", "depan alfamart riung bandung"."""
    end = last + 1
    if end < len(words) and words[end].plain == "the":
        end += 1
    while end < len(words) and end - last <= _LONGEST_RELATION:
        if end in starts:
            return starts[end]
        if cues.get(words[end].plain) in {"stop", "in"} or words[end].plain[0].isdigit():
            break
        end += 1
    return end if words[end - 1].plain != "the" and end > last + 1 else last


def _breaks(text: str, words: Sequence[Word], last: int) -> bool:
    """Return whether a sentence ends before word `last`."""
    between = text[words[last - 1].end : words[last].start]
    return bool(re.search(r"[!?;\n]|\.\s", between)) and len(words[last - 1].plain) > 3  # noqa: PLR2004


def _plain(word: str) -> str:
    lower = word.lower()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in parts if not unicodedata.combining(c)) or lower
