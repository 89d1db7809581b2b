"""Meta's Graph API: calls with one token, and what its error codes mean for a message.

The codes: https://developers.facebook.com/documentation/business-messaging/, under
whatsapp/support/error-codes and messenger-platform/error-codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    CallError,
    Fate,
    ThrottledError,
    UnreachableError,
    refusal,
)
from gateway.http import Answer, Http, Request, hosts, wait

SECONDS = 10.0
FATES: Mapping[int | tuple[int, int], Fate] = {
    2: Fate.RETRY,  # temporary
    4: Fate.WAIT,  # calls of the app
    17: Fate.WAIT,  # calls of the user
    32: Fate.WAIT,  # calls about the page
    341: Fate.WAIT,
    613: Fate.WAIT,
    551: Fate.STOPPED,  # the person takes no messages from this page
    1200: Fate.RETRY,
    80006: Fate.WAIT,  # Messenger
    80007: Fate.WAIT,  # WhatsApp account
    130429: Fate.WAIT,  # telephone number
    131000: Fate.RETRY,
    131016: Fate.RETRY,
    131047: Fate.WINDOW,
    131048: Fate.WAIT,
    131050: Fate.STOPPED,
    131053: Fate.RETRY,  # our file could not be fetched
    131056: Fate.WAIT,  # to this citizen
    131057: Fate.RETRY,
    133016: Fate.WAIT,
    (10, 2018065): Fate.WINDOW,
    (10, 2018108): Fate.STOPPED,
    (10, 2018278): Fate.WINDOW,
    (10, 2534022): Fate.WINDOW,  # Instagram's
    (200, 1545041): Fate.STOPPED,
    (200, 2018108): Fate.STOPPED,
    (551, 1545041): Fate.STOPPED,
}
"""By code, or by code and subcode, which goes first. A 4xx with any other can never succeed."""
_STATUS: Mapping[int, Fate] = {
    HTTPStatus.TOO_MANY_REQUESTS: Fate.WAIT,
    HTTPStatus.INTERNAL_SERVER_ERROR: Fate.RETRY,
    HTTPStatus.SERVICE_UNAVAILABLE: Fate.RETRY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The API at `url` (with its version), for the holder of one token."""

    http: Http
    url: str
    token: str = field(repr=False)

    @property
    def trusted(self) -> frozenset[str]:
        """The API's own host."""
        return frozenset(hosts([self.url]))

    @property
    def headers(self) -> Mapping[str, str]:
        """What proves that it is us; in no address, since addresses are logged on their way."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is answered to `body`, or raise the `CallError` that fits."""
        return read(self.http.call(self._request("POST", path, json=body)))

    def get(self, path: str) -> Mapping[str, Any]:
        """Return what stands at `path`, or raise the `CallError` that fits.

        Asking changes nothing, so that silence is no doubt.
        """
        try:
            return read(self.http.call(self._request("GET", path)))
        except AmbiguousError as error:
            raise UnreachableError(str(error)) from error

    def _request(self, method: str, path: str, json: Any = None) -> Request:
        url = f"{self.url}/{path}"
        return Request(
            to="meta", method=method, url=url, headers=self.headers, json=json, timeout=SECONDS
        )


def read(answer: Answer) -> Mapping[str, Any]:
    """Return the object in a good answer. Raises a `CallError` that holds codes only."""
    told = _decoded(answer)
    error = told.get("error")
    if 200 <= answer.status < 300 and error is None:  # noqa: PLR2004 - HTTP
        if not told:
            raise AmbiguousError(f"meta: {answer.status} without a readable answer")
        return told
    error = error if isinstance(error, dict) else {}
    raise _refused(answer, _number(error.get("code")), _number(error.get("error_subcode")))


def fate(code: int, subcode: int = 0) -> Fate | None:
    """Return what Meta's error code means for the message, if the table says so."""
    return FATES.get((code, subcode)) or FATES.get(code)


def _refused(answer: Answer, code: int, subcode: int) -> CallError:
    named = f"{code}/{subcode}" if subcode else str(code or answer.status)
    unknown = Fate.UNCLEAR if answer.status >= 500 else Fate.NEVER  # noqa: PLR2004 - HTTP
    meaning = fate(code, subcode) or _STATUS.get(answer.status, unknown)
    if meaning is Fate.WAIT:
        return ThrottledError(f"meta: {named}", wait(answer.headers))
    return refusal(meaning, f"meta: {named}", named)


def _decoded(answer: Answer) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except BadAnswerError:
        return {}
    return told if isinstance(told, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
