"""The desk's resources as GeoReport names their fields."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.city import Question
from bot.place import Place
from gateway.city import CityPack
from gateway.desk.faults import FaultsError, unknown
from gateway.desk.formats import TYPES, Fields
from gateway.desk.forms import LONGEST_REFERENCE, local
from gateway.routing import agency_for
from gateway.store.desk import CLOSED, Kept
from gateway.store.events import Known

_OWN: Sequence[tuple[str, str, str]] = (
    (
        "reference",
        f"at most {LONGEST_REFERENCE} characters",
        "Your own number of this report. Sending it again makes no second report.",
    ),
    ("secret", "true or false", "The contents are not for the public."),
    ("anonymous", "true or false", "Nobody may learn whose report it is."),
    ("agency", "a key of agencies.yml", "The agency, if you know it better than we do."),
)
"""Attributes of every service: code, what it takes, what it is for."""
_DATATYPES: Mapping[str, str] = {
    "text": "string",
    "number": "number",
    "choice": "singlevaluelist",
}


@dataclass(frozen=True, slots=True)
class Views:
    """Writes the city's services and reports as GeoReport fields."""

    pack: CityPack
    url: str

    @property
    def codes(self) -> Collection[str]:
        """Every service code."""
        return self.pack.services.values()

    def agency(self, code: str, named: str) -> tuple[str, str]:
        """Return the agency of a service (or the one named, if there is one), and why."""
        if named in self.pack.agencies:
            return named, "named by the sender"
        found = (key for key, each in self.pack.services.items() if each == code)
        return agency_for(next(found, ""), Place(), self.pack)

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
        own = [_attribute(order, *told) for order, told in enumerate(_OWN, 1)]
        asked = [
            self._question(order, question)
            for order, question in enumerate(self.questions(code), len(own) + 1)
        ]
        return {"service_code": code, "attributes": [*own, *asked]}

    def questions(self, code: str) -> Sequence[Question]:
        """Return the questions of the category whose service code is `code`."""
        category = next(key for key, each in self.pack.services.items() if each == code)
        return self.pack.city.categories[category].questions

    def updates(self, found: Sequence[tuple[str, Known]]) -> list[Fields]:
        """Return what was added to reports, as mySociety's extension names it."""
        return [
            {
                "update_id": str(known.facts.get("id", "")) or f"{number}-{known.at:.0f}",
                "service_request_id": number,
                "status": "OPEN" if known.facts.get("to") not in CLOSED else "CLOSED",
                "updated_datetime": local(known.at, self.pack.timezone),
                "description": known.why if known.what == "state" else "",
            }
            for number, known in found
        ]

    def _question(self, order: int, question: Question) -> Fields:
        language = self.pack.city.languages[0]
        return {
            "variable": True,
            "code": question.id,
            "datatype": _DATATYPES[question.kind],
            "required": False,
            "datatype_description": "",
            "order": order,
            "description": question.words[language],
            "values": [
                {"key": key, "name": labels[language]}
                for key, labels in question.choices.items()
            ],
        }

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
            "resolution_media_url": kept.after_url,
        }
        if kept.secret:
            told = {name: value for name, value in told.items() if name not in _CONTENTS}
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


_CONTENTS = frozenset(
    {
        "description",
        "address",
        "lat",
        "long",
        "media_url",
        "status_notes",
        "resolution_media_url",
    }
)
"""What the public may not see of a secret report."""


def _attribute(order: int, code: str, takes: str, description: str) -> Fields:
    return {
        "variable": True,
        "code": code,
        "datatype": "string",
        "required": False,
        "datatype_description": takes,
        "order": order,
        "description": description,
        "values": [],
    }
