"""Measure how often a pin gets the right kelurahan by the nearest centre.

`python -m bench.pins <polygons.geojson>`: polygons as in `nlu/polygons.py`, which are only
read. Random points inside the city are named by the nearest centre and by the polygon.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import shapely

from gateway import city
from nlu import knowledge, pins, polygons
from nlu.pins import METRES_PER_DEGREE
from nlu.place_names import Entry
from nlu.polygons import Polygons

NEAR = (1000.0, 2000.0)  # metres beyond the city's border
DOUBTS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Pin:
    """A point: the kelurahan it lies in, the nearest and second centre, and how alike near."""

    truth: Entry
    first: Entry
    second: Entry
    ratio: float


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--city", "name", default="bandung")
@click.option("--points", default=6000)
@click.option("--seed", default=1)
def main(path: Path, name: str, points: int, seed: int) -> None:
    """Print the table that docs/nlu.md quotes."""
    entries = knowledge.load(city.load(name).folder).gazetteer.entries
    owned, centres = polygons.load(path, entries), pins.centres(entries).kelurahan
    chance = random.Random(seed)  # noqa: S311 - no secret
    found = drawn(owned, centres, points, chance)
    click.echo(f"{points} points; {outskirts(owned, entries, points, chance)}")
    click.echo("sure up to | called doubtful | kelurahan right | kecamatan right | one of two")
    for doubt in DOUBTS:
        sure = [pin for pin in found if pin.ratio <= doubt]
        rest = [pin for pin in found if pin.ratio > doubt]
        shares = (
            len(rest) / len(found),
            _share([p.truth.code == p.first.code for p in sure]),
            _share([p.truth.kecamatan == p.first.kecamatan for p in sure]),
            _share([p.truth.code in {p.first.code, p.second.code} for p in rest]),
        )
        click.echo(" | ".join([f"{doubt:10.1f}", *(f"{share:15.1%}" for share in shares)]))


def drawn(
    owned: Polygons, centres: Sequence[Entry], count: int, chance: random.Random
) -> list[Pin]:
    """Return `count` points inside the city, each with its truth."""
    west, south, east, north = shapely.total_bounds(owned.tree.geometries)
    found: list[Pin] = []
    while len(found) < count:
        point = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        inside = owned.tree.query(point, predicate="within")
        if len(inside):
            lat, lon = point.y / METRES_PER_DEGREE, point.x / owned.east
            found.append(_pin(owned.kelurahan[int(inside[0])], centres, lat, lon))
    return found


def _pin(truth: Entry, centres: Sequence[Entry], lat: float, lon: float) -> Pin:
    near = sorted((pins.metres(lat, lon, each), each.code) for each in centres)[:2]
    first, second = ({each.code: each for each in centres}[code] for _, code in near)
    return Pin(truth, first, second, near[0][0] / near[1][0])


def outskirts(
    owned: Polygons, entries: Sequence[Entry], count: int, chance: random.Random
) -> str:
    """Return which share of pins inside, and of those up to 2 km outside, is called ours."""
    locate, shape = pins.centres(entries).at, shapely.union_all(owned.tree.geometries)
    west, south, east, north = shape.buffer(NEAR[-1]).bounds
    ours: dict[float, list[bool]] = {metres: [] for metres in (0.0, *NEAR)}
    for _ in range(count):
        point = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        far = shape.distance(point)
        band = next((metres for metres in ours if far <= metres), None)
        if band is not None:
            place = locate(point.y / METRES_PER_DEGREE, point.x / owned.east)
            ours[band].append(place.precision == "point")
    return "called ours: " + ", ".join(
        f"{_share(hits):.1%} of those up to {band:.0f} m outside" for band, hits in ours.items()
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


if __name__ == "__main__":
    main()
