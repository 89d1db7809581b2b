"""How fast cars go on the city's main roads right now: TomTom's flow at points of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.drafts import clip
from bot.flows.questions import NOTHING
from bot.model import Fact, Say, Words
from bot.place import Place, Point, metres
from gateway import facts, tomtom
from gateway.city import CityPack
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.http import Answer, Request
from gateway.settings import Settings
from gateway.source import Question
from gateway.tomtom import Flow

FAR = 1500.0
"""Metres within which a point stands for a place that a citizen names."""
SHOWN, SHOWN_ROADS = 24, 64
"""Characters of a place, and of the list of roads, in a reply."""
_COLUMNS = ("name", "words", "lat", "lon", "kelurahan", "source", "checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A point on a main road; `words` are how citizens call it, `kelurahan` where it lies."""

    name: str
    words: tuple[str, ...]
    point: Point
    kelurahan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """The city's `facts/corridors.csv`, and TomTom with `key`."""

    corridors: Sequence[Corridor]
    url: str
    key: str
    timeout: float
    name: str = "traffic"
    lifetime: float = 300.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Read the corridors, if the city has them. Raises `BadSettingsError`."""
        file = pack.folder / "facts" / "corridors.csv"
        rows = facts.rows(file, _COLUMNS) if file.exists() else []
        return cls(
            corridors=tuple(map(_corridor, rows)),
            url=settings.tomtom_url,
            key=settings.tomtom_key.get_secret_value(),
            timeout=settings.source_timeout,
        )

    def ask(self, question: Question) -> Request | None:
        """Ask for the road meant; nobody if we know none, or have no key."""
        found = self._found(question)
        if found is None or not self.key:
            return None
        point = f"{found.point.lat:.4f},{found.point.lon:.4f}"
        return Request(
            to="tomtom",
            method="GET",
            url=f"{self.url}/traffic/services/4/flowSegmentData/absolute/10/json",
            params={"key": self.key, "point": point, "unit": "KMPH"},
            timeout=self.timeout,
        )

    def decode(self, answer: Answer) -> Any:
        """Return the answer with its `date`, by which it grows old. Raises `BadAnswerError`."""
        return {**_object(answer.json()), "date": answer.headers.get("date", "")}

    def read(self, answer: Any, question: Question) -> Say:
        """Return how fast cars go there, or what else there is.

        Raises `BadAnswerError` if the answer has no speeds, or is of another hour.
        """
        found = self._found(question)
        if not self.corridors:
            return Say("traffic-none")
        if not self.key:
            return Say("traffic-off", {"place": _area(question.place, found)})
        if found is None:
            key = "traffic-far" if question.place else "traffic-where"
            asks = question.place is None
            return Say(key, {"roads": _roads(self.corridors)}, ask_location=asks)
        is_there = self._named(question) and not _is_outside(question.place)
        near = NOTHING if is_there else clip(_called(question.place), SHOWN)
        return _told(tomtom.read(answer, question.now), found.name, near)

    def _found(self, question: Question) -> Corridor | None:
        return self._named(question) or self._nearest(question.place)

    def _named(self, question: Question) -> Corridor | None:
        """Return the corridor that the words name best, of several the nearest to the place."""
        text, place, here = facts.folded(question.text), question.place, _here(question.place)

        def fit(each: Corridor) -> tuple[int, float]:
            meant = [word for word in each.words if _is_meant(word, place)]
            held = sum(len(word) for word in meant if facts.folded(word) in text)
            return held, -metres(here, each.point) if here else 0.0

        best = max(self.corridors, key=fit, default=None)
        return best if best and fit(best)[0] else None

    def _nearest(self, place: Place | None) -> Corridor | None:
        here = _here(place)
        if here is None or not self.corridors:
            return None
        best = min(self.corridors, key=lambda each: metres(here, each.point))
        return best if metres(here, best.point) <= FAR else None


def _object(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise BadAnswerError("tomtom: no flow in the answer")
    return said


def _told(flow: Flow, road: str, near: str) -> Say:
    where: Mapping[str, Fact] = {"road": road, "place": near}
    if flow.closed:
        return Say("traffic-closed", where)
    if not flow.measured:
        return Say("traffic-usual", {**where, "speed": round(flow.speed)})
    told: Mapping[str, Fact] = {
        "flow": Words(f"traffic-flow-{flow.name}"),
        "speed": round(flow.speed),
        "free": round(flow.free),
    }
    return Say("traffic-answer", {**where, **told})


def _is_meant(word: str, place: Place | None) -> bool:
    """Return whether `word` may name a corridor: beside a place outside only if it holds it.

    "Ke Lembang" names our road there, "jl sudirman jakarta" does not name our Sudirman.
    """
    return place is None or not _is_outside(place) or place.text.lower() in word


def _is_outside(place: Place | None) -> bool:
    return place is not None and place.precision == "outside"


def _roads(corridors: Sequence[Corridor]) -> str:
    """Return the first roads by name, as many as there is room for."""
    names = list(dict.fromkeys(each.name.partition(" (")[0] for each in corridors))
    while len(", ".join(names)) > SHOWN_ROADS:
        names.pop()
    return ", ".join(names)


def _area(place: Place | None, found: Corridor | None) -> str:
    """Return the area whose cameras may help, so that we understand it, or `NOTHING`."""
    if place and place.kelurahan:
        return f"kel {place.kelurahan}"
    if place and place.kecamatan:
        return f"kec {place.kecamatan}"
    return f"kel {found.kelurahan}" if found else NOTHING


def _called(place: Place | None) -> str:
    return (place.kelurahan or place.kecamatan or place.text) if place else ""


def _here(place: Place | None) -> Point | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return Point(lat=place.lat, lon=place.lon)


def _corridor(row: Mapping[str, str]) -> Corridor:
    try:
        point = Point(lat=float(row["lat"]), lon=float(row["lon"]))
    except ValueError as error:
        raise BadSettingsError(f"corridors.csv: {row['name']}: not a position") from error
    words = tuple(filter(None, row["words"].split("|")))
    return Corridor(name=row["name"], words=words, point=point, kelurahan=row["kelurahan"])
