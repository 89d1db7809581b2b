"""Read a city's places: areas.csv and places.yml of its pack, checked against each other."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from nlu.place_names import NEEDS, Entry

_GROUPS = (("street", "streets"), ("landmark", "landmarks"), ("outside", "outside"))
_KEYS = frozenset({"kecamatan", "kelurahan", "aliases", "needs"})


def read(city: Path) -> tuple[Entry, ...]:
    """Return the places that the pack in folder `city` names.

    Raises `ValueError` naming the file and the place that is not as expected.
    """
    path = city / "places.yml"
    table = _read(path)
    try:
        areas = tuple(_areas(city / "areas.csv", table.get("areas") or {}))
        named = tuple(_named(table))
        for entry in named:
            _check(entry, areas)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
    return (*areas, *named)


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def _areas(path: Path, told: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the kecamatan and kelurahan of areas.csv, with what is `told` of them by code."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        names = {row["code"]: row["name"] for row in rows}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error!r}") from error
    for code in set(told) - set(names):
        raise ValueError(f"areas: areas.csv has no {code!r}")
    for row in rows:
        if row["level"] in {"kecamatan", "kelurahan"}:
            yield _area(row, names, told.get(row["code"], {}))


def _area(row: Mapping[str, str], names: Mapping[str, str], told: Mapping[str, Any]) -> Entry:
    is_kelurahan = row["level"] == "kelurahan"
    return Entry(
        kind=row["level"],
        name=row["name"],
        kelurahan=row["name"] if is_kelurahan else "",
        kecamatan=names[row["parent"]] if is_kelurahan else row["name"],
        code=row["code"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        aliases=tuple(told.get("aliases", ())),
        needs=told.get("needs", "nothing"),
    )


def _named(table: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the streets and landmarks of places.yml, and the places outside the city."""
    for kind, group in _GROUPS:
        for name, known in (table.get(group) or {}).items():
            if not set(known) <= _KEYS:
                raise ValueError(f"{name}: {min(set(known) - _KEYS)!r} is not known here")
            yield Entry(
                kind=kind,
                name=name,
                kelurahan=known.get("kelurahan", ""),
                kecamatan=known.get("kecamatan", ""),
                aliases=tuple(known.get("aliases", ())),
                needs=known.get("needs", "in" if kind == "street" else "nothing"),
            )


def _check(entry: Entry, areas: tuple[Entry, ...]) -> None:
    """Raise `ValueError` if `entry` is nowhere in `areas`."""
    within = {(each.kelurahan, each.kecamatan) for each in areas} | {("", "")}
    if (entry.kelurahan, entry.kecamatan) not in within:
        place = ", ".join(filter(None, (entry.kelurahan, entry.kecamatan)))
        raise ValueError(f"{entry.name}: areas.csv has no {place}")
    if entry.needs not in NEEDS:
        raise ValueError(f"{entry.name}: needs is one of {', '.join(NEEDS)}")
