"""The desk's resources as GeoReport names their fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.city import CityPack
from gateway.desk.faults import FaultsError, unknown
from gateway.desk.formats import TYPES, Fields
from gateway.desk.forms import LONGEST_REFERENCE, local
from gateway.store.desk import Kept

_REFERENCE: Fields = {
    "variable": True,
    "code": "reference",
    "datatype": "string",
    "required": False,
    "datatype_description": f"at most {LONGEST_REFERENCE} characters",
    "order": 1,
    "description": "Your own number of this report. Sending it again makes no second report.",
    "values": [],
}


@dataclass(frozen=True, slots=True)
class Views:
    """Writes the city's services and reports as GeoReport fields."""

    pack: CityPack
    url: str

    @property
    def agencies(self) -> Mapping[str, str]:
        """The agency responsible for each service code; empty if none is named."""
        return {
            code: self.pack.city.categories[category].agency
            for category, code in self.pack.services.items()
        }

    def discovery(self) -> Fields:
        """Return where and how this server can be called."""
        return {
            "changeset": "2026-11-22T00:00:00+07:00",
            "contact": self.pack.contact,
            "key_service": self.pack.contact,
            "endpoints": [
                {
                    "specification": "http://wiki.open311.org/GeoReport_v2",
                    "url": self.url,
                    "changeset": "2026-11-22T00:00:00+07:00",
                    "type": "production",
                    "formats": [kind.partition(";")[0] for kind in TYPES.values()],
                }
            ],
        }

    def services(self) -> list[Fields]:
        """Return what can be reported, in the city's first language."""
        return [self._service(category) for category in self.pack.services]

    def definition(self, code: str) -> Fields:
        """Return what may be told about a report of service `code`."""
        if code not in self.pack.services.values():
            raise FaultsError(unknown("service_code"))
        return {"service_code": code, "attributes": [_REFERENCE]}

    def request(self, kept: Kept) -> Fields:
        """Return a report. `detailed_status` is our own finer word beside `status`."""
        agency = self.pack.agencies.get(kept.agency)
        told: dict[str, Any] = {
            "service_request_id": kept.id,
            "status": "closed" if kept.closed else "open",
            "detailed_status": kept.status,
            "status_notes": kept.notes,
            "service_name": self._name(kept.service_code),
            "service_code": kept.service_code,
            "description": kept.description,
            "agency_responsible": agency.name if agency else "",
            "requested_datetime": local(kept.requested_at, self.pack.timezone),
            "updated_datetime": local(kept.updated_at, self.pack.timezone),
            "address": kept.address,
            "lat": kept.lat,
            "long": kept.lon,
            "media_url": kept.media_url,
        }
        return {name: value for name, value in told.items() if value not in ("", None)}

    def _service(self, category: str) -> Fields:
        agency = self.pack.agencies.get(self.pack.city.categories[category].agency)
        return {
            "service_code": self.pack.services[category],
            "service_name": self._label(category),
            "description": agency.name if agency else "",
            "metadata": True,
            "type": "realtime",
            "keywords": ", ".join(self.pack.city.categories[category].words),
            "group": agency.short if agency else "",
        }

    def _name(self, code: str) -> str:
        names = (self._label(key) for key, each in self.pack.services.items() if each == code)
        return next(names, code)

    def _label(self, category: str) -> str:
        return self.pack.city.categories[category].labels[self.pack.city.languages[0]]
