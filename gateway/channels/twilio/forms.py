"""The forms Twilio posts, read into our values."""

from collections.abc import Mapping

from bot.model import Attachment, Inbound
from gateway import outside
from gateway.channel import Party, Receipt, Received
from gateway.channels.twilio.bodies import readable
from gateway.channels.twilio.transport import fate
from gateway.errors import BadWebhookError, Fate

PREFIX = "whatsapp:"
ACCEPTED = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MOST_MEDIA = 10
RECEIPTS: Mapping[str, str] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""Twilio's message statuses that tell us something, in our words."""
KINDS: Mapping[str, str] = {"image": "photo", "video": "video", "audio": "voice"}
SENDERS = ("From", "ExternalUserId", "ExternalUserIdentifier")
"""Where the citizen's id may be: since 2026 a WhatsApp user may hide the telephone number."""
ANSWERED = frozenset({"STOP", "HELP"})
"""Opt-out words Twilio has answered itself, so that we stay silent. Not START: by it Twilio
calls "yes", too, which may answer a question of ours."""


def read(fields: Mapping[str, str], channel: str, *, ours: str, reference: str) -> Received:
    """Return what is in a genuine form. Raises `BadWebhookError` if it is no message.

    `ours` is our own number, whose messages are echoes; `reference` what we gave along with a
    message whose status this is.
    """
    if not fields.get("MessageSid"):
        raise BadWebhookError("not a message of Twilio's", 400)
    status = fields.get("MessageStatus", "received")
    if status != "received":
        return _status(fields, status, channel, reference)
    who, wish = _sender(fields), fields.get("OptOutType")
    told = () if wish in ANSWERED or who == ours else (_message(fields, channel),)
    return Received(
        messages=told,
        stopped=(Party(channel, who),) if wish == "STOP" else (),
        returned=(Party(channel, who),) if wish == "START" else (),
        answer=ACCEPTED,
        content_type="text/xml",
    )


def _status(fields: Mapping[str, str], status: str, channel: str, reference: str) -> Received:
    """Return what became of a message of ours, and whether its reader wants no more."""
    ours = RECEIPTS.get(status)
    if ours is None:
        return Received()
    error = fields.get("ErrorCode", "")
    gone = fate(error) is Fate.STOPPED and fields.get("To")
    receipt = Receipt(
        channel=channel,
        external_id=fields["MessageSid"],
        status=ours,
        error=error,
        reference=reference,
        closed=fate(error) is Fate.WINDOW,
    )
    return Received(
        receipts=(receipt,),
        stopped=(Party(channel, fields["To"].removeprefix(PREFIX)),) if gone else (),
    )


def _message(fields: Mapping[str, str], channel: str) -> Inbound:
    return Inbound(
        channel=channel,
        sender=_sender(fields),
        external_id=fields["MessageSid"],
        text=readable(fields.get("Body", "")),
        button=fields.get("ButtonPayload") or fields.get("ListId", ""),
        location=outside.point(fields.get("Latitude"), fields.get("Longitude")),
        attachments=_attachments(fields),
    )


def _sender(fields: Mapping[str, str]) -> str:
    """Return the provider's id of the citizen: a number, or a WhatsApp id without one."""
    sender = next((fields[name] for name in SENDERS if fields.get(name)), "")
    sender = sender.removeprefix(PREFIX)
    if not sender:
        raise BadWebhookError("no sender", 400)
    return sender


def _attachments(fields: Mapping[str, str]) -> tuple[Attachment, ...]:
    files = (
        (fields.get(f"MediaUrl{n}", ""), fields.get(f"MediaContentType{n}", ""))
        for n in range(MOST_MEDIA)
    )
    return tuple(
        Attachment(
            kind=KINDS.get(type_.partition("/")[0], "document"),
            reference=url,
            content_type=type_,
        )
        for url, type_ in files
        if url
    )
