"""A small map without tiles: a position among the kelurahan around it, to know one's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from bot.place import Place, Point, metres

WIDTH, HEIGHT = 280, 170
"""Pixels."""
PER_KM = 45
"""Pixels of a kilometre."""
NAMED, APART, EDGE = 7, 13, 4
"""Names shown at most; pixels between the lines of two, and from the edge."""
_DEGREE = 111.32
"""Kilometres of a degree of latitude."""
_LETTER = 6.2
"""Pixels of a letter of a name, about."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A named middle of a kelurahan, in pixels from the upper left."""

    x: float
    y: float
    name: str


def around(areas: Mapping[str, Place], at: Point) -> Sequence[Spot]:
    """Return the nearest kelurahan that fit on a map with `at` in its middle.

    >>> dago = Place(kelurahan="Dago", precision="kelurahan", lat=-6.87, lon=107.62)
    >>> around({"a": dago}, Point(lat=-6.88, lon=107.62))
    [Spot(x=140.0, y=34.9, name='Dago')]
    """
    near = sorted(
        (
            each
            for each in areas.values()
            if each.kelurahan and each.lat is not None and each.lon is not None
        ),
        key=lambda each: metres(at, Point(lat=each.lat or 0.0, lon=each.lon or 0.0)),
    )
    found: list[Spot] = []
    for each in near[: 3 * NAMED]:
        spot = _spot(each, at)
        if _fits(spot) and not any(_meet(spot, other) for other in found):
            found.append(spot)
    return found[:NAMED]


def _spot(place: Place, at: Point) -> Spot:
    north = ((place.lat or 0.0) - at.lat) * _DEGREE
    east = ((place.lon or 0.0) - at.lon) * _DEGREE * cos(radians(at.lat))
    x, y = WIDTH / 2 + east * PER_KM, HEIGHT / 2 - north * PER_KM
    return Spot(round(x, 1), round(y, 1), place.kelurahan)


def _fits(spot: Spot) -> bool:
    wide = len(spot.name) * _LETTER + 8
    return EDGE <= spot.x <= WIDTH - wide and APART <= spot.y <= HEIGHT - EDGE


def _meet(one: Spot, other: Spot) -> bool:
    left, right = sorted((one, other), key=lambda each: each.x)
    return abs(one.y - other.y) < APART and right.x < left.x + len(left.name) * _LETTER + 10
