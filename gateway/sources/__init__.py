"""One module per source of public information. To add one: write it, name it in `SOURCES`."""

from collections.abc import Mapping
from typing import Protocol

from gateway.city import CityPack
from gateway.settings import Settings
from gateway.source import Source
from gateway.sources.agency import Agencies
from gateway.sources.air_quality import AirQuality
from gateway.sources.article import Articles
from gateway.sources.budget import Budget
from gateway.sources.cctv import Cctv
from gateway.sources.earthquake import Earthquakes
from gateway.sources.emergency_number import EmergencyNumbers
from gateway.sources.event import Events
from gateway.sources.health import Health
from gateway.sources.open_data import OpenData
from gateway.sources.service_hours import ServiceHours
from gateway.sources.social import Accounts
from gateway.sources.traffic import Traffic
from gateway.sources.transport import Transport
from gateway.sources.warning import Warnings
from gateway.sources.weather import Weather
from gateway.sources.wifi import Wifi


class Configured(Protocol):
    """Makes a source from the settings and the city's files."""

    def configured(self, settings: Settings, pack: CityPack, /) -> Source:
        """Return the source, or raise `BadSettingsError`."""
        ...


SOURCES: Mapping[str, Configured] = {
    "article": Articles,
    "weather": Weather,
    "warning": Warnings,
    "earthquake": Earthquakes,
    "air_quality": AirQuality,
    "cctv": Cctv,
    "traffic": Traffic,
    "open_data": OpenData,
    "event": Events,
    "budget": Budget,
    "wifi": Wifi,
    "health": Health,
    "transport": Transport,
    "social": Accounts,
    "agency": Agencies,
    "service_hours": ServiceHours,
    "emergency_number": EmergencyNumbers,
}


def configured(settings: Settings, pack: CityPack) -> Mapping[str, Source]:
    """Return every source, ready to ask. Raises `BadSettingsError` if one cannot be used."""
    return {name: source.configured(settings, pack) for name, source in SOURCES.items()}
