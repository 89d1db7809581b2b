"""A message in a private chat with the bot, read into our values."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from telegram import Contact, Message

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway import outside

CHANNEL = "telegram"
Name = Callable[..., str]
"""Gives something of Telegram's, told by its ids, a name that betrays none of them."""
CARD = "\N{BUST IN SILHOUETTE}"
"""What stands for a contact that is not the sender's own: it is answered, but not taken."""
_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a link `t.me/<bot>?start=<payload>` can carry."""


def said(message: Message, name: Name) -> Inbound:
    """Return what a citizen said."""
    chat = message.chat.id
    text, referral = _command(_words(message))
    phone = _own_number(message)
    album = message.media_group_id
    return Inbound(
        channel=CHANNEL,
        sender=str(whole(chat)),
        external_id=name(chat, whole(message.message_id)),
        text=CARD if message.contact and not phone else text,
        location=_location(message),
        attachments=_attachments(message),
        album=name("album", chat, string(album)) if album else "",
        referral=referral,
        phone=phone,
    )


def edited(message: Message, update: int, name: Name) -> Inbound:
    """Return a changed text or caption; where a live location has moved to is not in it."""
    text, referral = _command(_words(message))
    return Inbound(
        channel=CHANNEL,
        sender=str(whole(message.chat.id)),
        external_id=name("edited", update),
        text=text,
        attachments=_attachments(message),
        replaces=name(message.chat.id, whole(message.message_id)),
        referral=referral,
    )


def whole(value: object) -> int:
    """Return a number the library took as it came."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError("not a whole number")


def string(value: object) -> str:
    """Return a text the library took as it came."""
    if isinstance(value, str):
        return value
    raise TypeError("not a text")


def _words(message: Message) -> str:
    """Return what was written; a sticker says its emoji."""
    sticker = message.sticker.emoji if message.sticker else None
    return string(message.text or message.caption or sticker or "")


def _command(text: str) -> tuple[str, str]:
    """Return what a text says without the ornaments of a command, and a link's payload.

    >>> _command("/start@OurBot rw-05"), _command("/lapor lampu mati"), _command("/lapor@Us")
    (('/start', 'rw-05'), ('lapor lampu mati', ''), ('/lapor', ''))
    """
    command = _COMMAND.fullmatch(text)
    if command is None:
        return text, ""
    word, rest = command[1], command[2] or ""
    if word.lower() == "start" and _PAYLOAD.fullmatch(rest):
        return "/start", rest
    return (f"{word} {rest}" if rest else f"/{word}"), ""


def _location(message: Message) -> Point | None:
    pin = message.location or (message.venue.location if message.venue else None)
    return outside.point(pin.latitude, pin.longitude) if pin else None


def _own_number(message: Message) -> str:
    """Return the number in E.164 if the sender shared their own; Telegram vouches for it."""
    contact, sender = message.contact, message.from_user
    if contact is None or contact.user_id is None or sender is None:
        return ""
    return _e164(contact) if whole(contact.user_id) == whole(sender.id) else ""


def _e164(contact: Contact) -> str:
    """Return the number, which Telegram gives with its country but not always with a plus."""
    given = string(contact.phone_number).removeprefix("+")
    try:
        number = phonenumbers.parse(f"+{given}")
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _attachments(message: Message) -> tuple[Attachment, ...]:
    """Return the files; an animation comes as a document, too."""
    document = None if message.animation else message.document
    files: Mapping[str, Any] = {
        "photo": message.photo[-1] if message.photo else None,  # the largest size comes last
        "video": message.video or message.video_note or message.animation,
        "voice": message.voice or message.audio,
        "document": document,
    }
    return tuple(_file(kind, file) for kind, file in files.items() if file)


def _file(kind: str, file: Any) -> Attachment:
    content_type = string(getattr(file, "mime_type", "") or "")
    picture = kind == "document" and content_type.startswith("image/")
    return Attachment(
        kind="photo" if picture else kind,
        reference=string(file.file_id),
        content_type=content_type,
    )
