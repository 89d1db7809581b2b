"""Find the place in a citizen's words, and name the place under a pin: the city's gazetteer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians

from rapidfuzz import fuzz, process

from bot.model import Entity, Place
from nlu.place_words import Word, phrase, spelt

METRES_PER_DEGREE = 111_320.0
OUTSIDE = 2_200.0  # metres from every kelurahan's centre at which a pin is no longer ours
_LONGEST_NAME = 5  # words
_LIKE_WITH_CUE = 84.0  # how alike (0 to 100) a misspelt name must be after "jl", "kel" ...
_LIKE_AFTER_IN = 90.0  # ... and after "di", "daerah" ...
_SHORTEST_MISSPELT = 5  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named place, of `kind` `kecamatan kelurahan street landmark` or `outside` the city.

    A street through several kecamatan has none. `alone` says whether citizens mean the place
    when they say its name without "jl", "kel" or the like before it.
    """

    kind: str
    name: str
    kelurahan: str = ""
    kecamatan: str = ""
    code: str = ""
    lat: float | None = None
    lon: float | None = None
    aliases: tuple[str, ...] = ()
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words `[first, last)` of a text that name `entry`; None if it is nowhere we know."""

    first: int
    last: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The named places of a city. `plain` are everyday words that never name a place."""

    entries: tuple[Entry, ...]
    cues: Mapping[str, str]
    plain: frozenset[str]
    _names: Mapping[str, tuple[Entry, ...]] = field(init=False, repr=False)
    _areas: Mapping[str, Entry] = field(init=False, repr=False)
    _misspelt: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(_squashed(n) for n in (entry.name, *entry.aliases)):
                names[name] = (*names.get(name, ()), entry)
        areas = {e.code: e for e in self.entries if e.kind in {"kelurahan", "kecamatan"}}
        known = [name for name in names if len(name) >= _SHORTEST_MISSPELT]
        of_kind = {
            kind: tuple(name for name in known if any(e.kind == kind for e in names[name]))
            for kind in ("street", "kelurahan", "kecamatan")
        }
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_areas", {entry.name: entry for entry in areas.values()})
        object.__setattr__(self, "_misspelt", of_kind)

    def find(self, text: str) -> Place | None:
        """Return the place that `text` speaks of, or None if it speaks of none.

        A place we cannot locate ("jl mawar") has its words in `text` and no precision.
        """
        return self.look(text)[0]

    def all_in(self, text: str) -> tuple[Entity, ...]:
        """Return the places named in `text`, each with where it stands in it."""
        return self.look(text)[1]

    def look(self, text: str) -> tuple[Place | None, tuple[Entity, ...]]:
        """Return what `find` and `all_in` return, at the price of one of them."""
        words = spelt(text)
        found = self._mentions(words)
        if not found:
            return None, ()
        mentions = [m for m in found if not self._is_denied(words, m)] or found
        said = phrase(text, words, [(m.first, m.last) for m in mentions], self.cues)
        place = self._place(said, [m.entry for m in mentions if m.entry is not None])
        return place, tuple(_entity(mention, words) for mention in found)

    def at(self, lat: float, lon: float) -> Place:
        """Return the kelurahan whose centre is nearest to a pin (WGS 84 degrees).

        The nearest centre is a guess near a border. A pin outside the city gets `outside`.
        """
        near = [(_metres(lat, lon, e), e) for e in self.entries if e.kind == "kelurahan"]
        distance, entry = min(near, key=lambda pair: pair[0], default=(OUTSIDE, None))
        if entry is None or distance >= OUTSIDE:
            return Place(lat=lat, lon=lon, precision="outside")
        return Place(
            kelurahan=entry.name,
            kecamatan=entry.kecamatan,
            lat=lat,
            lon=lon,
            precision="point",
            code=entry.code,
        )

    def _mentions(self, words: Sequence[Word]) -> list[Mention]:
        """Return every place named by `words`, in order and without overlap."""
        found: list[Mention] = []
        here = 0
        while here < len(words):
            mention = self._mention(words, here)
            if mention is None:
                here += 1
            else:
                found.append(mention)
                here = mention.last
        return found

    def _is_denied(self, words: Sequence[Word], mention: Mention) -> bool:
        """Return whether the citizen says it is not there: "bukan di dago tapi di ..."."""
        before = mention.first - 1
        while before >= 0 and self.cues.get(words[before].plain) == "in":
            before -= 1
        return before >= 0 and self.cues.get(words[before].plain) == "not"

    def _mention(self, words: Sequence[Word], here: int) -> Mention | None:
        """Return the place whose name, or the cue before it, begins at `here`."""
        cue = self.cues.get(words[here].plain, "")
        if cue in {"street", "alley", "kelurahan", "kecamatan", "estate"}:
            return self._cued(words, here, cue)
        if cue == "in" and here + 1 < len(words):
            return self._after_in(words, here)
        return self._exact(words, here, first=here, kind="")

    def _cued(self, words: Sequence[Word], here: int, cue: str) -> Mention | None:
        """Return the place named after "jl", "kel" and the like."""
        kind = "street" if cue == "alley" else cue
        return (
            self._exact(words, here + 1, first=here, kind=kind)
            or self._like(words, here, kind)
            or self._unknown(words, here, cue)
        )

    def _after_in(self, words: Sequence[Word], here: int) -> Mention | None:
        """Return the place named, perhaps misspelt, after "di" and the like."""
        following = self.cues.get(words[here + 1].plain, "")
        if following and following != "in":
            return None
        exact = self._exact(words, here + 1, first=here + 1, kind="")
        return exact or self._like(words, here, "")

    def _exact(
        self, words: Sequence[Word], start: int, *, first: int, kind: str
    ) -> Mention | None:
        """Return the longest known name that begins at `start`."""
        for last in range(min(start + _LONGEST_NAME, len(words)), start, -1):
            name = "".join(word.plain for word in words[start:last])
            entries = [e for e in self._names.get(name, ()) if kind or e.alone]
            if entries:
                return Mention(first=first, last=last, entry=_chosen(entries, kind))
        return None

    def _like(self, words: Sequence[Word], here: int, kind: str) -> Mention | None:
        """Return the known name most like the one or two words after `here`."""
        least = _LIKE_WITH_CUE if kind else _LIKE_AFTER_IN
        kinds = (kind,) if kind in self._misspelt else ("kelurahan", "kecamatan")
        for name, last in self._candidates(words, here + 1):
            for each in kinds:
                best = process.extractOne(
                    name, self._misspelt[each], scorer=fuzz.ratio, score_cutoff=least
                )
                if best is not None and best[0][0] == name[0]:
                    entry = _chosen(self._names[best[0]], each)
                    return Mention(first=here if kind else here + 1, last=last, entry=entry)
        return None

    def _candidates(self, words: Sequence[Word], start: int) -> Iterator[tuple[str, int]]:
        """Yield what a misspelt name at `start` might be, with where it ends."""
        for last in (start + 2, start + 1):
            span = words[start:last]
            name = "".join(word.plain for word in span)
            everyday = any(word.plain in self.plain or word.plain in self.cues for word in span)
            if len(span) == last - start and len(name) >= _SHORTEST_MISSPELT and not everyday:
                yield name, last

    def _unknown(self, words: Sequence[Word], here: int, cue: str) -> Mention | None:
        """Return a street, alley or estate that we do not know, if a name follows its cue."""
        if cue not in {"street", "alley", "estate"} or here + 1 >= len(words):
            return None
        word = words[here + 1]
        everyday = word.plain in self.plain or word.plain in self.cues or len(word.plain) < 3  # noqa: PLR2004
        vague = words[here].plain in {"jalan", "street"} and not word.text[:1].isupper()
        if everyday or vague:
            return None
        return Mention(first=here, last=here + 2, entry=None)

    def _place(self, said: str, entries: Sequence[Entry]) -> Place:
        """Return what `entries`, all named together, say of where it is."""
        if not entries:
            return Place(text=said)
        by_kind = {entry.kind: entry for entry in reversed(entries)}
        area = by_kind.get("kelurahan") or by_kind.get("kecamatan")
        spot = by_kind.get("street") or by_kind.get("landmark")
        told = [e for e in (area, by_kind.get("landmark"), spot) if e and e.kecamatan]
        if not told:
            kind = spot.kind if spot else "outside" if "outside" in by_kind else ""
            return Place(text=said, precision=kind)
        kelurahan = next((e.kelurahan for e in told if e.kelurahan), "")
        kecamatan = told[0].kecamatan
        centre = self._areas.get(kelurahan) or self._areas.get(kecamatan)
        if kelurahan and centre and centre.kecamatan != kecamatan:  # a street elsewhere, too
            kelurahan, centre = told[0].kelurahan, self._areas.get(told[0].kelurahan)
            centre = centre or self._areas.get(kecamatan)
        return Place(
            text=said,
            kelurahan=kelurahan,
            kecamatan=kecamatan,
            lat=centre.lat if centre else None,
            lon=centre.lon if centre else None,
            precision=spot.kind if spot else told[0].kind,
            code=centre.code if centre else "",
        )


def _chosen(entries: Sequence[Entry], kind: str) -> Entry | None:
    """Return which of the places with the same name is meant, or None if it must be asked."""
    of_kind = [entry for entry in entries if entry.kind == kind]
    if of_kind:
        return of_kind[0]
    order = ("landmark", "kecamatan", "kelurahan", "street", "outside")
    ranked = sorted(entries, key=lambda entry: order.index(entry.kind))
    areas = {entry.kecamatan for entry in entries if entry.kind in {"kelurahan", "kecamatan"}}
    return ranked[0] if len(areas) <= 1 else None


def _entity(mention: Mention, words: Sequence[Word]) -> Entity:
    return Entity(
        kind=mention.entry.kind if mention.entry else "street",
        value=mention.entry.name if mention.entry else "",
        start=words[mention.first].start,
        end=words[mention.last - 1].end,
    )


def _squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _metres(lat: float, lon: float, entry: Entry) -> float:
    """Return the distance from a point to the centre of `entry`, on a plane."""
    if entry.lat is None or entry.lon is None:
        return OUTSIDE
    east = (lon - entry.lon) * cos(radians(lat))
    return METRES_PER_DEGREE * hypot(lat - entry.lat, east)
