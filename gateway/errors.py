"""Everything that can go wrong outside, and whether trying again can help."""


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


class BadAnswerError(CallError):
    """The other side answered something we cannot read."""
