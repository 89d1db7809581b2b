"""Twilio's client over our connections, and its errors in our words."""

from typing import override

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response

from gateway.errors import (
    DEFAULT_WAIT,
    AmbiguousError,
    CallError,
    RefusedError,
    StoppedError,
    ThrottledError,
    UnreachableError,
)
from gateway.http import Http, Request, wait

STOPPED = 21610
THROTTLED = frozenset({14107, 20429, 63018})
TRANSIENT = frozenset({20500, 20503, 30001, 30008})
"""https://www.twilio.com/docs/api/errors"""
SECONDS = 10.0


class Transport(HttpClient):  # type: ignore[misc]  # twilio has no types
    """What Twilio's client calls through."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @override
    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make the call; raise a `CallError` unless it was answered with less than 500."""
        answer = self._http.call(
            Request(
                to="twilio",
                method=method.upper(),
                url=uri,
                headers=headers or {},
                params={key: str(value) for key, value in (params or {}).items()},
                form=data or None,
                auth=auth,
                timeout=timeout or SECONDS,
            )
        )
        if answer.status == 429:  # noqa: PLR2004 - HTTP
            raise ThrottledError("twilio: 429", wait(answer.headers))
        if answer.status >= 500:  # noqa: PLR2004 - HTTP
            raise UnreachableError(f"twilio: {answer.status}")
        return Response(answer.status, answer.text(), dict(answer.headers))


def read_error(error: Exception) -> CallError:
    """Return our error for one of Twilio's, by its code.

    Twilio's words are left out: they repeat telephone numbers.
    """
    if not isinstance(error, TwilioRestException | TwilioServiceException):
        return AmbiguousError("twilio: the answer cannot be read")
    code = error.code
    reason = f"twilio: {code}"
    if code in THROTTLED:
        return ThrottledError(reason, DEFAULT_WAIT)
    if code in TRANSIENT:
        return UnreachableError(reason)
    kind = StoppedError if code == STOPPED else RefusedError
    return kind(reason, str(code))
