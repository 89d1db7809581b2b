"""What the WhatsApp Cloud API posts about one telephone number, read into our values.

Who wrote is `user_id` (BSUID) wherever Meta gives one, which since April 2026 it always does,
and else the number. The number would not do: it may be missing from one message to the next as
the citizen hides it behind a user name. It is not even passed on as `Inbound.phone`, which is
an act of the citizen's: the own card, sent, is one.
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway import outside
from gateway.channel import Party, Receipt, Received
from gateway.channels.meta.graph import fate
from gateway.channels.meta.names import Names
from gateway.channels.meta.values import UNREADABLE, Part, identifier, text
from gateway.errors import Fate

CHANNEL = "whatsapp"
STATUSES: Mapping[str, str] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
SILENT = frozenset({"reaction", "revoke", "system"})
"""Kinds that say nothing that wants an answer: a reaction, a deletion, a changed number."""
KINDS: Mapping[str, str] = {
    "image": "photo",
    "video": "video",
    "audio": "voice",
    "document": "document",
    "sticker": "document",
}
"""A sticker is no photo of anything, so that it never ends up in a report."""
_NUMBER = re.compile(r"[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message says, whoever wrote it."""

    text: str = ""
    button: str = ""
    location: Point | None = None
    attachments: tuple[Attachment, ...] = ()
    phone: str = ""


def parts(entry: Any, number: str, names: Names) -> Iterator[Part]:
    """Yield everything in `entry` that is about our telephone number (its id), still unread."""
    for change in entry["changes"]:
        value = change["value"]
        if value.get("metadata", {}).get("phone_number_id") != number:
            continue
        contacts = value.get("contacts", ())
        for each in value.get("messages", ()):
            yield partial(_message, each, contacts, names)
        for each in value.get("statuses", ()):
            yield partial(_status, each, contacts, names)
        for each in value.get("user_preferences", ()):
            yield partial(_preference, each, contacts)


def _message(message: Any, contacts: Sequence[Any], names: Names) -> Received:
    kind = text(message["type"])
    if kind in SILENT or message.get("group_id"):
        return Received()
    told = message["edit"]["message"] if kind == "edit" else message
    said = _READERS.get(text(told["type"]), _unsupported)(told)
    known = _known(message.get("from_user_id"), message.get("from"), contacts)
    inbound = Inbound(
        channel=CHANNEL,
        sender=_sender(known),
        external_id=names.name(identifier(message["id"])),
        text=said.text,
        button=said.button,
        location=said.location,
        attachments=said.attachments,
        phone=said.phone,
    )
    if kind == "edit":
        original = names.name(identifier(message["edit"]["original_message_id"]))
        inbound = replace(inbound, replaces=original)
    return Received(messages=(inbound,))


def _known(user: Any, number: Any, contacts: Sequence[Any]) -> tuple[str, str]:
    """Return somebody's BSUID, and what stands where the number should, as far as told."""
    user, number = user or "", number or ""
    for each in contacts:
        if (user and each.get("user_id") == user) or (number and each.get("wa_id") == number):
            user, number = user or each.get("user_id") or "", number or each.get("wa_id") or ""
    return text(user), text(number)


def _sender(known: tuple[str, str]) -> str:
    return identifier(known[0] or known[1])


def _words(message: Any) -> Said:
    return Said(text=text(message["text"]["body"]))


def _file(message: Any) -> Said:
    kind = message["type"]
    file = message[kind]
    attachment = Attachment(
        kind=KINDS[kind],
        reference=identifier(file["id"]),
        content_type=text(file.get("mime_type") or ""),
    )
    return Said(text=text(file.get("caption") or ""), attachments=(attachment,))


def _pin(message: Any) -> Said:
    """Return a position; what a map calls the place is nothing the citizen said."""
    pin = message["location"]
    location = outside.point(pin["latitude"], pin["longitude"])
    return Said(location=location) if location else _unsupported(message)


def _card(message: Any) -> Said:
    """Return the sender's own number from a card with it, which WhatsApp vouches for.

    Cards of others are not read: they hold numbers of people who never wrote to us.
    """
    number, cards = message.get("from") or "", message["contacts"]
    numbers = {each.get("wa_id") for card in cards for each in card.get("phones", ())}
    own = len(cards) == 1 and number in numbers and _NUMBER.fullmatch(text(number))
    return Said(phone=f"+{number}") if own else _unsupported(message)


def _template_button(message: Any) -> Said:
    pressed = message["button"]
    return Said(text=text(pressed.get("text") or ""), button=text(pressed.get("payload") or ""))


def _chosen(message: Any) -> Said:
    answer = message["interactive"]
    chosen = answer.get("button_reply") or answer.get("list_reply")
    if chosen:
        return Said(text=text(chosen.get("title") or ""), button=text(chosen["id"]))
    form = answer.get("nfm_reply")
    return Said(text=text(form.get("body") or "")) if form else _unsupported(message)


def _unsupported(_message: Any) -> Said:
    """Return a message for what we cannot take."""
    return Said(attachments=UNREADABLE)


_READERS: Mapping[str, Callable[[Any], Said]] = {
    "text": _words,
    **dict.fromkeys(KINDS, _file),
    "location": _pin,
    "button": _template_button,
    "interactive": _chosen,
    "contacts": _card,
}
"""By the type of the message; any other is answered as one we cannot read."""


def _status(status: Any, contacts: Sequence[Any], names: Names) -> Received:
    ours = STATUSES.get(text(status["status"]))
    if ours is None:
        return Received()
    code = next((each.get("code") for each in status.get("errors", ())), None)
    meant = fate(code) if isinstance(code, int) else None
    gone = meant is Fate.STOPPED
    known = _known(status.get("recipient_user_id"), status.get("recipient_id"), contacts)
    return Received(
        receipts=(
            Receipt(
                channel=CHANNEL,
                external_id=names.name(identifier(status["id"])),
                status=ours,
                error=str(code) if isinstance(code, int) else "",
                reference=text(status.get("biz_opaque_callback_data") or ""),
                closed=meant is Fate.WINDOW,
            ),
        ),
        stopped=(Party(CHANNEL, _sender(known)),) if gone else (),
    )


def _preference(wish: Any, contacts: Sequence[Any]) -> Received:
    """Return who switched messages of ours off or on in WhatsApp itself.

    WhatsApp means advertising by it. We take it for all that is not asked for, which ends when
    the citizen writes again.
    """
    known = _known(wish.get("user_id"), wish.get("wa_id"), contacts)
    who = (Party(CHANNEL, _sender(known)),)
    value = wish.get("value")
    return Received(
        stopped=who if value == "stop" else (), returned=who if value == "resume" else ()
    )
