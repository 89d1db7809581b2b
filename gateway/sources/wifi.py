"""Free public WiFi near a place, from the city's own list."""

from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say
from bot.place import Place, Point, metres
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import NO_MORE, Json, Question

FAR = 3_000.0  # metres: beyond this a spot is not "near"
NEAREST = 3
_COLUMNS = ("name", "lat", "lon", "position", "source", "dated", "checked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with free WiFi, and when its source said so (`2022-08`)."""

    name: str
    point: Point
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wifi(Json):
    """The city's `facts/wifi.csv`."""

    spots: tuple[Spot, ...]
    name: str = "wifi"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the city's list. Raises `BadSettingsError` if a position is not a number."""
        rows = facts.rows(pack.folder / "facts" / "wifi.csv", _COLUMNS)
        return cls(spots=tuple(_spot(row) for row in rows))

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the nearest spots, or the question where the citizen is."""
        if not self.spots:
            return Say("wifi-none")
        place = question.place
        if place is None or place.lat is None or place.lon is None:
            return Say("wifi-where", ask_location=True)
        here = Point(lat=place.lat, lon=place.lon)
        near = sorted(self.spots, key=lambda spot: metres(here, spot.point))
        close = [spot for spot in near if metres(here, spot.point) <= FAR]
        inside = question.of(close, NEAREST)
        if question.page and not inside:
            return NO_MORE
        named = inside or near[:1]
        return Say(
            "wifi-answer" if inside else "wifi-far",
            {
                "place": _called(place),
                "spots": ", ".join(
                    f"{spot.name} ({_far(metres(here, spot.point))})" for spot in named
                ),
                "seen": facts.month(min(spot.dated for spot in named)),
            },
        )


def _far(distance: float) -> str:
    """Return a distance as it is written in all our languages: no decimals, no comma."""
    hundreds = max(100, round(distance, -2))
    return f"{hundreds:.0f} m" if hundreds < 1000 else f"{distance / 1000:.0f} km"  # noqa: PLR2004 - metres in a kilometre


def _called(place: Place) -> str:
    return place.kelurahan or place.kecamatan or place.text


def _spot(row: dict[str, str]) -> Spot:
    try:
        point = Point(lat=float(row["lat"]), lon=float(row["lon"]))
    except ValueError as error:
        raise BadSettingsError(f"wifi.csv: {row['name']}: lat, lon: not a number") from error
    return Spot(name=row["name"], point=point, dated=row["dated"])
