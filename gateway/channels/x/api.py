"""Calls of X's API v2, and what its refusals mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from bot.model import Outbound
from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    Fate,
    RefusedError,
    ThrottledError,
    UnreachableError,
    refusal,
)
from gateway.http import LONGEST_WAIT, Answer, Download, Http, Request, wait

STATUSES: Mapping[int, Fate] = {
    400: Fate.NEVER,
    401: Fate.NEVER,
    402: Fate.NEVER,
    403: Fate.NEVER,
    404: Fate.NEVER,
    409: Fate.NEVER,
    413: Fate.NEVER,
    429: Fate.WAIT,
    500: Fate.RETRY,
    502: Fate.UNCLEAR,
    503: Fate.RETRY,
    504: Fate.UNCLEAR,
}
"""What an HTTP status means; others are final below 500, unclear above."""
CODES: Mapping[int, Fate] = {
    32: Fate.NEVER,
    88: Fate.WAIT,
    89: Fate.NEVER,
    130: Fate.RETRY,
    131: Fate.RETRY,
    150: Fate.STOPPED,
    186: Fate.NEVER,
    187: Fate.NEVER,
    226: Fate.NEVER,
    326: Fate.NEVER,
    349: Fate.STOPPED,
    385: Fate.NEVER,
}
"""What a code in `errors` means: https://docs.x.com/x-api/fundamentals/error-codes. A citizen
who wrote to us and then cannot be written to (150, 349) has blocked us or closed the door."""
PRIVATE = "ton.twitter.com"
"""Keeps what is sent in direct messages, for those who may read them."""
HOSTS = frozenset({PRIVATE, "pbs.twimg.com", "video.twimg.com"})
_UNREADABLE = (BadAnswerError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Api:
    """X's API as one account."""

    http: Http
    url: str
    token: str = field(repr=False)

    def post(self, path: str, told: Any, *, gives: str) -> str:
        """Make a call and return what its answer calls `gives`. Raises a `CallError`."""
        answer = self._call(Request(to="x", method="POST", url=self.url + path, json=told))
        try:
            return _text(answer.json()["data"][gives])
        except _UNREADABLE as error:
            raise AmbiguousError("x: the answer is not as documented") from error

    def get(self, path: str, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """Return the list that a call finds, which may be empty. Raises a `CallError`."""
        call = Request(to="x", method="GET", url=self.url + path, params=params)
        try:
            return [dict(each) for each in self._call(call).json().get("data", ())]
        except AmbiguousError as error:  # asking changed nothing
            raise UnreachableError(str(error)) from error
        except (*_UNREADABLE, AttributeError) as error:
            raise UnreachableError("x: the answer is not as documented") from error

    def file(self, reference: str) -> Download:
        """Return how to fetch a file; the token goes only where direct messages' files are."""
        try:
            host = urlsplit(reference).hostname
        except ValueError as error:
            raise RefusedError("x: a file without an address") from error
        headers = self._headers() if host == PRIVATE else {}
        return Download(to="x", url=reference, hosts=HOSTS, headers=headers)

    def _call(self, request: Request) -> Answer:
        signed = Request(
            to=request.to,
            method=request.method,
            url=request.url,
            params=request.params,
            json=request.json,
            headers=self._headers(),
        )
        answer = self.http.call(signed)
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP
            raise _refused(answer)
        return answer

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def words(message: Outbound) -> str:
    """Return the text, with the address of the file that X would have us upload first."""
    file = message.attachment.reference if message.attachment else ""
    return "\n".join(filter(None, [message.text, file]))


def _text(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    raise TypeError("not a text")


def _refused(answer: Answer) -> Exception:
    """Return the error for a refusal, by its code; X's words stay out of it."""
    status, known = answer.status, [code for code in _codes(answer) if code in CODES]
    unknown = Fate.NEVER if status < 500 else Fate.UNCLEAR  # noqa: PLR2004 - HTTP
    fate = CODES[known[0]] if known else STATUSES.get(status, unknown)
    code = str(known[0] if known else status)
    reason = f"x: {status} {code}" if known else f"x: {status}"
    if fate is Fate.WAIT:
        return ThrottledError(reason, _seconds(answer))
    return refusal(fate, reason, code)


def _codes(answer: Answer) -> list[int]:
    try:
        given = [each.get("code") for each in answer.json().get("errors", ())]
    except (BadAnswerError, AttributeError, TypeError):
        return []
    return [code for code in given if isinstance(code, int)]


def _seconds(answer: Answer) -> float:
    """Return how long until X counts anew, by its own clock."""
    try:
        reset = float(answer.headers["x-rate-limit-reset"])
        now = parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return wait(answer.headers)
    return min(max(1.0, reset - now), LONGEST_WAIT)
