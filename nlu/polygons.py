"""Name the place under a pin by the polygons a city owns: `cities/<name>/areas.geojson`.

The file is a GeoJSON FeatureCollection in WGS 84, longitude first, one Polygon or MultiPolygon
per kelurahan with its Kemendagri code in the property `code`. Imported only where a city has
it: shapely brings numpy, 28 MB of memory for every process.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import shapely

from bot.place import Place
from nlu.pins import METRES_PER_DEGREE, named, outside
from nlu.place_names import Entry

BORDER = 30.0  # metres: how wrong a telephone's position often is
GAP = 100.0  # metres between polygons, or beyond the last, that still are the city's


@dataclass(frozen=True, slots=True)
class Polygons:
    """Names the kelurahan whose polygon holds the pin. `east` are metres per degree."""

    kelurahan: tuple[Entry, ...]
    tree: shapely.STRtree
    east: float

    def at(self, lat: float, lon: float) -> Place:
        """Return the place at WGS 84 degrees; a pin outside the city gets `outside`.

        Within `BORDER` of a second kelurahan, `or_else` names it.
        """
        point = shapely.Point(lon * self.east, lat * METRES_PER_DEGREE)
        near = self.tree.query(point, predicate="dwithin", distance=GAP)
        ranked = sorted((float(point.distance(self.tree.geometries[i])), int(i)) for i in near)
        if not ranked:
            return outside(lat, lon)
        others = [self.kelurahan[i] for far, i in ranked[1:] if far <= BORDER]
        return named(self.kelurahan[ranked[0][1]], lat, lon, next(iter(others), None))


def load(path: Path, entries: Iterable[Entry]) -> Polygons:
    """Return what names pins by the polygons in `path`.

    Raises `ValueError` naming the file if it is not as expected.
    """
    known = {each.code: each for each in entries if each.kind == "kelurahan"}
    try:
        features = list(_features(json.loads(path.read_text(encoding="utf-8")), known))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: {error!r}") from error
    except shapely.errors.ShapelyError as error:
        raise ValueError(f"{path}: {error}") from error
    if not features:
        raise ValueError(f"{path}: holds no polygons")
    middle = features[0][1].centroid.y
    east = METRES_PER_DEGREE * cos(radians(middle))
    shapes = [
        shapely.transform(shape, lambda xy: xy * (east, METRES_PER_DEGREE))
        for _, shape in features
    ]
    return Polygons(tuple(entry for entry, _ in features), shapely.STRtree(shapes), east)


def _features(
    collection: Any, known: Mapping[str, Entry]
) -> Iterator[tuple[Entry, shapely.Geometry]]:
    for feature in collection["features"]:
        code = feature["properties"]["code"]
        if code not in known:
            raise ValueError(f"areas.csv has no kelurahan {code!r}")
        yield known[code], shapely.from_geojson(json.dumps(feature["geometry"]))
