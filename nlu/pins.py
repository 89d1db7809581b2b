"""Name the place under a pin by the nearest centre, and say when that is a guess."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, inf, radians

from bot.place import Place
from nlu.place_names import Entry

METRES_PER_DEGREE = 111_320.0
NEIGHBOURS = 4
REACH = 0.9
"""How far a kelurahan reaches from its centre, by the distance of its fourth neighbour's.

A kelurahan with fewer neighbours reaches `ALONE` metres.
"""
ALONE = 2_200.0
DOUBTFUL = 0.6
"""How near the nearest centre must be, by the second's distance, for us to be sure.

`bench/pins.py` measures what each value costs; the figures are in docs/nlu.md.
"""

Locate = Callable[[float, float], Place]
"""Names the place at a latitude and a longitude in WGS 84 degrees."""


@dataclass(frozen=True, slots=True)
class Centres:
    """Names the kelurahan whose centre is nearest; `reach` is in metres, by code."""

    kelurahan: tuple[Entry, ...]
    reach: Mapping[str, float]

    def at(self, lat: float, lon: float) -> Place:
        """Return the place at WGS 84 degrees; a pin outside the city gets `outside`.

        Where a second centre is nearly as near, `or_else` names it.
        """
        near = sorted(
            ((metres(lat, lon, each), each) for each in self.kelurahan),
            key=lambda pair: pair[0],
        )
        if not near or near[0][0] > self.reach[near[0][1].code]:
            return outside(lat, lon)
        other = None
        if len(near) > 1 and near[0][0] > DOUBTFUL * near[1][0]:
            other = near[1][1]
        return named(near[0][1], lat, lon, other)


def centres(entries: Iterable[Entry]) -> Centres:
    """Return what names pins by the kelurahan among `entries`."""
    ours = tuple(e for e in entries if e.kind == "kelurahan" and e.lat is not None)
    return Centres(ours, {each.code: _reach(each, ours) for each in ours})


def outside(lat: float, lon: float) -> Place:
    """Return a place that is not in the city."""
    return Place(lat=lat, lon=lon, precision="outside")


def named(entry: Entry, lat: float, lon: float, other: Entry | None) -> Place:
    """Return the pin as a place in the kelurahan `entry`, perhaps in the `other`."""
    or_else = ""
    if other is not None:
        same = other.kecamatan == entry.kecamatan
        or_else = other.name if same else f"{other.name}, {other.kecamatan}"
    return Place(
        kelurahan=entry.name,
        kecamatan=entry.kecamatan,
        lat=lat,
        lon=lon,
        precision="point",
        code=entry.code,
        or_else=or_else,
    )


def metres(lat: float, lon: float, entry: Entry) -> float:
    """Return the distance from a point to the centre of `entry`, on a plane."""
    if entry.lat is None or entry.lon is None:
        return inf
    east = (lon - entry.lon) * cos(radians(lat))
    return METRES_PER_DEGREE * hypot(lat - entry.lat, east)


def _reach(entry: Entry, ours: Sequence[Entry]) -> float:
    lat, lon = entry.lat or 0.0, entry.lon or 0.0
    near = sorted(metres(lat, lon, each) for each in ours)  # the first is itself
    return REACH * near[NEIGHBOURS] if len(near) > NEIGHBOURS else ALONE
