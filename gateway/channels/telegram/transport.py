"""python-telegram-bot's calls over our connections, without an event loop."""

from collections.abc import Coroutine
from typing import Any, override

from telegram.request import BaseRequest, RequestData

from gateway.errors import (
    DEFAULT_WAIT,
    AmbiguousError,
    BadAnswerError,
    RefusedError,
    ThrottledError,
    UnreachableError,
)
from gateway.http import LONGEST_WAIT, Answer, Http, Request

SECONDS = 10.0


class Transport(BaseRequest):
    """What `Bot` calls through.

    The library is written for asyncio; nothing in here ever waits for a loop, so that `finish`
    can run a call of `Bot` to its end in any thread.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return SECONDS

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Leave the connections to their owner."""

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Make the call; raise a `CallError` if it was not served, or unreadably so."""
        form = request_data.json_parameters if request_data else None
        call = Request(to="telegram", method=method, url=url, form=form, timeout=SECONDS)
        answer = self._http.call(call)
        _check(answer)
        return answer.status, answer.body


def finish[T](call: Coroutine[Any, Any, T]) -> T:
    """Run a call that never waits and return its result."""
    try:
        call.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    call.close()
    raise RuntimeError("the call waited for an event loop")


def _check(answer: Answer) -> None:
    """Raise the `CallError` that fits unless the library can read `answer`."""
    if answer.status == 429:  # noqa: PLR2004 - HTTP
        raise ThrottledError("telegram: 429", _retry_after(answer))
    if answer.status >= 500:  # noqa: PLR2004 - HTTP
        raise UnreachableError(f"telegram: {answer.status}")
    if isinstance(_decoded(answer), dict):
        return
    if answer.status < 300:  # noqa: PLR2004 - HTTP
        raise AmbiguousError(f"telegram: {answer.status} without a readable answer")
    raise RefusedError(f"telegram: {answer.status}", str(answer.status))


def _decoded(answer: Answer) -> Any:
    try:
        return answer.json()
    except BadAnswerError:
        return None


def _retry_after(answer: Answer) -> float:
    try:
        asked = float(_decoded(answer)["parameters"]["retry_after"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return DEFAULT_WAIT
    return min(max(0.0, asked), LONGEST_WAIT)
