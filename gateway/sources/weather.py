"""The weather of a kelurahan in the next three days, from BMKG, Indonesia's weather agency.

The forecast is public, needs no key, and must be attributed: https://data.bmkg.go.id/prakiraan-cuaca/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.model import Fact, Say, Words
from bot.place import Place
from gateway import bmkg, facts
from gateway.city import CityPack
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question

_KELURAHAN = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")
_DAYS: Mapping[int, tuple[str, ...]] = {
    2: ("lusa", "besok lusa", "pageto", "sapageto", "day after tomorrow", "isuk pageto"),
    1: ("besok", "bsk", "besuk", "isuk", "isukan", "enjing", "énjing", "tomorrow", "tmrw"),
}
_NAMES = ("weather-today", "weather-tomorrow", "weather-day-after")
_AREAS = ("code", "level", "parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather(Json):
    """BMKG's forecast by kelurahan. `first` is a kelurahan for each kecamatan's code."""

    url: str
    timeout: float
    zone: ZoneInfo
    city: str
    kelurahan: str
    first: Mapping[str, str]
    name: str = "weather"
    lifetime: float = 1800.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take BMKG's address and the kelurahan that stand for the city and its kecamatan."""
        kelurahan = pack.sources.get("weather", {}).get("kelurahan", "")
        if not _KELURAHAN.fullmatch(kelurahan):
            raise BadSettingsError("city.yml: sources.weather.kelurahan: not a code")
        rows = facts.rows(pack.folder / "areas.csv", _AREAS)
        return cls(
            url=settings.bmkg_url,
            timeout=settings.source_timeout,
            zone=pack.timezone,
            city=pack.name,
            kelurahan=kelurahan,
            first={
                row["parent"]: row["code"]
                for row in reversed(rows)
                if row["level"] == "kelurahan"
            },
        )

    def ask(self, question: Question) -> Request | None:
        """Ask for the kelurahan of the place, or the one that stands for it."""
        if _outside(question.place):
            return None
        code = question.place.code if question.place else ""
        if not _KELURAHAN.fullmatch(code):
            code = self.first.get(code, self.kelurahan)
        return Request(
            to="bmkg",
            method="GET",
            url=f"{self.url}/publik/prakiraan-cuaca",
            params={"adm4": code},
            timeout=self.timeout,
        )

    def read(self, answer: Any, question: Question) -> Say:
        """Return the sky, the temperatures and the first rain of the day asked about.

        Raises `BadAnswerError` if the forecast does not cover that day.
        """
        if answer is None:
            return Say("weather-outside", {"city": self.city})
        now = question.now.astimezone(self.zone).replace(tzinfo=None)
        forecast = bmkg.slots(answer, self.zone)
        day, slots = _day(_asked(question.text), now, forecast)
        warmth = [slot.celsius for slot in slots if slot.celsius is not None]
        rain = [slot for slot in slots if slot.sky in bmkg.RAIN]
        if not warmth:
            raise BadAnswerError("bmkg: no temperature")
        told: dict[str, Fact] = {
            "place": self._called(question.place),
            "day": Words(_NAMES[day]),
            "sky": Words(f"weather-sky-{bmkg.overall(slots)}"),
            "low": round(min(warmth)),
            "high": round(max(warmth)),
        }
        if not rain:
            return Say("weather-answer", told)
        return Say("weather-rain", {**told, "hour": f"{rain[0].at:%H.%M}"})

    def _called(self, place: Place | None) -> str:
        if place is None:
            return self.city
        return place.kelurahan or place.kecamatan or self.city


def _outside(place: Place | None) -> bool:
    return place is not None and place.precision == "outside"


def _asked(text: str) -> int:
    words = facts.folded(text)
    return next((day for day, said in _DAYS.items() if facts.longest(said, words)), 0)


def _day(
    day: int, now: datetime, forecast: tuple[bmkg.Slot, ...]
) -> tuple[int, tuple[bmkg.Slot, ...]]:
    """Return the day asked about and what is left of it; late in the evening, tomorrow."""
    date = (now + timedelta(days=day)).date()
    left = tuple(
        slot for slot in forecast if slot.at.date() == date and slot.at > now - bmkg.STEP
    )
    if left:
        return day, left
    if day == 0:
        return _day(1, now, forecast)
    raise BadAnswerError("bmkg: the forecast does not reach that day")
