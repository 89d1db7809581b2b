"""Calls of YouTube's Data API as the city's channel, and what its refusals mean."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gateway.errors import (
    AmbiguousError,
    BadAnswerError,
    CallError,
    Fate,
    RefusedError,
    ThrottledError,
    UnreachableError,
    refusal,
)
from gateway.http import LONGEST_WAIT, Answer, Http, Request, wait

REASONS: Mapping[str, Fate] = {
    "quotaExceeded": Fate.WAIT,
    "dailyLimitExceeded": Fate.WAIT,
    "rateLimitExceeded": Fate.WAIT,
    "userRateLimitExceeded": Fate.WAIT,
    "backendError": Fate.RETRY,
    "internalError": Fate.RETRY,
    "authError": Fate.RETRY,
    "unauthorized": Fate.RETRY,
    "accessNotConfigured": Fate.NEVER,
    "channelNotFound": Fate.NEVER,
    "commentTextRequired": Fate.NEVER,
    "commentTextTooLong": Fate.NEVER,
    "commentsDisabled": Fate.NEVER,
    "forbidden": Fate.NEVER,
    "ineligibleAccount": Fate.NEVER,
    "insufficientPermissions": Fate.NEVER,
    "invalidCommentMetadata": Fate.NEVER,
    "operationNotSupported": Fate.NEVER,
    "parentCommentIsPrivate": Fate.NEVER,
    "parentCommentNotFound": Fate.NEVER,
    "parentIdMissing": Fate.NEVER,
    "processingFailure": Fate.NEVER,
    "youtubeSignupRequired": Fate.NEVER,
}
"""What a reason means: https://developers.google.com/youtube/v3/docs/errors. A token that is
refused is fetched anew, so that trying again helps."""
STATUSES: Mapping[int, Fate] = {
    401: Fate.RETRY,
    429: Fate.WAIT,
    500: Fate.RETRY,
    502: Fate.UNCLEAR,
    503: Fate.RETRY,
    504: Fate.UNCLEAR,
}
"""What an HTTP status means without a known reason; others are final below 500."""
SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
"""Nothing helps before midnight in California: ask hourly."""
EARLY = 60.0
"""Seconds before its end at which a token is no longer used."""
_UNREADABLE = (BadAnswerError, KeyError, TypeError, ValueError, AttributeError)


class Access:
    """An access token, fetched when there is none and kept in memory until it ends."""

    def __init__(self, http: Http, exchange: Request, clock: Callable[[], float]) -> None:
        self._http, self._exchange, self._clock = http, exchange, clock
        self._lock = threading.Lock()
        self._token, self._end = "", 0.0

    def token(self) -> str:
        """Return a token that is good now. Raises a `CallError`."""
        with self._lock:
            if not self._token or self._clock() >= self._end:
                self._token, seconds = self._fetch()
                self._end = self._clock() + seconds - EARLY
            return self._token

    def forget(self, token: str) -> None:
        """Never use `token` again."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _fetch(self) -> tuple[str, float]:
        """Return a new token and its seconds; whatever fails, nothing was sent to anybody."""
        try:
            answer = self._http.call(self._exchange)
        except AmbiguousError as error:
            raise UnreachableError(str(error)) from error
        if answer.status == 200:  # noqa: PLR2004 - HTTP
            return _granted(answer)
        reason = f"youtube: token {answer.status}"
        if answer.status == 429:  # noqa: PLR2004 - HTTP
            raise ThrottledError(reason, wait(answer.headers))
        if answer.status >= 500:  # noqa: PLR2004 - HTTP
            raise UnreachableError(reason)
        raise RefusedError(reason, str(answer.status))


def _granted(answer: Answer) -> tuple[str, float]:
    try:
        told = answer.json()
        return text(told["access_token"]), float(told["expires_in"])
    except _UNREADABLE as error:
        raise UnreachableError("youtube: token without a readable answer") from error


class Api:
    """The Data API."""

    def __init__(self, http: Http, url: str, access: Access) -> None:
        self._http, self._url, self._access = http, url, access

    def read(self, path: str, params: Mapping[str, str]) -> list[Any]:
        """Return the items that a call finds. Raises a `CallError`."""
        call = Request(to="youtube", method="GET", url=self._url + path, params=params)
        try:
            return list(self._call(call).json().get("items", ()))
        except AmbiguousError as error:  # asking changed nothing
            raise UnreachableError(str(error)) from error
        except _UNREADABLE as error:
            raise UnreachableError("youtube: the answer is not as documented") from error

    def add(self, path: str, told: Any) -> str:
        """Add something and return its id. Raises a `CallError`."""
        params = {"part": "snippet"}
        call = Request(
            to="youtube", method="POST", url=self._url + path, params=params, json=told
        )
        try:
            return text(self._call(call).json()["id"])
        except _UNREADABLE as error:
            raise AmbiguousError("youtube: the answer is not as documented") from error

    def _call(self, request: Request) -> Answer:
        token = self._access.token()
        headers = {"Authorization": f"Bearer {token}"}
        answer = self._http.call(replace(request, headers=headers))
        if answer.status == 401:  # noqa: PLR2004 - HTTP
            self._access.forget(token)
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP
            raise _refused(answer)
        return answer


def _refused(answer: Answer) -> CallError:
    """Return the error for a refusal, by its reason; YouTube's words stay out of it."""
    status, known = answer.status, _reason(answer)
    unknown = Fate.NEVER if status < 500 else Fate.UNCLEAR  # noqa: PLR2004 - HTTP
    fate = REASONS[known] if known else STATUSES.get(status, unknown)
    reason = f"youtube: {status} {known}".rstrip()
    if fate is Fate.WAIT:
        seconds = LONGEST_WAIT if known in SPENT else wait(answer.headers)
        return ThrottledError(reason, seconds)
    return refusal(fate, reason, known or str(status))


def _reason(answer: Answer) -> str:
    """Return the first reason we know, or nothing."""
    try:
        given = [each["reason"] for each in answer.json()["error"]["errors"]]
        return next((each for each in given if each in REASONS), "")
    except _UNREADABLE:
        return ""


def text(value: Any) -> str:
    """Return a text that is not empty."""
    if isinstance(value, str) and value:
        return value
    raise TypeError("not a text")
