"""Find where in a text places are named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlu.place_names import LONGEST, Entry, Names
from nlu.place_words import Word

_LIKE_WITH_CUE = 84.0  # how alike (0 to 100) a misspelt name must be after "jl", "kel" ...
_LIKE_AFTER_IN = 90.0  # ... and after "di", "daerah" ..., or if it is long
_REACH = 2 * LONGEST  # words in which a name and its kecamatan stand
_LONG = 10  # letters of a name in which one wrong letter changes little
_LONGEST_UNKNOWN = 3  # words of a street we do not know
_CUES = frozenset({"street", "alley", "kelurahan", "kecamatan", "estate"})
_AREAS = ("kelurahan", "kecamatan")
_VAGUE = frozenset({"jalan", "jalur", "street"})  # more often no street's name follows
_RANKS = ("landmark", "kecamatan", "kelurahan", "street", "outside")
_INITIALS = 2  # letters of "H", "KH", "Hj" before a name
_PERSON_AFTER = 2  # words between "nama" and the name itself
_RUN_TOGETHER = re.compile(r"(dijalan|dijln|dijl|jalan|jln|jl|gang|gg|kel|kec|di)(.{4,})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words `[first, last)` that name one of `entries`, best first; none if nowhere we know.

    `cue` is the kind of the word that announces it: `street alley kelurahan kecamatan estate`
    or nothing.
    """

    first: int
    last: int
    entries: tuple[Entry, ...] = ()
    cue: str = ""

    @property
    def kecamatan(self) -> frozenset[str]:
        """Where it may be. Outside the city counts as a place beside ours."""
        names = {entry.kecamatan or entry.kind for entry in self.entries}
        ours = frozenset(entry.kecamatan for entry in self.entries if entry.kecamatan)
        return ours | (names & {"outside"} if len(names) > 1 else frozenset())

    @property
    def kind(self) -> str:
        """The kind of place, or empty if nowhere we know."""
        return self.entries[0].kind if self.entries else ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads mentions. `plain` are everyday words that never name a place."""

    names: Names
    cues: Mapping[str, str]
    plain: frozenset[str]

    def split(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """Return `words` with "didago" and "jldago" in two."""
        return tuple(part for word in words for part in self._parts(word))

    def mentions(self, words: Sequence[Word]) -> list[Mention]:
        """Return every place named by `words`, in order and without overlap."""
        found: list[Mention] = []
        plain = [word.plain for word in words]
        here = 0
        while here < len(words):
            mention = self._mention(words, plain, here)
            if mention is None:
                here += 1
            else:
                found.append(mention)
                here = mention.last
        return found

    def _parts(self, word: Word) -> tuple[Word, ...]:
        match = _RUN_TOGETHER.fullmatch(word.plain)
        if match is None or word.plain in self.plain or len(word.text) != len(word.plain):
            return (word,)
        before = "in" if match[1] == "di" else "cue"
        if self.names.called(word.plain, "cue") or not self.names.called(match[2], before):
            return (word,)
        cut = len(match[1])
        return (
            Word(word.text[:cut], match[1], word.start, word.start + cut),
            Word(word.text[cut:], match[2], word.start + cut, word.end),
        )

    def _mention(self, words: Sequence[Word], plain: list[str], here: int) -> Mention | None:
        """Return the place whose name, or the cue before it, begins at `here`."""
        cue = self.cues.get(plain[here], "")
        announced = here > 0 and self.cues.get(plain[here - 1]) in {"in", "near", "to"}
        count, entries = self._named(plain[here : here + _REACH], announced=announced)
        if entries and not self._is_person(words, here, count, entries):
            return Mention(first=here, last=here + count, entries=_meant(entries, ""))
        if cue in _CUES:
            return self._cued(words, plain, here, cue)
        if count or cue or plain[here] in self.plain:
            return None
        return self._misspelt(plain, here, announced=announced)

    def _named(self, rest: Sequence[str], *, announced: bool) -> tuple[int, tuple[Entry, ...]]:
        """Return the name that `rest` begins with.

        Its kecamatan after it ("garuda andir") announces a name as well as "di" before it.
        """
        count, entries = self.names.longest(rest, "nothing")
        more, rivals = self.names.longest(rest, "in")
        if more <= count or announced:
            return (more, rivals) if announced else (count, entries)
        following = self.names.longest(rest[more:], "nothing")[1]
        kecamatan = {each.kecamatan for each in following if each.kind == "kecamatan"}
        there = tuple(e for e in rivals if e.kind == "kelurahan" and e.kecamatan in kecamatan)
        return (more, there) if there else (count, entries)

    def _cued(
        self, words: Sequence[Word], plain: list[str], here: int, cue: str
    ) -> Mention | None:
        """Return the place named after "jl", "kel" and the like."""
        kind = "street" if cue == "alley" else cue
        skipped = here + 2 if plain[here + 1 : here + 2] == ["raya"] else here + 1
        count, entries = self.names.longest(plain[here + 1 :], "cue")
        if not entries and skipped > here + 1:
            count, entries = self.names.longest(plain[skipped:], "cue")
            count += 1
        if not entries:
            kinds = (kind,) if kind in {"street", *_AREAS} else _AREAS
            count, entries = self._alike(plain, here + 1, kinds, _LIKE_WITH_CUE)
        if entries:
            meant = _meant(entries, kind)
            return Mention(first=here, last=here + 1 + count, entries=meant, cue=cue)
        return self._unknown(words, here, cue)

    def _misspelt(self, plain: list[str], here: int, *, announced: bool) -> Mention | None:
        """Return the place whose misspelt name begins at `here`."""
        for last in (here + 2, here + 1):
            entries = self.names.slip("".join(plain[here:last])) if last <= len(plain) else ()
            if entries:
                return Mention(first=here, last=last, entries=_meant(entries, ""))
        if not announced or self.cues.get(plain[here - 1]) != "in":
            return None
        count, entries = self._alike(plain, here, _AREAS, _LIKE_AFTER_IN)
        return Mention(first=here, last=here + count, entries=entries) if entries else None

    def _alike(
        self, plain: list[str], start: int, kinds: tuple[str, ...], least: float
    ) -> tuple[int, tuple[Entry, ...]]:
        """Return the places called most like the two words or the word at `start`."""
        for last in (start + 2, start + 1):
            span = plain[start:last]
            everyday = any(self._is_everyday(w) and self.cues.get(w) != "part" for w in span)
            if len(span) == last - start and not everyday:
                name = "".join(span)
                entries = self.names.alike(
                    name, kinds, least if len(name) < _LONG else _LIKE_AFTER_IN
                )
                if entries:
                    return len(span), entries
        return 0, ()

    def _is_everyday(self, word: str) -> bool:
        return word in self.plain or word in self.cues

    def _is_person(
        self, words: Sequence[Word], here: int, count: int, entries: Iterable[Entry]
    ) -> bool:
        """Return whether it is a person called like a street: "pak Ahmad Yani"."""
        if any(entry.kind != "street" for entry in entries) or not here or count < _INITIALS:
            return False
        before = [
            self.cues.get(w.plain, "") for w in words[max(here - _PERSON_AFTER, 0) : here]
        ]
        addressed = before[-1] == "person" and not words[here - 1].is_last
        return addressed or "name" in before

    def _unknown(self, words: Sequence[Word], here: int, cue: str) -> Mention | None:
        """Return a street, alley or estate that we do not know, if a name follows its cue."""
        start = here + 1 + _initials(words, here + 1)
        if cue in _AREAS or start >= len(words) or words[here].is_last:
            return None
        name = words[start].plain
        addressed = self._goes_on(words, start + 1)
        if name in self.cues or (name in self.plain and not (addressed and cue == "alley")):
            return None
        vague = words[here].plain in _VAGUE and not words[start].text[:1].isupper()
        if vague or len(name) <= _INITIALS:
            return None
        return Mention(first=here, last=self._end(words, start + 1), cue=cue)

    def _end(self, words: Sequence[Word], last: int) -> int:
        """Return where an unknown name ends that reaches `last`: before "no" or "kel"."""
        plain = False
        for end in range(last, min(last + _LONGEST_UNKNOWN, len(words) + 1)):
            if self._goes_on(words, end):
                return end
            if (
                end == len(words)
                or self.names.longest([w.plain for w in words[end:]], "nothing")[0]
            ):
                return last if plain else end
            if words[end].plain in self.cues or words[end - 1].is_last:
                break
            plain = plain or words[end].plain in self.plain
        return last

    def _goes_on(self, words: Sequence[Word], at: int) -> bool:
        return at < len(words) and self.cues.get(words[at].plain) in {"section", *_AREAS}


def _meant(entries: Sequence[Entry], kind: str) -> tuple[Entry, ...]:
    """Return which of the places of the same name may be meant, best first.

    Areas and landmarks win over streets that are hardly called so without "jl".
    """
    of_kind = tuple(entry for entry in entries if entry.kind == kind)
    strong = [e for e in entries if e.kind != "street" or e.needs == "nothing"] or entries
    return of_kind or tuple(sorted(strong, key=lambda entry: _RANKS.index(entry.kind)))


def _initials(words: Sequence[Word], start: int) -> int:
    """Return how many initials and titles ("H.", "KH") begin at `start`."""
    count = 0
    while count < _INITIALS and start + count < len(words):
        word = words[start + count]
        if len(word.plain) > _INITIALS or not word.text[:1].isupper():
            break
        count += 1
    return count
