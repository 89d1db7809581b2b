"""python-telegram-bot's calls over our connections, without an event loop."""

from collections.abc import Coroutine, Mapping
from typing import Any, override

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from gateway.errors import (
    DEFAULT_WAIT,
    AmbiguousError,
    BadAnswerError,
    CallError,
    Fate,
    ThrottledError,
    refusal,
)
from gateway.http import LONGEST_WAIT, Answer, Http, Request

SECONDS = 10.0
STATUSES: Mapping[int, Fate] = {
    400: Fate.NEVER,
    401: Fate.NEVER,
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
"""What an HTTP status of the Bot API means; others are final below 500, unclear above."""
PHRASES: Mapping[str, Fate] = {
    "bot was blocked by the user": Fate.STOPPED,
    "user is deactivated": Fate.STOPPED,
    "bot can't initiate conversation with a user": Fate.NEVER,
    "bot can't send messages to bots": Fate.NEVER,
    "chat not found": Fate.NEVER,
    "group chat was upgraded to a supergroup chat": Fate.NEVER,
    "message is too long": Fate.NEVER,
    "message caption is too long": Fate.NEVER,
    "BUTTON_DATA_INVALID": Fate.NEVER,
    "failed to get HTTP URL content": Fate.NEVER,
    "wrong type of the web page content": Fate.NEVER,
    "file is too big": Fate.NEVER,
    "wrong file_id": Fate.NEVER,
    "bad webhook": Fate.NEVER,
}
"""What Telegram says where a status alone tells too little. Only these words are repeated."""
_UNREADABLE = (TypeError, KeyError, AttributeError, ValueError)


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


def ask[T](call: Coroutine[Any, Any, T]) -> T:
    """Run a call of the library's and return its result, or raise a `CallError`."""
    try:
        return finish(call)
    except TelegramError as error:
        if isinstance(error.__cause__, CallError):
            raise error.__cause__ from error
        raise AmbiguousError("telegram: the answer cannot be read") from error
    except _UNREADABLE as error:
        raise AmbiguousError("telegram: the answer is not as documented") from error


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
    told, status = _decoded(answer), answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP
        if isinstance(told, dict):
            return
        raise AmbiguousError(f"telegram: {status} without a readable answer")
    described = str(told.get("description", "")) if isinstance(told, dict) else ""
    phrase = next((each for each in PHRASES if each in described), "")
    unknown = Fate.NEVER if status < 500 else Fate.UNCLEAR  # noqa: PLR2004 - HTTP
    fate = PHRASES[phrase] if phrase else STATUSES.get(status, unknown)
    reason = f"telegram: {status} {phrase}".rstrip()
    if fate is Fate.WAIT:
        raise ThrottledError(reason, _retry_after(told))
    raise refusal(fate, reason, str(status))


def _decoded(answer: Answer) -> Any:
    try:
        return answer.json()
    except BadAnswerError:
        return None


def _retry_after(told: Any) -> float:
    try:
        asked = float(told["parameters"]["retry_after"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return DEFAULT_WAIT
    return min(max(0.0, asked), LONGEST_WAIT)
