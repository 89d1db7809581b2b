"""What a channel is: how replies may look on it, how to read its calls, how to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.model import Inbound, Outbound
from gateway.http import Download


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A call from a provider's servers, freed of the web framework.

    `url` is the public address that was called, exactly as sent, with its query; `headers` have
    lower-cased names; `address` is the IP address of the caller.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    address: str = ""


POSTED = frozenset({"POST"})
"""The methods of a provider that only posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a message we sent: `status` is `sent delivered read failed`.

    `external_id` is the provider's name of it; `reference` is ours (`Outbound.reference`),
    where the provider repeats it: it finds a message whose own answer was lost. `closed` says
    that it failed because free text is not taken any more.
    """

    channel: str
    external_id: str
    status: str
    error: str = ""
    reference: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on a channel: `sender` as in `Inbound`."""

    channel: str
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Everything in one webhook call.

    `stopped` want nothing more from us, `returned` took that back; `answer` is the body the
    provider wants with its 200, of type `content_type`.
    """

    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    stopped: tuple[Party, ...] = ()
    returned: tuple[Party, ...] = ()
    answer: str = ""
    content_type: str = "text/plain"


TEMPLATE, AGENT = "template", "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """How a person's words are taken after the window for free text.

    `how` is `template` (they stand inside an approved one, on one line) or `agent` (under a
    mark that a person wrote them). `length` is the longest text in characters, `seconds` how
    long after the citizen's last message that goes (0: always).
    """

    how: str
    length: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a reply may look like on a channel.

    `buttons` is how many choices fit as buttons, `rows` how many as rows of a list; more become
    numbered lines in the text. `title` and `row_title` are the longest labels of each, `length`
    is the longest text and `asking` the longest above choices (0: the same), in characters, or
    in bytes of UTF-8 if `counts_bytes`. `gsm7` says that it is an SMS: letters of GSM-7, every
    segment costs, and a sender can be forged. `locations` says that the citizen's position can
    be asked for, `window` for how many seconds after the citizen's last message free text is
    taken (0: always) and `late` how words are taken afterwards (`None`: not at all), `public`
    that everybody reads along.
    """

    buttons: int = 0
    title: int = 20
    rows: int = 0
    row_title: int = 24
    length: int = 4096
    asking: int = 0
    counts_bytes: bool = False
    gsm7: bool = False
    locations: bool = False
    window: float = 0.0
    late: Late | None = None
    public: bool = False


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
    """A channel whose provider must be called to send."""

    @property
    def rate(self) -> float:
        """Messages a second allowed over all workers; 0 is no limit."""
        ...

    @property
    def gap(self) -> float:
        """Seconds from one message to the next to the same citizen; 0 is no limit."""
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

    def file(self, reference: str) -> Download:
        """Return how to fetch the file of `Attachment.reference`.

        May ask the provider for its address. Raises a `CallError`; `RefusedError` if there is
        none or will be none.
        """
        ...


@runtime_checkable
class Attentive(Protocol):
    """A carrier that can show the citizen that we read and are writing."""

    def attend(self, recipient: str, external_id: str) -> None:
        """Mark the citizen's message as read and show typing. Raises a `CallError`."""
        ...


@runtime_checkable
class Inviting(Protocol):
    """A public carrier that knows where its readers can write to us in private."""

    def invitation(self, referral: str) -> str:
        """Return the address of a private conversation that begins with `referral`."""
        ...


class Provider(Protocol):
    """Somebody who calls us at `/webhooks/<name>`, about one channel or several."""

    @property
    def carriers(self) -> Sequence[Carrier]:
        """The channels it carries."""
        ...

    @property
    def methods(self) -> frozenset[str]:
        """How it calls: `POST`, and `GET` if it does that, too."""
        ...

    def receive(self, call: Webhook) -> Received:
        """Return what is in `call`; raise `BadWebhookError` if it is not genuine.

        A handshake is answered by `Received.answer`.
        """
        ...


@runtime_checkable
class Polled(Protocol):
    """A provider that calls nobody: it must be asked."""

    @property
    def every(self) -> float:
        """Seconds from one question to the next."""
        ...

    def poll(self) -> Received:
        """Return what is new, perhaps with what we had before. Raises a `CallError`."""
        ...
