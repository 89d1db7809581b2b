"""What a channel is: how replies may look on it, how to read its calls, how to send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.model import Inbound, Outbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A call from a channel's servers, freed of the web framework.

    `url` is the public address that was called, exactly as sent; `headers` have lower-cased
    names.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a message we sent: `status` is `sent delivered read failed`."""

    external_id: str
    status: str
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Everything in one webhook call.

    `stopped` are senders who want nothing more from us; `answer` is the body the provider wants
    with its 200, of type `content_type`.
    """

    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    stopped: tuple[str, ...] = ()
    answer: str = ""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a reply may look like on a channel.

    `buttons` is how many choices fit as buttons (more become numbered lines in the text),
    `title` the longest button label and `length` the longest text, in characters. `gsm7` asks
    for SMS letters, `locations` says that the citizen's position can be asked for.
    """

    buttons: int = 0
    title: int = 20
    length: int = 4096
    gsm7: bool = False
    locations: bool = False


class Channel(Protocol):
    """A way to reach citizens. Replies of a plain `Channel` are fetched from us."""

    @property
    def name(self) -> str:
        """The channel's name in addresses and tables."""
        ...

    @property
    def form(self) -> Form:
        """What a reply may look like."""
        ...


class Carrier(Channel, Protocol):
    """A channel that calls us and is called: a messaging provider."""

    @property
    def rate(self) -> float:
        """Messages a second allowed over all workers; 0 is no limit."""
        ...

    def receive(self, call: Webhook) -> Received:
        """Return what is in `call`; raise `BadWebhookError` if it is not genuine."""
        ...

    def send(self, message: Outbound) -> str:
        """Send `message` and return the provider's id of it, or raise a `CallError`."""
        ...

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Return the id of `message` if the provider took it after `since` (Unix seconds).

        An empty string says that it was not taken, `None` that the provider cannot tell.
        Raises `CallError` if it cannot be asked now.
        """
        ...
