"""The names of a city's places: as written, run together or split, or misspelt."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

LONGEST = 5  # words of a name
_SHORTEST_MISSPELT = 5  # letters, where a word announces a place
_SHORTEST_SLIP = 8  # letters, where none does
_PREFIX = 6  # letters by which most words are seen to begin no name
_EDGE = 3  # letters at either end, one of which a slip of one letter leaves alone
NEEDS = ("nothing", "in", "cue")
_ALLOWED: Mapping[str, frozenset[str]] = {
    "nothing": frozenset({"nothing"}),
    "in": frozenset({"nothing", "in"}),
    "cue": frozenset({"nothing", "in", "cue"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named place, of `kind` `kecamatan kelurahan street landmark` or `outside` the city.

    A street through several kecamatan has none. `needs` says what must stand before the name:
    `nothing`, `in` ("di", "dekat" ...) or `cue` ("jl", "kel" ...).
    """

    kind: str
    name: str
    kelurahan: str = ""
    kecamatan: str = ""
    code: str = ""
    lat: float | None = None
    lon: float | None = None
    aliases: tuple[str, ...] = ()
    needs: str = "nothing"


@dataclass(frozen=True, slots=True)
class Names:
    """Looks names up. What stands before a name is `nothing`, `in` or `cue`."""

    entries: tuple[Entry, ...]
    _exact: Mapping[str, tuple[Entry, ...]] = field(init=False, repr=False)
    _starts: frozenset[str] = field(init=False, repr=False)
    _of_kind: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    _slips: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    _edges: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        exact: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            called = (entry.name.removeprefix("Jl. "), *entry.aliases)
            for name in dict.fromkeys(map(_squashed, called)):
                exact[name] = (*exact.get(name, ()), entry)
        known = [name for name in exact if len(name) >= _SHORTEST_MISSPELT]
        of_kind = {
            kind: tuple(name for name in known if any(e.kind == kind for e in exact[name]))
            for kind in ("street", "kelurahan", "kecamatan")
        }
        long = [n for n in known if len(n) >= _SHORTEST_SLIP and _ours(exact[n])]
        edges = frozenset(edge for name in long for edge in (name[:_EDGE], name[-_EDGE:]))
        object.__setattr__(self, "_exact", exact)
        object.__setattr__(
            self, "_starts", frozenset(n[:_PREFIX] for n in exact) | _short(exact)
        )
        object.__setattr__(self, "_of_kind", of_kind)
        object.__setattr__(self, "_slips", _slips(long))
        object.__setattr__(self, "_edges", edges)

    def called(self, name: str, before: str) -> tuple[Entry, ...]:
        """Return the places called exactly `name` (lower case, no spaces)."""
        entries = self._exact.get(name)
        return _free(entries, before) if entries else ()

    def longest(self, words: Sequence[str], before: str) -> tuple[int, tuple[Entry, ...]]:
        """Return how many of `words` begin with a name, the longest, and of which places."""
        if words and words[0][:_PREFIX] in self._starts:
            for count in range(min(LONGEST, len(words)), 0, -1):
                if entries := self.called("".join(words[:count]), before):
                    return count, entries
        return 0, ()

    def alike(self, name: str, kinds: Iterable[str], least: float) -> tuple[Entry, ...]:
        """Return the places of the first of `kinds` called most like `name`.

        `least` is how alike they must be, 0 to 100. The first letter must be right.
        """
        for kind in kinds if len(name) >= _SHORTEST_MISSPELT else ():
            best = process.extractOne(
                name, self._of_kind[kind], scorer=fuzz.ratio, score_cutoff=least
            )
            if best is not None and best[0][0] == name[0]:
                return tuple(e for e in self._exact[best[0]] if e.kind == kind)
        return ()

    def slip(self, name: str) -> tuple[Entry, ...]:
        """Return the places that need no word before them, called `name` but for one letter."""
        edges = (name[:_EDGE], name[-_EDGE:])
        if len(name) < _SHORTEST_SLIP - 1 or self._edges.isdisjoint(edges):
            return ()
        for shorter in (name, *_without_one(name)):
            for meant in self._slips.get(shorter, ()):
                if meant[0] == name[0] and OSA.distance(meant, name) <= 1:
                    return self.called(meant, "nothing")
        return ()


def _free(entries: Iterable[Entry], before: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.needs in _ALLOWED[before])


def _ours(entries: Iterable[Entry]) -> bool:
    """Return whether a place in the city is called so without a word before it."""
    return any(entry.kind != "outside" for entry in _free(entries, "nothing"))


def _short(names: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of names that a first word of one or two letters may be."""
    return frozenset(name[:count] for name in names for count in range(1, _PREFIX))


def _slips(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return {name, or name less a letter: names}: names a letter apart have one in common."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for shorter in {name, *_without_one(name)}:
            found[shorter] = (*found.get(shorter, ()), name)
    return found


def _without_one(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at in range(len(name)))


def _squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
