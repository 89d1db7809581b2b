"""What callers of the desk send: parameters in the address, and forms."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from bot.city import Question
from gateway.desk.faults import Fault, FaultsError, bad, unknown
from gateway.desk.formats import clean
from gateway.store import desk as store
from gateway.store.desk import Added, Filing, Search

Form = Mapping[str, str]


class Services(Protocol):
    """What is known of the services that can be reported."""

    @property
    def codes(self) -> Collection[str]:
        """Every service code."""
        ...

    def questions(self, code: str) -> Sequence[Question]:
        """Return what a service asks besides."""
        ...

    def agency(self, code: str, named: str) -> tuple[str, str]:
        """Return the agency of a service (or the one named, if there is one), and why."""
        ...


LONGEST_DESCRIPTION = 4000  # characters: GeoReport v2, POST Service Request
LONGEST = 2000
LONGEST_REFERENCE = 64
WIDEST = 90 * 86400.0  # seconds: GeoReport v2, GET Service Requests
_MOST_FIELDS = 200
_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")
_STATUSES: Mapping[str, tuple[str, ...]] = {"open": store.OPEN, "closed": store.CLOSED}


def fields(encoded: bytes) -> Form:
    """Return the fields of a form or a query; an empty one equals an absent one.

    Raises `FaultsError` if it is not UTF-8, holds NUL, or has absurdly many fields.
    """
    try:
        pairs = parse_qsl(encoded.decode("utf-8"), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise FaultsError(bad("the parameters are not URL-encoded UTF-8")) from error
    if any("\0" in part for pair in pairs for part in pair):
        raise FaultsError(bad("the parameters hold a NUL character"))
    return {name: value.strip() for name, value in pairs if value.strip()}


def filing(form: Form, services: Services) -> Filing:
    """Return the report in a POSTed `form`; `services` tells who deals with each code.

    Raises `FaultsError` with everything that is wrong. Fields we do not know are ignored.
    """
    faults: list[Fault] = []
    code = form.get("service_code", "")
    if not code:
        faults.append(bad("service_code is required"))
    elif code not in services.codes:
        faults.append(unknown("service_code"))
    else:
        faults += _wrong_answers(form, services.questions(code))
    lat = _degrees(form, "lat", 90.0, faults)
    lon = _degrees(form, "long", 180.0, faults)
    address = form.get("address_string") or form.get("address_id", "")
    if (lat is None) != (lon is None):
        faults.append(bad("lat and long must come together"))
    elif lat is None and not address:
        faults.append(bad("a location is required: lat and long, address_string or address_id"))
    media = form.get("media_url", "")
    if media and not media.startswith(("http://", "https://")):
        faults.append(bad("media_url must begin with http:// or https://"))
    reference = form.get("attribute[reference]", "")
    agency, reason = services.agency(code, form.get("attribute[agency]", ""))
    _measure(form, faults)
    if faults:
        raise FaultsError(*faults)
    return Filing(
        service_code=code,
        reference=reference,
        description=clean(form.get("description", "")),
        address=clean(address),
        lat=lat,
        lon=lon,
        media_url=clean(media),
        agency=agency,
        reason=reason,
        attributes=_attributes(form),
    )


def update(form: Form) -> Added:
    """Return what a POSTed `form` adds to a report, as mySociety's extension of GeoReport does.

    Raises `FaultsError` with everything that is wrong.
    """
    faults = [
        bad(f"{name} is required")
        for name in ("service_request_id", "update_id")
        if name not in form
    ]
    _measure(form, faults)
    media = form.get("media_url", "")
    if media and not media.startswith(("http://", "https://")):
        faults.append(bad("media_url must begin with http:// or https://"))
    if faults:
        raise FaultsError(*faults)
    opens = form.get("status", "").upper() in {"OPEN", "REOPENED"}
    return Added(
        id=form["update_id"],
        number=form["service_request_id"],
        text=clean(form.get("description", "")),
        status=store.REOPENED if opens else "",
        media_url=clean(media),
    )


def _attributes(form: Form) -> dict[str, str]:
    """Return the attributes a caller sends, but for our own reference."""
    given = {
        name.removeprefix("attribute[").removesuffix("]"): clean(value)
        for name, value in form.items()
        if name.startswith("attribute[") and name.endswith("]")
    }
    return {
        name: value[:LONGEST]
        for name, value in given.items()
        if name not in {"reference", "agency"}
    }


def _wrong_answers(form: Form, questions: Sequence[Question]) -> Iterator[Fault]:
    """Yield what is wrong with the answers to a category's questions."""
    for name in ("secret", "anonymous"):
        if form.get(f"attribute[{name}]", "true") not in {"true", "false"}:
            yield bad(f"attribute[{name}] must be true or false")
    for question in questions:
        said = form.get(f"attribute[{question.id}]", "")
        if said and question.kind == "number" and not said.replace(".", "", 1).isdecimal():
            yield bad(f"attribute[{question.id}] must be a number")
        if said and question.kind == "choice" and said not in question.choices:
            known = ", ".join(question.choices)
            yield bad(f"attribute[{question.id}] must be one of {known}")


def numbers(form: Form) -> list[str]:
    """Return the service request ids a query lists; they override all its other filters."""
    return _listed(form, "service_request_id")


def span(form: Form, now: datetime) -> tuple[float, float]:
    """Return the time a query is about, in Unix seconds. Raises `FaultsError`."""
    faults: list[Fault] = []
    start, end = (_moment(form, f"{name}_date", now, faults) for name in ("start", "end"))
    if faults:
        raise FaultsError(*faults)
    end = now.timestamp() if end is None else end
    return (end - WIDEST if start is None else start), end


def search(form: Form, services: Services, now: datetime) -> Search:
    """Return which reports a query asks for: without dates, those of the last 90 days.

    Raises `FaultsError` with everything that is wrong.
    """
    faults: list[Fault] = []
    start, end = (_moment(form, f"{name}_date", now, faults) for name in ("start", "end"))
    if start is None:
        start = (now.timestamp() if end is None else end) - WIDEST
    if end is None:
        end = start + WIDEST
    if end - start > WIDEST:
        faults.append(bad("start_date and end_date may span 90 days at most"))
    codes = _listed(form, "service_code")
    if any(code not in services.codes for code in codes):
        faults.append(unknown("service_code"))
    asked = _listed(form, "status")
    if any(status not in _STATUSES for status in asked):
        faults.append(bad("status must be open, closed or both with a comma between"))
    if faults:
        raise FaultsError(*faults)
    statuses = tuple(word for status in asked for word in _STATUSES[status])
    return Search(start=start, end=end, codes=tuple(codes), statuses=statuses)


def _degrees(form: Form, name: str, most: float, faults: list[Fault]) -> float | None:
    if name not in form:
        return None
    try:
        value = float(form[name])
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        faults.append(bad(f"{name} must be a number of degrees (WGS 84)"))
        return None
    return value


_LIMITS: Mapping[str, int] = {
    "description": LONGEST_DESCRIPTION,
    "address_string": LONGEST,
    "address_id": LONGEST,
    "media_url": LONGEST,
    "attribute[reference]": LONGEST_REFERENCE,
    "update_id": LONGEST_REFERENCE,
}


def _measure(form: Form, faults: list[Fault]) -> None:
    for name, most in _LIMITS.items():
        if len(form.get(name, "")) > most:
            faults.append(bad(f"{name} may have {most} characters at most"))


def _moment(form: Form, name: str, now: datetime, faults: list[Fault]) -> float | None:
    """Return a W3C date in Unix seconds; without a zone it is the city's (that of `now`)."""
    if name not in form:
        return None
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", form[name]))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
        return aware.timestamp()
    except (ValueError, OverflowError):
        faults.append(bad(f"{name} must be a date and time such as 2026-11-22T03:00:00Z"))
        return None


def _listed(form: Form, name: str) -> list[str]:
    return [each for each in map(str.strip, form.get(name, "").split(",")) if each]


def local(seconds: float, zone: ZoneInfo) -> str:
    """Return a moment (Unix seconds) as a W3C date and time with the zone of the city.

    >>> local(1795316400, ZoneInfo("Asia/Jakarta"))
    '2026-11-22T10:00:00+07:00'
    """
    return datetime.fromtimestamp(seconds, zone).isoformat(timespec="seconds")


TOO_LARGE = Fault(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the call is too large")
WRONG_KEY = Fault(HTTPStatus.FORBIDDEN, "api_key is missing or wrong")
