"""The kelurahan and kecamatan of a city: its `areas.csv`."""

from collections.abc import Mapping
from pathlib import Path

from bot.place import Place
from gateway import facts
from gateway.errors import BadSettingsError


def read(file: Path) -> Mapping[str, Place]:
    """Return the kelurahan and kecamatan of areas.csv by code, each with its middle.

    Raises `BadSettingsError`. A city without the file has none.
    """
    if not file.exists():
        return {}
    rows = facts.rows(file, ("code", "level", "name", "parent", "lat", "lon"))
    names = {row["code"]: row["name"] for row in rows}
    return {
        row["code"]: _area(row, names)
        for row in rows
        if row["level"] in {"kelurahan", "kecamatan"}
    }


def _area(row: Mapping[str, str], names: Mapping[str, str]) -> Place:
    lone = row["level"] == "kecamatan"
    return Place(
        kelurahan="" if lone else row["name"],
        kecamatan=row["name"] if lone else names.get(row["parent"], ""),
        lat=_degrees(row["lat"], row["name"]),
        lon=_degrees(row["lon"], row["name"]),
        precision=row["level"],
        code=row["code"],
    )


def _degrees(said: str, name: str) -> float | None:
    try:
        return float(said) if said else None
    except ValueError as error:
        raise BadSettingsError(f"areas.csv: {name}: lat, lon: not a number") from error
