"""The desk's addresses under /open311/v2, each in JSON and XML."""

import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request
from pydantic import SecretStr
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.city import CityPack
from gateway.desk import forms
from gateway.desk.faults import Fault, FaultsError, bad, unknown
from gateway.desk.formats import TYPES, Fields, errors, write
from gateway.desk.views import Views
from gateway.settings import Settings
from gateway.store import desk as store
from gateway.store.database import Database
from gateway.store.desk import Filing, Kept

log = structlog.get_logger()
PREFIX = "DSK"
LARGEST = 256 * 1024  # bytes
_TICKET = re.compile(rf"(?!{PREFIX})[A-Z]{{3}}-[0-9]{{7}}")
_FORM = "application/x-www-form-urlencoded"
_TRIES = 20


def blueprint(
    database: Database, pack: CityPack, settings: Settings, clock: Callable[[], float]
) -> Blueprint:
    """Return the desk as a part of the web application."""
    views = Views(pack, f"{settings.public_url}/open311/v2")
    desk = Desk(database, views, settings.desk_key, clock)
    routes = Blueprint("desk", __name__, url_prefix="/open311/v2")
    kind = "<any(json, xml):extension>"
    for rule, view in (
        ("discovery", desk.discovery),
        ("services", desk.services),
        ("services/<code>", desk.service),
        ("requests", desk.requests),
        ("requests/<number>", desk.request),
        ("tokens/<token>", desk.token),
        ("servicerequestupdates", desk.updates),
    ):
        routes.add_url_rule(f"/{rule}.{kind}", view_func=view, endpoint=view.__name__)
    routes.add_url_rule(f"/requests.{kind}", view_func=desk.file, methods=["POST"])
    routes.add_url_rule(
        f"/servicerequestupdates.{kind}", view_func=desk.update, methods=["POST"]
    )
    routes.add_url_rule(
        "/<path:rest>",
        view_func=desk.nowhere,
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    )
    routes.register_error_handler(FaultsError, lambda error: _refused(*error.faults))
    routes.register_error_handler(RequestEntityTooLarge, lambda _: _refused(forms.TOO_LARGE))
    return routes


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers calls to the desk. `clock` gives Unix seconds."""

    database: Database
    views: Views
    key: SecretStr
    clock: Callable[[], float]

    def discovery(self, extension: str) -> Response:
        """GET where and how to call us."""
        return _answer("discovery", self.views.discovery(), extension)

    def services(self, extension: str) -> Response:
        """GET what can be reported."""
        return _answer("services", self.views.services(), extension)

    def service(self, code: str, extension: str) -> Response:
        """GET what may be told about one service."""
        return _answer("service_definition", self.views.definition(code), extension)

    def requests(self, extension: str) -> Response:
        """GET reports by their ids, or by service, status and time."""
        asked = forms.fields(request.query_string)
        listed = forms.numbers(asked)
        now = datetime.fromtimestamp(self.clock(), self.views.pack.timezone)
        what = forms.search({} if listed else asked, self.views, now)
        with self.database.read() as session:
            found = store.get(session, listed) if listed else store.search(session, what)
        return self._requests(found, extension)

    def request(self, number: str, extension: str) -> Response:
        """GET one report."""
        return self._requests([self._find(number, "service_request_id")], extension)

    def token(self, token: str, extension: str) -> Response:
        """GET the id a token stands for: we give ids at once, so each is its own token."""
        kept = self._find(token, "token")
        told = [{"service_request_id": kept.id, "token": kept.id}]
        return _answer("service_requests", told, extension)

    def file(self, extension: str) -> Response:
        """POST a report; the same `attribute[reference]` again gives the same report."""
        kept = self._keep(forms.filing(self._form(), self.views))
        log.info("desk_report_kept", number=kept.id, service=kept.service_code)
        return _answer("service_requests", [{"service_request_id": kept.id}], extension)

    def updates(self, extension: str) -> Response:
        """GET what was added to reports, or became of them, in a span of time."""
        asked = forms.fields(request.query_string)
        now = datetime.fromtimestamp(self.clock(), self.views.pack.timezone)
        with self.database.read() as session:
            found = store.updates(session, *forms.span(asked, now))
        return _answer("service_request_updates", self.views.updates(found), extension)

    def update(self, extension: str) -> Response:
        """POST what a report's sender adds to it; the same `update_id` again adds nothing."""
        added = forms.update(self._form())
        with self.database.write() as session:
            if not store.add(session, added, self.clock()):
                raise FaultsError(unknown("service_request_id"))
        log.info("desk_update_kept", number=added.number)
        return _answer("service_request_updates", [{"update_id": added.id}], extension)

    def _form(self) -> forms.Form:
        """Return the form of a call by somebody who has the key."""
        request.max_content_length = LARGEST
        if request.content_length and request.mimetype != _FORM:
            raise FaultsError(bad(f"send {_FORM}"))
        form = {**forms.fields(request.query_string), **forms.fields(request.get_data())}
        if not self._allowed(form.get("api_key", "")):
            raise FaultsError(forms.WRONG_KEY)
        return form

    def nowhere(self, rest: str) -> Response:
        """Answer every other address."""
        return _refused(unknown(rest.rpartition(".")[0] or "this address"))

    def _allowed(self, key: str) -> bool:
        ours = self.key.get_secret_value()
        return bool(ours) and hmac.compare_digest(key.encode(), ours.encode())

    def _keep(self, filing: Filing) -> Kept:
        for _ in range(_TRIES):
            own = f"{PREFIX}-{secrets.randbelow(10**7):07d}"
            number = filing.reference if _TICKET.fullmatch(filing.reference) else own
            with self.database.write() as session:
                kept = store.keep(session, filing, number, self.clock())
            if kept is not None:
                return kept
        raise FaultsError(Fault(HTTPStatus.SERVICE_UNAVAILABLE, "no number is free, try again"))

    def _find(self, number: str, what: str) -> Kept:
        if "\0" in number:
            raise FaultsError(unknown(what))
        with self.database.read() as session:
            found = store.get(session, [number])
        if not found:
            raise FaultsError(unknown(what))
        return found[0]

    def _requests(self, found: Sequence[Kept], extension: str) -> Response:
        told = [self.views.request(kept) for kept in found]
        return _answer("service_requests", told, extension)


def _answer(
    root: str,
    content: Fields | Sequence[Fields],
    extension: str,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    return Response(write(root, content, extension), status, content_type=TYPES[extension])


def _refused(*faults: Fault) -> Response:
    extension = "xml" if request.path.endswith(".xml") else "json"
    return _answer("errors", errors(faults), extension, faults[0].status)
