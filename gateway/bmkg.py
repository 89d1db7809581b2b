"""BMKG's forecast as values, whichever way its JSON is written that day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gateway.errors import BadAnswerError

STEP = timedelta(hours=3)
_COLDEST, _HOTTEST = -10.0, 50.0  # degrees Celsius anybody in Indonesia may believe

# Worst first: a day with an hour of thunder is a day with thunder.
RAIN = ("thunder", "heavy-rain", "rain", "light-rain")
SKIES: Mapping[str, str] = {
    "cerah": "clear",
    "cerah berawan": "partly-cloudy",
    "berawan": "cloudy",
    "berawan tebal": "overcast",
    "udara kabur": "haze",
    "asap": "smoke",
    "kabut": "fog",
    "kabut/asap": "fog",
    "hujan ringan": "light-rain",
    "hujan lokal": "light-rain",
    "hujan sedang": "rain",
    "hujan": "rain",
    "hujan lebat": "heavy-rain",
    "hujan petir": "thunder",
    "hujan disertai petir": "thunder",
    "hujan lebat disertai petir": "thunder",
}
# BMKG writes the description beside the number: the numbers are used only when it is missing.
CODES: Mapping[str, str] = {
    "0": "clear",
    "1": "partly-cloudy",
    "2": "cloudy",
    "3": "overcast",
    "60": "light-rain",
    "61": "light-rain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Three hours of forecast from `at` (the place's own clock, naive); `sky` may be empty."""

    at: datetime
    sky: str
    celsius: float | None


def slots(answer: Any, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Return the hours in `answer`, in order. Raises `BadAnswerError` if there are none."""
    found = tuple(sorted(_slots(answer, zone), key=lambda slot: slot.at))
    if not found:
        raise BadAnswerError("bmkg: no forecast in the answer")
    return found


def overall(some: Sequence[Slot]) -> str:
    """Return the worst rain of the hours, else the sky they have most of."""
    skies = Counter(slot.sky for slot in some if slot.sky)
    if not skies:
        raise BadAnswerError("bmkg: no sky we know")
    worst = (sky for sky in RAIN if sky in skies)
    return next(worst, skies.most_common(1)[0][0])


def _slots(answer: Any, zone: ZoneInfo) -> Iterator[Slot]:
    places = answer.get("data") if isinstance(answer, dict) else None
    for place in places if isinstance(places, list) else ():
        days = place.get("cuaca") if isinstance(place, dict) else None
        for each in _flat(days):
            at = _time(each, zone)
            if at is not None:
                yield Slot(at=at, sky=_sky(each), celsius=_celsius(each.get("t")))


def _flat(days: Any) -> Iterator[dict[str, Any]]:
    """Return the hours of a list of days, or of a list that was not cut into days."""
    for day in days if isinstance(days, list) else ():
        for each in day if isinstance(day, list) else (day,):
            if isinstance(each, dict):
                yield each


def _time(each: Mapping[str, Any], zone: ZoneInfo) -> datetime | None:
    for name, clock in (("local_datetime", zone), ("utc_datetime", UTC), ("datetime", UTC)):
        try:
            moment = datetime.fromisoformat(str(each.get(name, "")))
        except ValueError:
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=clock)
        return aware.astimezone(zone).replace(tzinfo=None)
    return None


def _sky(each: Mapping[str, Any]) -> str:
    said = " ".join(str(each.get("weather_desc") or "").lower().split())
    return SKIES.get(said) or CODES.get(str(each.get("weather")), "")


def _celsius(value: Any) -> float | None:
    try:
        degrees = float(value)
    except (TypeError, ValueError):
        return None
    return degrees if _COLDEST <= degrees <= _HOTTEST else None
