"""One module per system that takes reports. To add one: write it, name it in `BACKENDS`."""

from collections.abc import Mapping
from typing import Protocol

from gateway.backend import Backend
from gateway.backends.open311 import Open311
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
}


def configured(settings: Settings, pack: CityPack) -> Backend:
    """Return the backend that `BACKEND` names. Raises `BadSettingsError` if there is none."""
    if settings.backend not in BACKENDS:
        known = ", ".join(sorted(BACKENDS))
        raise BadSettingsError(f"BACKEND: {settings.backend!r} is not one of {known}")
    return BACKENDS[settings.backend].configured(settings, pack)
