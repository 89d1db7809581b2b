"""Whether two reports tell of the same problem: by their positions, or by their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.place import Place, Point, metres
from nlu.knowledge import Knowledge, lemmas

METRES = 150
"""How near two pins must be to be of one problem."""
ALIKE = 0.5
"""Share of the fewer telling words that must be the same where no street is named."""
_FEWEST = 2
_TELLING = 3
"""Letters of a word that may tell something."""
_SPOTS = frozenset({"street", "landmark", "estate", "alley"})
_CUES = frozenset({"street", "alley"})
_NUMBER = re.compile(r"\b(?:rt|rw|no|nomor|blok|block|km)\W{0,2}(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report says: where it is, and what is the matter."""

    place: Place
    description: str


def is_alike(one: Told, other: Told, knowledge: Knowledge) -> bool:
    """Return whether two reports of one category are of one problem.

    Two pins are measured. Else the same street or landmark must be named, and no other area or
    house number; or, where neither names one, the same kelurahan in much the same words.
    """
    here, there = pin(one.place), pin(other.place)
    if here and there:
        return metres(here, there) <= METRES
    if _elsewhere(one.place, other.place) or _other_number(one, other):
        return False
    mine, theirs = _spots(one, knowledge), _spots(other, knowledge)
    shared = mine & theirs
    if mine and theirs:
        return bool(shared) and (
            _same_area(one.place, other.place) or _alike(one, other, knowledge)
        )
    if mine or theirs or not _same_area(one.place, other.place):
        return False
    return _alike(one, other, knowledge)


def pin(place: Place) -> Point | None:
    """Return the position if it is the citizen's own, not the middle of an area."""
    if place.precision != "point" or place.lat is None or place.lon is None:
        return None
    return Point(lat=place.lat, lon=place.lon)


def _elsewhere(one: Place, other: Place) -> bool:
    """Return whether both name an area, and another one."""
    pairs: Sequence[tuple[str, str]] = (
        (one.kelurahan, other.kelurahan),
        (one.kecamatan, other.kecamatan),
    )
    return any(a and b and a != b for a, b in pairs)


def _same_area(one: Place, other: Place) -> bool:
    if one.kelurahan or other.kelurahan:
        return one.kelurahan == other.kelurahan
    return bool(one.kecamatan) and one.kecamatan == other.kecamatan


def _spots(told: Told, knowledge: Knowledge) -> frozenset[str]:
    """Return the streets and landmarks that a report names, by their proper names if known."""
    texts = filter(None, (told.place.text, "" if told.place.text else told.description))
    return frozenset(
        each.value.casefold() or _bare(text[each.start : each.end], knowledge)
        for text in texts
        for each in knowledge.gazetteer.all_in(text)
        if each.kind in _SPOTS
    )


def _bare(name: str, knowledge: Knowledge) -> str:
    """Return a name without "jl" and the like, as it would be spelt."""
    cues = knowledge.gazetteer.cues
    return " ".join(w for w in lemmas(name, knowledge).split() if cues.get(w) not in _CUES)


def _other_number(one: Told, other: Told) -> bool:
    """Return whether both name house numbers or RT and RW, and other ones."""
    mine, theirs = (set(_NUMBER.findall(each.place.text)) for each in (one, other))
    return bool(mine and theirs and not mine & theirs)


def _alike(one: Told, other: Told, knowledge: Knowledge) -> bool:
    """Return whether the descriptions share enough of the words that tell something."""
    mine, theirs = (_telling(each, knowledge) for each in (one, other))
    shared = len(mine & theirs)
    return shared >= _FEWEST and shared / min(len(mine), len(theirs)) >= ALIKE


def _telling(told: Told, knowledge: Knowledge) -> frozenset[str]:
    cues, said = knowledge.gazetteer.cues, lemmas(told.description, knowledge)
    place = frozenset(lemmas(told.place.text, knowledge).split())
    return frozenset(
        w for w in said.split() if len(w) >= _TELLING and w not in cues and w not in place
    )
