"""The nearest health centres and hospitals, from the city's own `facts/health.csv`."""

from collections.abc import Mapping

from bot.place import Point
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.nearest import Nearest, Replies, Spot
from gateway.settings import Settings

REACH = 6_000.0
"""Metres beyond which we say that it is far."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "puskesmas": ("puskesmas", "pkm", "puskes", "health centre", "health center", "clinic"),
    "hospital": ("rumah sakit", "rs", "rsud", "rsu", "igd", "ugd", "hospital", "hospitals"),
    "special": (),
}
"""The kinds of places, and the words by which citizens ask for one of them.

Special hospitals treat some only (eyes, teeth): nobody is sent there for being near.
"""
_COLUMNS = (
    *("name", "kind", "words", "address", "kecamatan", "kelurahan", "phone"),
    *("lat", "lon", "hours", "source", "dated", "checked"),
)
_AREAS = ("level", "name", "lat", "lon")
_REPLIES = Replies(
    near="health-answer",
    far="health-far",
    where="health-where",
    none="health-none",
    one="health-one",
)
_Areas = Mapping[tuple[str, str], Point]


class Health:
    """The city's `facts/health.csv`."""

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Nearest:
        """Read the city's list, if it has one. Raises `BadSettingsError`."""
        file = pack.folder / "facts" / "health.csv"
        rows = facts.rows(file, _COLUMNS) if file.exists() else []
        areas = _areas(pack) if rows else {}
        return Nearest(
            name="health",
            spots=tuple(_spot(row, areas) for row in rows),
            replies=_REPLIES,
            reach=REACH,
            most=2,
            kinds=KINDS,
            besides={"first": pack.emergency_number},
        )


def _spot(row: Mapping[str, str], areas: _Areas) -> Spot:
    if row["kind"] not in KINDS:
        raise _wrong(row, f"kind: {row['kind']!r} is not one of {', '.join(KINDS)}")
    exact = bool(row["lat"] or row["lon"])
    more = filter(None, (row["address"], row["phone"], row["hours"]))
    return Spot(
        name=row["name"],
        point=_point(row) if exact else _centre(row, areas),
        dated=row["dated"],
        area="" if exact else row["kecamatan"],
        kind=row["kind"],
        more=", ".join(more),
        words=tuple(filter(None, row["words"].split("|"))),
    )


def _point(row: Mapping[str, str]) -> Point:
    try:
        return Point(lat=float(row["lat"]), lon=float(row["lon"]))
    except ValueError as error:
        raise _wrong(row, "lat, lon: not a number") from error


def _centre(row: Mapping[str, str], areas: _Areas) -> Point:
    """Return the centre of the kelurahan, or of the kecamatan if none is named."""
    level = "kelurahan" if row["kelurahan"] else "kecamatan"
    centre = areas.get((level, row[level]))
    if centre is None:
        raise _wrong(row, f"{level}: {row[level]!r} is not in areas.csv")
    return centre


def _areas(pack: CityPack) -> _Areas:
    rows = facts.rows(pack.folder / "areas.csv", _AREAS)
    return {
        (row["level"], row["name"]): Point(lat=float(row["lat"]), lon=float(row["lon"]))
        for row in rows
    }


def _wrong(row: Mapping[str, str], fault: str) -> BadSettingsError:
    return BadSettingsError(f"health.csv: {row['name']}: {fault}")
