"""The words a place is told in, and how far the citizen's phrase for it reaches."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(rt|rw|no)\d+")
_HOUSE = re.compile(r"\d{1,4}[a-z]?")
_ENDS = frozenset(",;:!?\n()")
_LONGEST_SHORTENED = 3  # letters
_LONGEST_RELATION = 3  # words after "dekat", "depan" ...
_LONGEST_LINK = 2  # words between places: "nepi ka"
_LETTERS_OF_SECTION = 4  # "rt 03", "no 12b"
_LINKS = frozenset({"in", "street", "kelurahan", "kecamatan", "to", "and"})
_GOES_ON = frozenset({"section", "in", "kelurahan", "kecamatan", "near"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `[start, end)` of a text; `plain` is lower case without accents.

    `is_last` of its clause is a word before a comma, a full stop or the like.
    """

    text: str
    plain: str
    start: int
    end: int
    is_last: bool = False


def spelt(text: str) -> tuple[Word, ...]:
    """Return the words of `text`.

    >>> [word.plain for word in spelt("Jl. Dago/Juanda")]
    ['jl', 'dago', 'juanda']
    """
    return tuple(
        Word(
            m[0], _plain(m[0]), m.start(), m.end(), _is_last(m[0], text[m.end() : m.end() + 1])
        )
        for m in _WORD.finditer(text)
    )


@dataclass(frozen=True, slots=True)
class Phrases:
    """Tells how far the words for a place reach, in one text.

    `ends` are the ends of the mentions of places in it, by their beginnings.
    """

    text: str
    words: Sequence[Word]
    ends: Mapping[int, int]
    cues: Mapping[str, str]

    def around(self, first: int) -> tuple[int, int]:
        """Return the words `[first, last)` of the phrase with the mention that begins there."""
        last = self.ends[first]
        while last < len(self.words) and not self._breaks(last):
            further = self._further(last)
            if further == last:
                break
            last = further
        return self._backwards(first), last

    def _cue(self, at: int) -> str:
        return self.cues.get(self.words[at].plain, "") if 0 <= at < len(self.words) else ""

    def _backwards(self, first: int) -> int:
        """Return where the phrase begins: at "rt 5" or a "dekat" shortly before the name."""
        first = self._sections_before(first)
        for start in range(first - 1, max(first - _LONGEST_RELATION, 0) - 1, -1):
            if self._cue(start) == "near":
                return start
        return first

    def _sections_before(self, first: int) -> int:
        """Return the beginning of "rt 03 rw 05", "rt 03/05" or "rw07" just before `first`."""
        while first:
            at = first - 1
            while at and self.words[at].plain.isdigit() and self._cue(at) != "section":
                at -= 1
            numbers = first - 1 - at
            is_section = self._cue(at) == "section" and 0 < numbers <= _LONGEST_LINK
            if not (is_section or (not numbers and _NUMBERED.fullmatch(self.words[at].plain))):
                break
            first = at
        return first

    def _further(self, last: int) -> int:
        """Return how far the phrase reaches beyond `last`; `last` itself if it ends here."""
        if last in self.ends:
            return self.ends[last]
        cue = self._cue(last)
        linked = self._linked(last)
        if linked != last:
            return linked
        if cue == "part" or _NUMBERED.fullmatch(self.words[last].plain):
            return last + 1
        if cue == "section":
            return self._section(last)
        return self._relation(last) if cue == "near" else self._house(last)

    def _linked(self, last: int) -> int:
        """Return the end of the place that "ke", "di", "kel" or "dan" leads on to."""
        for start in range(last, last + _LONGEST_LINK):
            if self._cue(start) not in _LINKS:
                break
            if start + 1 in self.ends:
                return self.ends[start + 1]
        return last

    def _section(self, last: int) -> int:
        """Return the end of "rt 03/05", "no 12b", "blok C"; `last` if none follows."""
        if last + 1 >= len(self.words):
            return last
        follows = self.words[last + 1].plain
        is_number = follows[0].isdigit() or len(follows) == 1 or follows[-1].isdigit()
        if len(follows) > _LETTERS_OF_SECTION or not is_number:
            return last
        return last + 3 if self._is_slashed(last + 2) else last + 2

    def _is_slashed(self, at: int) -> bool:
        """Return whether word `at` is the second number of "02/05"."""
        if at >= len(self.words) or not self.words[at].plain[0].isdigit():
            return False
        return self.text[self.words[at - 1].end : self.words[at].start] in {"/", "-"}

    def _house(self, last: int) -> int:
        """Return the end of a house number told without "no"; "5 hari" is none."""
        if not _HOUSE.fullmatch(self.words[last].plain):
            return last
        whole = last + 1 == len(self.words) or self._cue(last + 1) in _GOES_ON
        stop = whole or self.words[last].is_last or last + 1 in self.ends
        return last + 1 if stop else last

    def _relation(self, last: int) -> int:
        """Return the end of "dekat simpang", "depan alfamart riung bandung"."""
        end = last + 1
        if end < len(self.words) and self.words[end].plain == "the":
            end += 1
        while end < len(self.words) and end - last <= _LONGEST_RELATION:
            if end in self.ends:
                return self.ends[end]
            if self._cue(end) in {"stop", "in", "and"} or self.words[end].plain[0].isdigit():
                break
            end += 1
        return end if self.words[end - 1].plain != "the" and end > last + 1 else last

    def _breaks(self, last: int) -> bool:
        """Return whether a sentence ends before word `last`."""
        between = self.text[self.words[last - 1].end : self.words[last].start]
        ended = bool(re.search(r"[!?;\n]|\.\s", between))
        return ended and len(self.words[last - 1].plain) > 3  # noqa: PLR2004


def _is_last(word: str, then: str) -> bool:
    """Return whether a clause ends with `word`; the stop of "jl." and "kel." ends none."""
    return then in _ENDS if then != "." else len(word) > _LONGEST_SHORTENED


def _plain(word: str) -> str:
    lower = word.lower()
    if lower.isascii():
        return lower
    parts = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in parts if not unicodedata.combining(c)) or lower
