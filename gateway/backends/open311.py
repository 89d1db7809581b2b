"""Any city that speaks Open311 GeoReport v2: https://wiki.open311.org/GeoReport_v2/."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote

import structlog

from bot.place import Place
from gateway import backend
from gateway.backend import Filed, Report, State, Update
from gateway.city import CityPack
from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    BadSettingsError,
    RefusedError,
)
from gateway.georeport import dialects
from gateway.georeport.dialects import Record
from gateway.georeport.services import NOT_OFFERED, Server, Service
from gateway.http import Answer, Http, Request, check
from gateway.settings import Settings

log = structlog.get_logger()
LONGEST_DESCRIPTION = 4000  # characters: GeoReport v2, POST Service Request
MOST_ROWS = 1000  # GeoReport v2, GET Service Requests
BATCH = 50  # ids in one call, so that no address gets too long
MARGIN = 3600.0  # seconds by which the other side's clock may differ from ours
WIDEST = 89 * 86400.0  # seconds: a query may span 90 days
_HALFWAY = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})

STATUSES: Mapping[str, str] = {
    **backend.STATUSES,
    # finer ones that some servers add
    "acknowledged": "verified",
    "investigating": "in_progress",
    "action_scheduled": "in_progress",
    "planned": "in_progress",
    "fixed": "done",
    "no_further_action": "done",
    "not_councils_responsibility": "rejected",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311:
    """An Open311 endpoint and our key for it. `city` ends every address we write."""

    server: Server
    key: str
    city: str
    name: str = "open311"

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take the endpoint's address and our key for it. Raises `BadSettingsError`."""
        if not settings.open311_url:
            raise BadSettingsError("OPEN311_URL: the open311 backend needs an address")
        return cls(
            server=Server(
                url=settings.open311_url,
                jurisdiction=settings.open311_jurisdiction,
                clock=time.time,
            ),
            key=settings.open311_key.get_secret_value(),
            city=pack.name,
        )

    def file(self, report: Report, http: Http) -> Filed:
        """POST the report; a service that has changed its attributes is asked about anew."""
        service = self.server.service(report.code, http)
        answer = self._post(report, service, http)
        if answer.status == HTTPStatus.BAD_REQUEST:
            self.server.forget()
            renewed = self.server.service(report.code, http)
            if renewed != service:
                service, answer = renewed, self._post(report, renewed, http)
        self._check(answer)
        return _filed(answer, service)

    def find(self, report: Report, http: Http) -> Filed | None:
        """Look for our reference among the reports filed since this one was."""
        until = min(self.server.clock() + MARGIN, report.filed + WIDEST)
        answer = self.server.get(
            http,
            "requests",
            service_code=report.code,
            start_date=_w3c(report.filed - MARGIN),
            end_date=_w3c(until),
        )
        check(answer, self.name)
        rows = dialects.records(answer)
        ours = re.compile(rf"{re.escape(_mark(report))}\b")
        for row in rows:
            number = dialects.text(row, "service_request_id")
            said = dialects.text(row, "description") or ""
            if number is not None and (number == report.reference or ours.search(said)):
                return Filed(id=number)
        if len(rows) >= MOST_ROWS:
            raise BadAnswerError("open311: too many reports to say whether ours is there")
        return None

    def states(self, ids: Sequence[str], http: Http) -> Mapping[str, State]:
        """Ask about many ids at once, and one by one where a server cannot do that."""
        found: dict[str, State] = {}
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            for row in self._about(batch, http):
                number, state = dialects.text(row, "service_request_id"), _state(row)
                if number is not None and number in batch and state is not None:
                    found[number] = state
        return found

    def resolve(self, token: str, http: Http) -> str:
        """Ask for the id that a batch service has given meanwhile."""
        answer = self.server.get(http, f"tokens/{quote(token, safe='')}")
        check(answer, self.name)
        found = [dialects.text(each, "service_request_id") for each in dialects.records(answer)]
        return next((each for each in found if each is not None), "")

    def add(self, update: Update, http: Http) -> None:
        """POST a service request update, which mySociety's extension of GeoReport names."""
        form = {
            "api_key": self.key,
            "jurisdiction_id": self.server.jurisdiction,
            "service_request_id": update.external_id,
            "update_id": update.id,
            "status": "OPEN" if update.status == "reopened" else "",
            "updated_datetime": _w3c(update.at),
            "description": update.text[:LONGEST_DESCRIPTION],
            "media_url": update.media_urls[0] if update.media_urls else "",
        }
        answer = http.call(
            Request(
                to=self.name,
                method="POST",
                url=f"{self.server.url}/servicerequestupdates.{self.server.extension}",
                form={name: value for name, value in form.items() if value},
                timeout=self.server.timeout,
            )
        )
        if answer.status in NOT_OFFERED:
            raise RefusedError(f"{self.name}: takes no updates", str(answer.status))
        self._check(answer)

    def missing(self, services: Mapping[str, str], http: Http) -> tuple[str, ...]:
        """Return the categories whose service code the server does not list (for `doctor`)."""
        listed = self.server.codes(http)
        return tuple(key for key, code in services.items() if code not in listed)

    def _post(self, report: Report, service: Service, http: Http) -> Answer:
        return http.call(
            Request(
                to=self.name,
                method="POST",
                url=f"{self.server.url}/requests.{self.server.extension}",
                form=self._form(report, service),
                timeout=self.server.timeout,
            )
        )

    def _form(self, report: Report, service: Service) -> Mapping[str, str]:
        place = report.place
        pinned = place.lat is not None and place.lon is not None
        form = {
            "api_key": self.key,
            "jurisdiction_id": self.server.jurisdiction,
            "service_code": report.code,
            "lat": f"{place.lat:.6f}" if pinned else "",
            "long": f"{place.lon:.6f}" if pinned else "",
            "address_string": _address(place, self.city),
            "description": _description(report, service),
            "media_url": report.media_url,
        }
        known = {**report.answers, **_flags(report), "reference": report.reference}
        for code in sorted(service.attributes & known.keys()):
            form[f"attribute[{code}]"] = known[code]
        return {name: value for name, value in form.items() if value}

    def _check(self, answer: Answer) -> None:
        """Raise the error that fits; behind a gateway that gave up, the report may be filed."""
        why = f"{self.name}: {answer.status} {dialects.reason(answer, self.key)}"
        if answer.status in _HALFWAY:
            raise AmbiguousError(why)
        try:
            check(answer, self.name)
        except RefusedError as error:
            raise RefusedError(why, error.code) from error

    def _about(self, ids: Sequence[str], http: Http) -> Iterator[Record]:
        answer = self.server.get(http, "requests", service_request_id=",".join(ids))
        if answer.status not in NOT_OFFERED:
            check(answer, self.name)
            yield from dialects.records(answer)
            return
        for number in ids:
            single = self.server.get(http, f"requests/{quote(number, safe='')}")
            if single.status in NOT_OFFERED:
                log.info("open311_id_unknown", id=number, status=single.status)
                continue
            check(single, self.name)
            yield from dialects.records(single)


def _filed(answer: Answer, service: Service) -> Filed:
    told: list[Any] = [*dialects.records(answer), {}]
    number = dialects.text(told[0], "service_request_id")
    token = dialects.text(told[0], "token")
    if number is None and token is None and service.type != "blackbox":
        raise BadAnswerError("open311: accepted, but with neither an id nor a token")
    notice = dialects.text(told[0], "service_notice") or ""
    return Filed(id=number or "", token="" if number else token or "", notice=notice)


def _state(row: Record) -> State | None:
    words = (dialects.text(row, "detailed_status"), dialects.text(row, "status"))
    known = (STATUSES[word.lower()] for word in words if word and word.lower() in STATUSES)
    status = next(known, None)
    if status is None:
        return None
    return State(
        status=status,
        notes=dialects.text(row, "status_notes") or "",
        photo=dialects.text(row, "resolution_media_url") or "",
        agency=dialects.text(row, "agency_responsible") or "",
    )


def _mark(report: Report) -> str:
    return f"Ref. {report.reference}"


def _flags(report: Report) -> Mapping[str, str]:
    """Return what must stay hidden and whose it is; our own desk defines such attributes."""
    flags = {"anonymous": report.anonymous, "secret": report.secret}
    told = {name: "true" for name, is_set in flags.items() if is_set}
    return told | ({"agency": report.office.id} if report.office.id else {})


def _description(report: Report, service: Service) -> str:
    """Return the citizen's words with our reference at the end, where `find` looks for it.

    Between them stands what the server defines no attribute for.
    """
    words = "".join(each if each.isprintable() else " " for each in report.description)
    beside = [] if service.attributes & report.answers.keys() else report.details
    end = "".join(f"\n{name} {said}" for name, said in beside) + f"\n{_mark(report)}"
    return f"{words.strip()[: LONGEST_DESCRIPTION - len(end)]}{end}"


def _address(place: Place, city: str) -> str:
    """Return the place, most precise part first, each part once."""
    parts: dict[str, str] = {}
    for part in (place.text, place.kelurahan, place.kecamatan, city):
        if part.strip():
            parts.setdefault(part.strip().lower(), part.strip())
    return ", ".join(parts.values())


def _w3c(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
