"""What Kannel calls us with, read into our values."""

import re
from collections.abc import Mapping
from email.message import Message
from urllib.parse import parse_qsl, urlsplit

from bot.model import Inbound
from gateway.channel import Receipt, Received, Webhook
from gateway.channels.kannel.letters import repaired
from gateway.channels.kannel.senders import one_form
from gateway.errors import BadWebhookError

CHANNEL = "kannel"
MOST_FIELDS = 50
RECEIPTS: Mapping[str, str] = {
    "1": "delivered",
    "2": "failed",
    "8": "sent",
    "16": "failed",
    "34": "failed",
}
"""Kannel's %d in our words; 4 (the SMSC keeps trying) tells nothing. 34 is "expired"."""
CHARSETS: Mapping[str, str] = {
    "iso-8859-1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "latin1": "iso-8859-1",
    "utf-16be": "utf-16-be",
    "windows-1252": "cp1252",
}
"""Those Kannel may name beside UTF-8. Python knows others that are no charsets at all."""
_ERROR = re.compile(r"\bstat:([A-Z]{1,10})|\berr:(\w{1,10})|^NACK/(\w{1,12})")


def fields(call: Webhook) -> Mapping[str, str]:
    """Return what stands in the query of the address. Raises `BadWebhookError`."""
    try:
        pairs = parse_qsl(urlsplit(call.url).query, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadWebhookError("not a query of Kannel's", 400) from error
    return dict(pairs)


def message(call: Webhook, ourselves: str) -> Received:
    """Return the SMS in a proven call; what we sent `ourselves` is none."""
    told = fields(call)
    if call.method != "POST" or not told.get("id"):
        raise BadWebhookError("no message, or one without its id", 400)
    sender = one_form(told.get("from", ""))
    if not sender:
        raise BadWebhookError("no sender", 400)
    if sender == one_form(ourselves):
        return Received()
    said = Inbound(
        channel=CHANNEL, sender=sender, external_id=told["id"], text=_text(call, told)
    )
    return Received(messages=(said,))


def receipt(call: Webhook) -> Received:
    """Return what became of a message of ours."""
    told = fields(call)
    if not told.get("m"):
        raise BadWebhookError("a receipt for nothing", 400)
    status = RECEIPTS.get(told.get("d", ""))
    if status is None:
        return Received()
    error = _error(told.get("A", "")) if status == "failed" else ""
    ours = Receipt(
        channel=CHANNEL,
        external_id=told["m"],
        status=status,
        error=error,
        reference=told["m"],
    )
    return Received(receipts=(ours,))


def _text(call: Webhook, told: Mapping[str, str]) -> str:
    header = Message()
    header["content-type"] = call.headers.get("content-type", "")
    named = str(header.get_param("charset") or told.get("charset") or "")
    charset = CHARSETS.get(named.strip('"').lower(), "utf-8")
    return repaired(call.body.decode(charset, "replace"))


def _error(answer: str) -> str:
    """Return the codes in the SMSC's words, which may repeat the message."""
    head = answer.partition("text:")[0]
    return " ".join(code for found in _ERROR.findall(head) for code in found if code)
