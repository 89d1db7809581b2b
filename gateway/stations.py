"""What stations of ISPUnet, IQAir and WAQI say of the air: each has its own shape.

ISPUnet's answers were never seen raw; their shape is that which other programs read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.place import Point
from gateway.errors import BadAnswerError

HIGHEST = 1000.0
"""No station shows more; a larger number is a fault of the station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a station says: where it is, when (aware), and its index."""

    name: str
    at: datetime
    value: float
    point: Point | None = None
    city: str = ""


def _ispu(answer: Any, zone: ZoneInfo) -> list[Reading]:
    rows = answer.get("rows") if isinstance(answer, dict) else None
    found: list[Reading] = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or str(row.get("is_maintenance", "0")) == "1":
            continue
        value, at = _number(row.get("val")), _moment(row.get("waktu"), zone)
        if value is not None and at is not None:
            name, city = str(row.get("nama", "")), str(row.get("kota", ""))
            where = position(row.get("lat"), row.get("lon"))
            found.append(Reading(name=name, at=at, value=value, point=where, city=city))
    return found


def _iqair(answer: Any, zone: ZoneInfo) -> list[Reading]:
    data = _inside(answer, "success", "iqair")
    pollution = (data.get("current") or {}).get("pollution") or {}
    value, at = _number(pollution.get("aqius")), _moment(pollution.get("ts"), zone)
    if value is None or at is None:
        return []
    return [Reading(name=str(data.get("city", "")), at=at, value=value)]


def _waqi(answer: Any, zone: ZoneInfo) -> list[Reading]:
    data = _inside(answer, "ok", "waqi")
    value, at = _number(data.get("aqi")), _moment((data.get("time") or {}).get("iso"), zone)
    if value is None or at is None:
        return []
    return [Reading(name=str((data.get("city") or {}).get("name", "")), at=at, value=value)]


def _inside(answer: Any, good: str, provider: str) -> Mapping[str, Any]:
    """Return what an answer carries. Raises `BadAnswerError` if it says that it failed."""
    said = answer if isinstance(answer, dict) else {}
    data = said.get("data")
    if said.get("status") != good or not isinstance(data, dict):
        raise BadAnswerError(f"{provider}: the answer says that it failed")
    return data


def _number(said: Any) -> float | None:
    try:
        value = float(str(said))
    except ValueError:
        return None
    return value if 0 <= value <= HIGHEST else None


def _moment(said: Any, zone: ZoneInfo) -> datetime | None:
    """Return a time as an aware one; without a zone it is the city's."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def position(lat: Any, lon: Any) -> Point | None:
    """Return a position that came as numbers or as text, or nothing if it is none."""
    try:
        return Point(lat=float(str(lat)), lon=float(str(lon)))
    except ValueError:
        return None


READERS: Mapping[str, Callable[[Any, ZoneInfo], list[Reading]]] = {
    "ispu": _ispu,
    "iqair": _iqair,
    "waqi": _waqi,
}
"""How the answers of each provider are read; they raise `BadAnswerError`."""
