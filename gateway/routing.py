"""Whose a report is: the agency for a category in an area, and why."""

from collections.abc import Callable

from bot.place import Place
from gateway.city import Agency, CityPack, Serves

_Level = Callable[[Serves, Place], str | None]
"""Returns where an agency serves, in words; `None` if it does not serve the place."""


def agency_for(category: str, place: Place, pack: CityPack) -> tuple[str, str]:
    """Return the agency (a key of agencies.yml, perhaps empty) and the reason.

    An agency that serves the category in the place's kelurahan goes before one in its
    kecamatan, that before one everywhere, and that before the one the category names. The
    reason is for operators: `agencies.yml: road in Coblong` or `categories.yml: road`.
    """
    for level in (_in_kelurahan, _in_kecamatan, _everywhere):
        for agency in pack.agencies.values():
            where = _serves(agency, category, place, level)
            if where is not None:
                return agency.id, f"agencies.yml: {category}{where}"
    known = pack.city.categories.get(category)
    named = known.agency if known else ""
    return named, f"categories.yml: {category}" if named else ""


def _serves(agency: Agency, category: str, place: Place, level: _Level) -> str | None:
    found = (level(each, place) for each in agency.serves if category in each.categories)
    return next((where for where in found if where is not None), None)


def _in_kelurahan(serves: Serves, place: Place) -> str | None:
    known = place.kelurahan.casefold() in serves.kelurahan
    return f" in {place.kelurahan}" if known else None


def _in_kecamatan(serves: Serves, place: Place) -> str | None:
    known = place.kecamatan.casefold() in serves.kecamatan
    return f" in {place.kecamatan}" if known else None


def _everywhere(serves: Serves, _place: Place) -> str | None:
    return None if serves.kelurahan or serves.kecamatan else ""
