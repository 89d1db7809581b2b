"""What an Open311 server says of its services, remembered for a while."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from gateway.errors import AmbiguousError, UnreachableError
from gateway.georeport import dialects
from gateway.georeport.dialects import Record
from gateway.http import Answer, Http, Request, check

MEMORY = 3600.0  # seconds we believe what a server said of its services
# What servers were seen to answer for a resource they do not have
NOT_OFFERED = frozenset({400, 403, 404, 405, 406, 410, 415, 500, 501})


@dataclass(frozen=True, slots=True)
class Service:
    """What the server says of a service: its type, and the attributes it defines."""

    type: str = "realtime"
    attributes: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Server:
    """Reads an Open311 endpoint, and knows its services. Safe to share between threads.

    `extension` is `json`, or `xml` once the server turned out to have no JSON. `clock` gives
    Unix seconds, `timeout` is in seconds.
    """

    url: str
    jurisdiction: str
    clock: Callable[[], float]
    timeout: float = 10.0
    to: str = "open311"
    extension: str = "json"
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _listed: Mapping[str, Record] = field(default_factory=dict[str, Record])
    _known: dict[str, Service] = field(default_factory=dict[str, Service])
    _believed_until: float = 0.0

    def get(self, http: Http, resource: str, **query: str) -> Answer:
        """GET `resource` and return whatever was answered, also a refusal.

        Raises `UnreachableError` if nothing was: a GET may always be repeated.
        """
        where = {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        call = Request(
            to=self.to,
            method="GET",
            url=f"{self.url}/{resource}.{self.extension}",
            params={**where, **query},
            timeout=self.timeout,
        )
        try:
            return http.call(call)
        except AmbiguousError as error:
            raise UnreachableError(str(error)) from error

    def service(self, code: str, http: Http) -> Service:
        """Return the service called `code`; one nobody describes is plain and realtime.

        Raises `CallError` if the server cannot be asked now.
        """
        with self._guard:
            if self.clock() >= self._believed_until:
                self._learn(http)
            if code not in self._known:
                self._known[code] = self._ask_about(code, http)
            return self._known[code]

    def codes(self, http: Http) -> frozenset[str]:
        """Return every service code the server lists now."""
        with self._guard:
            self._learn(http)
            return frozenset(self._listed)

    def forget(self) -> None:
        """Ask anew next time: something about the services has changed."""
        with self._guard:
            self._believed_until = 0.0

    def _learn(self, http: Http) -> None:
        """Read the list of services, in JSON if the server has it and in XML otherwise."""
        listed: list[Record] = []
        for extension in ("json", "xml"):
            self.extension = extension
            answer = self.get(http, "services")
            if answer.status not in NOT_OFFERED:
                check(answer, self.to)
                listed = dialects.records(answer)
                break
        else:
            self.extension = "json"
        coded = ((dialects.text(each, "service_code"), each) for each in listed)
        self._listed = {code: each for code, each in coded if code is not None}
        self._known.clear()
        self._believed_until = self.clock() + MEMORY

    def _ask_about(self, code: str, http: Http) -> Service:
        listed = self._listed.get(code, {})
        kind = dialects.text(listed, "type") or "realtime"
        if listed and not dialects.truth(listed, "metadata"):
            return Service(type=kind)
        answer = self.get(http, f"services/{quote(code, safe='')}")
        if answer.status in NOT_OFFERED:
            return Service(type=kind)
        check(answer, self.to)
        defined = (dialects.codes(each) for each in dialects.records(answer))
        return Service(type=kind, attributes=frozenset().union(*defined))
