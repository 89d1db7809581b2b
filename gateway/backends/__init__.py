"""One module per system that takes reports. To add one: write it, name it in `BACKENDS`."""

from collections.abc import Mapping
from typing import Protocol

from gateway.backend import Backend
from gateway.backends.email import Email
from gateway.backends.lapor import Lapor
from gateway.backends.open311 import Open311
from gateway.backends.webhook import Webhook
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.settings import Settings


class Configured(Protocol):
    """Makes a backend from the settings and the city's files."""

    def configured(self, settings: Settings, pack: CityPack, /) -> Backend:
        """Return the backend, or raise `BadSettingsError`."""
        ...


BACKENDS: Mapping[str, Configured] = {
    "open311": Open311,
    "lapor": Lapor,
    "webhook": Webhook,
    "email": Email,
}


def configured(settings: Settings, pack: CityPack) -> Mapping[str, Backend]:
    """Return the backends that `BACKEND` or a category of the city names, by name.

    Raises `BadSettingsError` for an unknown one.
    """
    named = usual(settings)
    besides = [name for names in pack.destinations.values() for name in names]
    wanted = dict.fromkeys([*named, *besides])
    known = ", ".join(sorted(BACKENDS))
    for name in wanted:
        if name not in BACKENDS:
            raise BadSettingsError(f"BACKEND: {name!r} is not one of {known}")
    return {name: BACKENDS[name].configured(settings, pack) for name in wanted}


def usual(settings: Settings) -> tuple[str, ...]:
    """Return the names in `BACKEND`: who gets the reports of a category that names nobody."""
    return tuple(each.strip() for each in settings.backend.split(","))
