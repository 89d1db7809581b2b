"""How clean the air is: the ministry's index (ISPU), or another measure where a city chose so.

The scales are never mixed: ISPU's bands are those of PermenLHK 14/2020, the US index has its
own, and OpenAQ's micrograms have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.drafts import clip
from bot.model import Say, Words
from bot.place import Point, metres
from gateway import facts, openaq
from gateway.city import CityPack
from gateway.errors import BadAnswerError, BadSettingsError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question
from gateway.stations import READERS, Reading, position

BANDS: Sequence[tuple[float, str]] = (
    (50, "good"),
    (100, "moderate"),
    (200, "unhealthy"),
    (300, "very-unhealthy"),
    (float("inf"), "hazardous"),
)
"""Upper ends of ISPU's bands and their names."""
US_BANDS: Sequence[tuple[float, str]] = (
    (50, "good"),
    (100, "moderate"),
    (150, "sensitive"),
    (200, "unhealthy"),
    (300, "very-unhealthy"),
    (float("inf"), "hazardous"),
)
"""Upper ends of the US index's bands (EPA) and their names."""
SHOWN = 24
STALE_HOURS = 6
"""Hours after which a station's value says nothing about now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirQuality(Json):
    """Stations of ISPUnet, the nearest of IQAir or WAQI, or one sensor of OpenAQ with `key`.

    `provider` is `ispu iqair waqi openaq`; `centre` stands for the city where no place is
    named. `sensor` is OpenAQ's number of the city's sensor, and `site` where that stands.
    """

    provider: str
    url: str
    key: str
    timeout: float
    zone: ZoneInfo
    city: str
    centre: Point
    sensor: str = ""
    site: str = ""
    name: str = "air_quality"
    lifetime: float = 900.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take the provider that the settings name, and the middle of the city.

        Raises `BadSettingsError` if that is OpenAQ and the city names no sensor of it.
        """
        addresses = {
            "ispu": settings.ispu_url,
            "iqair": settings.iqair_url,
            "waqi": settings.waqi_url,
            "openaq": settings.openaq_url,
        }
        options = pack.sources.get("air_quality", {})
        sensor = options.get("sensor", "")
        if settings.air_provider == "openaq" and not sensor.isdecimal():
            raise BadSettingsError("city.yml: sources.air_quality.sensor: not a number")
        return cls(
            provider=settings.air_provider,
            url=addresses[settings.air_provider],
            key=settings.air_key.get_secret_value(),
            timeout=settings.source_timeout,
            zone=pack.timezone,
            city=pack.name,
            centre=_centre(pack),
            sensor=sensor,
            site=options.get("site", pack.name),
        )

    def ask(self, question: Question) -> Request:
        """Ask for all stations (ISPUnet), the one nearest the place, or the city's sensor."""
        here = self._here(question)
        where = f"{here.lat:.4f}", f"{here.lon:.4f}"
        path, params = {
            "ispu": ("/apimobile/v1/getStations", {}),
            "iqair": (
                "/v2/nearest_city",
                {"lat": where[0], "lon": where[1], "key": self.key},
            ),
            "waqi": (f"/feed/geo:{where[0]};{where[1]}/", {"token": self.key}),
            "openaq": (f"/v3/sensors/{self.sensor}", {}),
        }[self.provider]
        return Request(
            to=self.provider,
            method="GET",
            url=f"{self.url}{path}",
            headers={"X-API-Key": self.key} if self.provider == "openaq" else {},
            params=params,
            timeout=self.timeout,
        )

    def read(self, answer: Any, question: Question) -> Say:
        """Return the index and its band at the station nearest the place.

        Of OpenAQ it is what the city's sensor measured, without a band. Raises `BadAnswerError`
        if no station of the city shows a value of the last hours.
        """
        if self.provider == "openaq":
            return self._measured(openaq.read(answer), question)
        reading = self._nearest(answer, question)
        at = reading.at.astimezone(self.zone)
        us = self.provider != "ispu"
        band = next(name for top, name in (US_BANDS if us else BANDS) if reading.value <= top)
        return Say(
            "air_quality-us" if us else "air_quality-answer",
            {
                "station": clip(reading.name, SHOWN),
                "hour": f"{at:%H.%M}",
                "value": round(reading.value),
                "band": Words(f"air_quality-band-{band}"),
                "advice": Words(f"air_quality-advice-{band}"),
                "source": {"iqair": "IQAir", "waqi": "WAQI"}.get(self.provider, "ISPUnet KLH"),
            },
        )

    def _measured(self, found: openaq.Measured, question: Question) -> Say:
        """Return what a sensor measured, if that is of the last hours."""
        if not _is_recent(found.at, question.now):
            raise BadAnswerError("openaq: the sensor has been silent for hours")
        return Say(
            "air_quality-measured",
            {
                "station": clip(self.site, SHOWN),
                "hour": f"{found.at.astimezone(self.zone):%H.%M}",
                "substance": found.substance,
                "value": round(found.value),
                "source": "OpenAQ",
            },
        )

    def _nearest(self, answer: Any, question: Question) -> Reading:
        read = READERS[self.provider]
        now, here = question.now, self._here(question)
        ours = [
            each
            for each in read(answer, self.zone)
            if _is_recent(each.at, now) and each.city.casefold() in {"", self.city.casefold()}
        ]
        if not ours:
            raise BadAnswerError(f"{self.provider}: no station of the city has a value")
        return min(ours, key=lambda each: metres(here, each.point) if each.point else 0.0)

    def _here(self, question: Question) -> Point:
        place = question.place
        if place is None or place.lat is None or place.lon is None:
            return self.centre
        return Point(lat=place.lat, lon=place.lon)


def _is_recent(at: datetime, now: datetime) -> bool:
    return abs((now - at).total_seconds()) <= STALE_HOURS * 3600


def _centre(pack: CityPack) -> Point:
    """Return the middle of the city. Raises `BadSettingsError` if areas.csv does not say it."""
    rows = facts.rows(pack.folder / "areas.csv", ("code", "lat", "lon"))
    found = (position(row["lat"], row["lon"]) for row in rows if row["code"] == pack.code)
    point = next(found, None)
    if point is None:
        raise BadSettingsError(f"areas.csv: has no position of {pack.code}")
    return point
