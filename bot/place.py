"""Somewhere in the city."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000.0  # metres, mean radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere, as precisely as the citizen told us.

    `precision` is one of `point street kelurahan kecamatan landmark outside`, or empty when
    nothing in `text` was recognised. `code` is the Kemendagri code of the kelurahan (or of the
    kecamatan), `lat` and `lon` are WGS 84 degrees. `or_else` names the kelurahan that a pin
    near a border may as well be in.
    """

    text: str = ""
    kelurahan: str = ""
    kecamatan: str = ""
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    code: str = ""
    or_else: str = ""


def metres(one: Point, other: Point) -> float:
    """Return the distance on the Earth's surface, by the haversine formula.

    >>> round(metres(Point(lat=-6.9, lon=107.6), Point(lat=-6.91, lon=107.6)))
    1112
    """
    north = radians(other.lat - one.lat) / 2
    east = radians(other.lon - one.lon) / 2
    chord = sin(north) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))
