"""Twilio's client over our connections, and its errors in our words."""

import re
from collections.abc import Mapping
from typing import override

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response

from gateway.errors import AmbiguousError, CallError, Fate, ThrottledError, refusal
from gateway.http import Http, Request, wait

FATES: Mapping[int, Fate] = {
    14107: Fate.WAIT,
    20429: Fate.WAIT,
    63017: Fate.WAIT,
    63018: Fate.WAIT,
    20500: Fate.RETRY,
    20503: Fate.RETRY,
    21611: Fate.RETRY,  # the queue of our number is full, as with 30001
    30001: Fate.RETRY,
    30008: Fate.RETRY,
    21610: Fate.STOPPED,
    63016: Fate.WINDOW,
}
"""What Twilio's error codes mean; all others are a no for good, above all those of numbers
(21211 21212 21408 21602 21604 21606 21608 21612 21614 21617 21620 30003-30007) and of WhatsApp
(63005 63013 63015 63024 63032 63049). https://www.twilio.com/docs/api/errors"""
STATUSES: Mapping[int, Fate] = {502: Fate.UNCLEAR, 504: Fate.UNCLEAR}
"""Where somebody between us and Twilio lost the answer; else 500 and above say that nothing
was done."""
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
            asked = method.upper() == "GET"  # which changed nothing, whatever happened
            meant = Fate.RETRY if asked else STATUSES.get(answer.status, Fate.RETRY)
            raise refusal(meant, f"twilio: {answer.status}")
        return Response(answer.status, answer.text(), dict(answer.headers))


def read_error(error: Exception) -> CallError:
    """Return our error for one of Twilio's, by its code.

    Twilio's words are left out: they repeat telephone numbers.
    """
    if not isinstance(error, TwilioRestException | TwilioServiceException):
        return AmbiguousError("twilio: the answer cannot be read")
    return refusal(fate(error.code), f"twilio: {error.code}", str(error.code))


def fate(code: object) -> Fate:
    """Return what one of Twilio's error codes means, a number or its digits.

    >>> [fate(code).name for code in (21610, "63016", "21211", "")]
    ['STOPPED', 'WINDOW', 'NEVER', 'NEVER']
    """
    told = str(code)
    return FATES.get(int(told), Fate.NEVER) if _CODE.fullmatch(told) else Fate.NEVER


_CODE = re.compile(r"[0-9]{1,6}")
