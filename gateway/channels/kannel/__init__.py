"""SMS by a shortcode, through Kannel: the box between us and an operator's SMPP line.

Kannel proves nothing about itself: a secret in the address, and the address it calls from. How
to set it up: docs/kannel.md. Facts of the protocol: https://www.kannel.org/userguide.shtml,
and Kannel 1.4.5 itself, with which `tests/end_to_end/test_kannel.py` talks.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from bot.model import Outbound
from gateway.channel import Form, Received, Webhook
from gateway.channels.kannel import calls
from gateway.errors import (
    AmbiguousError,
    BadWebhookError,
    Fate,
    RefusedError,
    ThrottledError,
    refusal,
)
from gateway.http import Answer, Download, Http, Request, wait
from gateway.settings import Networks, Settings, networks
from gateway.sms import segments

LONGEST = 900
"""Characters; whatever the alphabet, no more than the 15 parts of `max-messages`."""
FORM = Form(length=LONGEST, gsm7=True)
EVERYTHING = "31"
"""The `dlr-mask` that asks for every kind of receipt."""
CODINGS: Mapping[str, str] = {"GSM-7": "0", "UCS-2": "2"}
ANSWERS: Mapping[int, Fate] = {
    408: Fate.UNCLEAR,
    429: Fate.WAIT,
    502: Fate.UNCLEAR,
    504: Fate.UNCLEAR,
}
"""What a status means, beside the usual: from 500 on try again, anything else is a no."""
TAKEN = ("0:", "3:")
"""Accepted, and queued while the SMSC is down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kannel:
    """A line of SMS through Kannel."""

    http: Http
    url: str
    login: Mapping[str, str]
    sender: str
    token: str
    allowed: Networks
    callback: str
    rate: float
    name: str = calls.CHANNEL
    gap: float = 0.0
    form: Form = FORM
    methods: frozenset[str] = frozenset({"GET", "POST"})

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the line, if its secrets are set."""
        token = settings.kannel_webhook_token.get_secret_value()
        password = settings.kannel_password.get_secret_value()
        if not (token and password and settings.kannel_username and settings.kannel_from):
            return None
        return cls(
            http=http,
            url=settings.kannel_send_url,
            login={"username": settings.kannel_username, "password": password},
            sender=settings.kannel_from,
            token=token,
            allowed=networks(settings.kannel_allowed),
            callback=f"{settings.public_url}/webhooks/{calls.CHANNEL}/{token}/status",
            rate=settings.kannel_rate,
        )

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    def receive(self, call: Webhook) -> Received:
        """Read a message or a receipt. The answer stays empty: else it would be sent."""
        if self._place(call) == "status":
            return calls.receipt(call)
        return calls.message(call, self.sender)

    def send(self, message: Outbound) -> str:
        """Hand a text to Kannel, which has no name for it: ours comes back in the receipts."""
        name = message.reference or uuid4().hex
        coding = CODINGS[segments(message.text).alphabet]
        told = {
            **self.login,
            "from": self.sender,
            "to": message.recipient,
            "text": message.text,
            "charset": "UTF-8",
            "coding": coding,
            "dlr-mask": EVERYTHING,
            "dlr-url": f"{self.callback}?m={name}&d=%d&A=%A&F=%F",
        }
        _check(self.http.call(Request(to="kannel", method="GET", url=self.url, params=told)))
        return name

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Kannel cannot tell; if it took the message, its receipt says so."""
        return None

    def file(self, reference: str) -> Download:  # noqa: ARG002 - of the contract
        """Refuse: an SMS has no files."""
        raise RefusedError("kannel: an SMS has no files")

    def _place(self, call: Webhook) -> str:
        """Return what stands behind the token. Raises `BadWebhookError` without it."""
        path = urlsplit(call.url).path.partition(f"/webhooks/{self.name}/")[2]
        token, _, place = path.partition("/")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            raise BadWebhookError("wrong token", 404)
        if not _within(call.address, self.allowed):
            raise BadWebhookError("from an address that is not in KANNEL_ALLOWED")
        if place not in {"", "status"}:
            raise BadWebhookError("no such place", 404)
        return place


def _within(address: str, allowed: Networks) -> bool:
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = getattr(caller, "ipv4_mapped", None) or caller
    return any(plain in network for network in allowed)


def _check(answer: Answer) -> None:
    """Raise the `CallError` that fits unless Kannel took the message."""
    status, reason = answer.status, f"kannel: {answer.status}"
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP
        if not answer.text().startswith(TAKEN):
            raise AmbiguousError(f"{reason} without a readable answer")
        return
    usual = Fate.RETRY if status >= 500 else Fate.NEVER  # noqa: PLR2004 - HTTP
    fate = ANSWERS.get(status, usual)
    if fate is Fate.WAIT:
        raise ThrottledError(reason, wait(answer.headers))
    raise refusal(fate, reason, str(status))
