"""Telegram's updates, read into our values."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.model import Attachment, Inbound, Point
from gateway import outside
from gateway.channel import Party, Received
from gateway.errors import BadWebhookError

CHANNEL = "telegram"
Name = Callable[..., str]
"""Gives something of Telegram's, told by its ids, a name that betrays none of them."""

_SAID = frozenset(
    {"message_id", "date", "chat", "from", "text", "caption", "location", "venue"}
)
_FILES = frozenset({"sticker", "photo", "video", "video_note", "voice", "audio", "document"})
_NEEDED: Mapping[str, frozenset[str]] = {
    "message": _SAID | _FILES,
    "edited_message": _SAID | _FILES,
    "callback_query": frozenset({"id", "from", "chat_instance", "data"}),
    "my_chat_member": frozenset({"chat", "from", "date", "old_chat_member", "new_chat_member"}),
}
"""The fields we use. The rest is dropped unread: what Telegram invents there cannot harm us."""
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
    OSError,
)


def read(body: bytes, name: Name) -> Received:
    """Return what is in one update. Raises `BadWebhookError` if it is none."""
    try:
        update = _update(json.loads(body))
        if update.callback_query is not None:
            return _pressed(update.callback_query, name)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member)
        if update.edited_message is not None:
            return _edited(update.edited_message, _whole(update.update_id), name)
        return _said(update.message, name) if update.message is not None else Received()
    except _MALFORMED as error:
        raise BadWebhookError("not an update of Telegram's", 400) from error


def _update(raw: Any) -> Update:
    needed: dict[str, Any] = {"update_id": _whole(raw["update_id"])}
    for kind, fields in _NEEDED.items():
        if kind in raw:
            needed[kind] = {key: value for key, value in raw[kind].items() if key in fields}
    return Update.de_json(needed, None)


def _pressed(query: CallbackQuery, name: Name) -> Received:
    if query.from_user.is_bot or not query.data:
        return Received()
    pressed = Inbound(
        channel=CHANNEL,
        sender=str(_whole(query.from_user.id)),
        external_id=name("pressed", _text(query.id)),
        button=_text(query.data),
    )
    answer = {"method": "answerCallbackQuery", "callback_query_id": query.id}
    return Received(
        messages=(pressed,), answer=json.dumps(answer), content_type="application/json"
    )


def _membership(change: ChatMemberUpdated) -> Received:
    """Return who blocked the bot: Telegram says that we were banned from their chat."""
    blocked = change.new_chat_member.status == ChatMember.BANNED
    who = (Party(CHANNEL, str(_whole(change.chat.id))),)
    return Received(stopped=who) if blocked else Received()


def _said(message: Message, name: Name) -> Received:
    inbound = Inbound(
        channel=CHANNEL,
        sender=str(_whole(message.chat.id)),
        external_id=name(message.chat.id, _whole(message.message_id)),
        text=_words(message),
        location=_location(message),
        attachments=_attachments(message),
    )
    says = inbound.text or inbound.location or inbound.attachments
    return Received(messages=(inbound,)) if says and _is_from_citizen(message) else Received()


def _edited(message: Message, update: int, name: Name) -> Received:
    """Return a changed text; a live location that moved on is no new message."""
    inbound = Inbound(
        channel=CHANNEL,
        sender=str(_whole(message.chat.id)),
        external_id=name("edited", update),
        text=_words(message),
        attachments=_attachments(message),
        replaces=name(message.chat.id, _whole(message.message_id)),
    )
    says = inbound.text and _is_from_citizen(message)
    return Received(messages=(inbound,)) if says else Received()


def _is_from_citizen(message: Message) -> bool:
    sender = message.from_user
    private = message.chat.type == Chat.PRIVATE
    return private and sender is not None and not sender.is_bot


def _words(message: Message) -> str:
    """Return what was written; a sticker says its emoji."""
    sticker = message.sticker.emoji if message.sticker else None
    return _text(message.text or message.caption or sticker or "")


def _location(message: Message) -> Point | None:
    pin = message.location or (message.venue.location if message.venue else None)
    return outside.point(pin.latitude, pin.longitude) if pin else None


def _attachments(message: Message) -> tuple[Attachment, ...]:
    files: Mapping[str, Any] = {
        "photo": message.photo[-1] if message.photo else None,  # the largest size comes last
        "video": message.video or message.video_note,
        "voice": message.voice or message.audio,
        "document": message.document,
    }
    return tuple(_file(kind, file) for kind, file in files.items() if file)


def _file(kind: str, file: Any) -> Attachment:
    content_type = _text(getattr(file, "mime_type", "") or "")
    return Attachment(kind=kind, reference=_text(file.file_id), content_type=content_type)


def _whole(value: object) -> int:
    """Return a number the library took as it came."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError("not a whole number")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("not a text")
