"""Everything that can go wrong outside, and whether trying again can help."""

from collections.abc import Callable, Mapping
from enum import Enum


class GatewayError(Exception):
    """Base of every error we raise on purpose."""


class BadWebhookError(GatewayError):
    """A webhook call is not signed, or does not look as documented. Answer `status`."""

    def __init__(self, reason: str, status: int = 403) -> None:
        super().__init__(reason)
        self.status = status


class BadSettingsError(GatewayError):
    """The settings or the city pack cannot be used as they are; the text says why."""


class CallError(GatewayError):
    """A call to somebody else did not do what we wanted."""


class UnreachableError(CallError):
    """Nothing was done: the other side was not reached, or answered 5xx. Try again."""


class ThrottledError(CallError):
    """The other side asked us to wait `seconds` before the next try."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class AmbiguousError(CallError):
    """The call left but no answer came: it may or may not have been done. Probe first."""


class RefusedError(CallError):
    """The other side said no (`code`): trying again cannot help."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class StoppedError(RefusedError):
    """The citizen does not want messages from us on this channel any more."""


class WindowError(RefusedError):
    """Free text is not taken any more: the citizen last wrote too long ago. Use a template."""


class ByHandError(CallError):
    """No program can do it, or tell whether it was done: a person must."""


class BadAnswerError(CallError):
    """The other side answered something we cannot read."""


class Fate(Enum):
    """What a provider's error code means for the message: the value of its channel's table."""

    RETRY = "nothing was done: try again, ever more slowly"
    WAIT = "too fast: try again after the time asked for"
    UNCLEAR = "it may have been taken: probe or hold, never send it blindly again"
    STOPPED = "the citizen wants no more"
    WINDOW = "free text is not taken any more: send the template"
    NEVER = "trying again cannot help"


DEFAULT_WAIT = 30.0
"""Seconds to wait where a provider is busy and names no time."""


_ERRORS: Mapping[Fate, Callable[[str, str], CallError]] = {
    Fate.RETRY: lambda reason, _code: UnreachableError(reason),
    Fate.WAIT: lambda reason, _code: ThrottledError(reason, DEFAULT_WAIT),
    Fate.UNCLEAR: lambda reason, _code: AmbiguousError(reason),
    Fate.STOPPED: StoppedError,
    Fate.WINDOW: WindowError,
    Fate.NEVER: RefusedError,
}


def refusal(fate: Fate, reason: str, code: str = "") -> CallError:
    """Return the error for `fate`; `reason` is logged and shown, so it holds codes only."""
    return _ERRORS[fate](reason, code)
