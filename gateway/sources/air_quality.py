"""How clean the air is: the ministry's index (ISPU), or another measure where a city chose so.

The scales are never mixed: ISPU's bands are those of PermenLHK 14/2020, the US index has its
own, and OpenAQ's micrograms have none. ISPUnet's answers were never seen raw; their shape is
that which other programs read.
"""

from collections.abc import Mapping, Sequence
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
HIGHEST = 1000.0
"""No station shows more; a larger number is a fault of the station."""
SHOWN = 24
STALE_HOURS = 6
"""Hours after which a station's value says nothing about now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a station says: where it is, when (aware), and its index."""

    name: str
    at: datetime
    value: float
    point: Point | None = None
    city: str = ""


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
        read = {"ispu": _ispu, "iqair": _iqair, "waqi": _waqi}[self.provider]
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
    found = (_point(row["lat"], row["lon"]) for row in rows if row["code"] == pack.code)
    point = next(found, None)
    if point is None:
        raise BadSettingsError(f"areas.csv: has no position of {pack.code}")
    return point


def _ispu(answer: Any, zone: ZoneInfo) -> list[Reading]:
    rows = answer.get("rows") if isinstance(answer, dict) else None
    found: list[Reading] = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or str(row.get("is_maintenance", "0")) == "1":
            continue
        value, at = _number(row.get("val")), _moment(row.get("waktu"), zone)
        if value is not None and at is not None:
            name, city = str(row.get("nama", "")), str(row.get("kota", ""))
            point = _point(row.get("lat"), row.get("lon"))
            found.append(Reading(name=name, at=at, value=value, point=point, city=city))
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


def _point(lat: Any, lon: Any) -> Point | None:
    try:
        return Point(lat=float(str(lat)), lon=float(str(lon)))
    except ValueError:
        return None
