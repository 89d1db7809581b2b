"""What one sensor of OpenAQ measures: micrograms in a cubic metre of air, and when.

That is no index: neither ISPU nor the US index, whose bands say nothing of it. The shape is
that of `GET /v3/sensors/{id}` (docs.openaq.org, read 2026-11-28).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.errors import BadAnswerError

SUBSTANCES: Mapping[str, str] = {
    "pm25": "PM2.5",
    "pm10": "PM10",
    "no2": "NO2",
    "so2": "SO2",
    "o3": "O3",
}
"""What we tell of, by OpenAQ's name for it."""
UNIT = "\u03bcg/m3"
"""The only unit we tell, in its plainest letters: OpenAQ also has parts per million."""
HIGHEST = 1000.0
"""No air of a city holds more of these; a larger number is a fault of the sensor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """So many micrograms of `substance` in a cubic metre, at a time (aware)."""

    substance: str
    value: float
    at: datetime


def read(answer: Any) -> Measured:
    """Return what the sensor measured last. Raises `BadAnswerError` if that cannot be told."""
    try:
        sensor = answer["results"][0]
        parameter, latest = sensor["parameter"], sensor["latest"]
        substance = SUBSTANCES[parameter["name"]]
        unit = unicodedata.normalize("NFKC", parameter["units"])
        value, at = float(latest["value"]), datetime.fromisoformat(latest["datetime"]["utc"])
    except (TypeError, ValueError, LookupError) as error:
        raise BadAnswerError("openaq: no value in the answer") from error
    if unit != UNIT or not 0 <= value <= HIGHEST or at.tzinfo is None:
        raise BadAnswerError("openaq: a value that cannot be")
    return Measured(substance=substance, value=value, at=at)
