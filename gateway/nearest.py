"""The nearest of a list of places: free WiFi, health centres; one class for every list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.drafts import clip
from bot.model import Fact, Say
from bot.place import Place, Point, metres
from gateway import facts
from gateway.http import Request
from gateway.source import NO_MORE, Json, Question

SHOWN, ROOM = 40, 98
"""Characters that a reply has room for: of a spot with its address, and of the spots together
with the name of the place that was asked about.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of a list, called `name`; `more` is its address and the like.

    `area` is the kecamatan if `point` is only the centre of an area; no distance is told then.
    `dated` is when its source said so (`2022-08`), empty if the source bears no date. A
    question that holds one of `words` means this very place.
    """

    name: str
    point: Point
    dated: str
    area: str = ""
    kind: str = ""
    more: str = ""
    words: tuple[str, ...] = ()


_Line = tuple[Spot, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """How the replies are called: places near, only far, one by its name, whereabouts, none."""

    near: str
    far: str
    where: str
    none: str
    one: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest(Json):
    """A list of places, of which the nearest are told.

    `reach` is in metres: what is farther is not "near". If there are several `kinds` (with the
    words for them), a question that names none gets the nearest of each; a kind without words
    is only told by name. `besides` goes into every reply.
    """

    name: str
    spots: Sequence[Spot]
    replies: Replies
    reach: float
    most: int = 3
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    besides: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    lifetime: float = 0.0

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the place named, the nearest ones, or the question where the citizen is."""
        text, place = facts.folded(question.text), question.place
        if not self.spots:
            return Say(self.replies.none, self.besides)
        named = self._named(text)
        if named and question.page:
            return NO_MORE
        if named:
            return Say(self.replies.one, self._facts(named, "; ".join(map(_whole, named))))
        if place is None or place.lat is None or place.lon is None:
            return Say(self.replies.where, self.besides, ask_location=True)
        here = Point(lat=place.lat, lon=place.lon)
        near = sorted(self.spots, key=lambda spot: metres(here, spot.point))
        return self._near(place, here, self._asked(near, text), question.page)

    def _named(self, text: str) -> Sequence[Spot]:
        """Return the places that `text` calls by name; two of those that it calls alike."""
        fits = [facts.longest(spot.words, text) for spot in self.spots]
        best = max(fits)
        return [spot for spot, fit in zip(self.spots, fits, strict=True) if fit == best > 0][:2]

    def _asked(self, near: Sequence[Spot], text: str) -> Sequence[Spot]:
        """Return the places that are asked for, in the order in which they are told.

        Where no kind is named, the nearest of each kind goes first.
        """
        if not self.kinds:
            return near
        kinds = [kind for kind, words in self.kinds.items() if words]
        named = [kind for kind in kinds if facts.longest(self.kinds[kind], text)]
        if len(named) == 1:
            return [spot for spot in near if spot.kind in named]
        first = [next((spot for spot in near if spot.kind == kind), None) for kind in kinds]
        firsts = [spot for spot in first if spot]
        return [*firsts, *(s for s in near if s.kind in kinds and s not in firsts)]

    def _near(self, place: Place, here: Point, asked: Sequence[Spot], page: int) -> Say:
        if not asked:
            return Say(self.replies.none, self.besides)
        inside = [spot for spot in asked if metres(here, spot.point) <= self.reach]
        called = place.kelurahan or place.kecamatan or place.text
        room = ROOM - len(called)
        left = [(s, _line(s, here, place.kecamatan)) for s in inside or asked[:1]]
        for _ in range(page):
            left = left[len(self._fitting(left, room)) :]
        told = self._fitting(left, room)
        if not told:
            return NO_MORE
        lines = _between(told).join(line for _, line in told)
        more = self._facts([spot for spot, _ in told], lines)
        key = self.replies.near if inside else self.replies.far
        return Say(key, {"place": called, **more})

    def _fitting(self, lines: Sequence[_Line], room: int) -> Sequence[_Line]:
        """Return as many of `lines` as one reply tells."""
        first = lines[: self.most]
        while len(first) > 1 and len(_between(first).join(line for _, line in first)) > room:
            first = first[:-1]
        return first

    def _facts(self, told: Sequence[Spot], lines: str) -> Mapping[str, Fact]:
        seen = facts.seen(spot.dated for spot in told)
        return {"spots": lines, "seen": seen, **self.besides}


def _between(told: Sequence[_Line]) -> str:
    return "; " if any(spot.more for spot, _ in told) else ", "


def _line(spot: Spot, here: Point, area: str) -> str:
    """Return a place with its distance; in place of it, the area that is all we know of it.

    It goes without saying if it is the `area` that was asked about.
    """
    whole = clip(f"{spot.name}, {spot.more}" if spot.more else spot.name, SHOWN)
    if spot.area:
        return whole if spot.area == area else f"{whole} (kec. {spot.area})"
    return f"{whole} ({_far(metres(here, spot.point))})"


def _whole(spot: Spot) -> str:
    area = f"kec. {spot.area}" if spot.area else ""
    return ", ".join(filter(None, (spot.name, spot.more, area)))


def _far(distance: float) -> str:
    """Return a distance as it is written in all our languages: no decimals, no comma."""
    hundreds = max(100, round(distance, -2))
    return f"{hundreds:.0f} m" if hundreds < 1000 else f"{distance / 1000:.0f} km"  # noqa: PLR2004 - metres in a kilometre
