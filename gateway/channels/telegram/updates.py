"""Telegram's updates, read into our values."""

import json
from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.model import Inbound
from gateway.channel import Party, Received
from gateway.channels.telegram import groups, messages
from gateway.channels.telegram.messages import CHANNEL, Name, string, whole
from gateway.errors import BadWebhookError

_SAID = frozenset(
    {
        *("message_id", "date", "chat", "from", "media_group_id"),
        *("text", "caption", "location", "venue", "contact"),
        *("sticker", "photo", "video", "video_note", "animation", "voice", "audio", "document"),
    }
)
NEEDED: Mapping[str, frozenset[str]] = {
    "message": _SAID,
    "edited_message": _SAID,
    "callback_query": frozenset({"id", "from", "chat_instance", "data"}),
    "my_chat_member": frozenset({"chat", "from", "date", "old_chat_member", "new_chat_member"}),
}
"""The kinds we ask for, and the fields we use. What else Telegram invents cannot harm us."""
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
    OSError,
)


def read(body: bytes, name: Name, username: str) -> Received:
    """Return what is in one update to the bot called `username`.

    Raises `BadWebhookError` if it is none.
    """
    try:
        update = _update(json.loads(body))
        if update.callback_query is not None:
            return _pressed(update.callback_query, name)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member, username)
        if update.edited_message is not None:
            return _edited(update.edited_message, whole(update.update_id), name)
        return _said(update.message, name) if update.message is not None else Received()
    except _MALFORMED as error:
        raise BadWebhookError("not an update of Telegram's", 400) from error


def _update(raw: Any) -> Update:
    needed: dict[str, Any] = {"update_id": whole(raw["update_id"])}
    for kind, fields in NEEDED.items():
        if kind in raw:
            needed[kind] = {key: value for key, value in raw[kind].items() if key in fields}
    return Update.de_json(needed, None)


def _pressed(query: CallbackQuery, name: Name) -> Received:
    if query.from_user.is_bot or not query.data:
        return Received()
    pressed = Inbound(
        channel=CHANNEL,
        sender=str(whole(query.from_user.id)),
        external_id=name("pressed", string(query.id)),
        button=string(query.data),
    )
    answer = {"method": "answerCallbackQuery", "callback_query_id": query.id}
    return Received(
        messages=(pressed,), answer=json.dumps(answer), content_type="application/json"
    )


def _membership(change: ChatMemberUpdated, username: str) -> Received:
    """Return who blocked the bot or let it in again, or decline a group.

    A block is told as if the bot were banned from the citizen's own chat.
    """
    chat, status = change.chat, change.new_chat_member.status
    if chat.type != Chat.PRIVATE:
        return groups.joined(whole(chat.id), chat.type, status, username)
    who = (Party(CHANNEL, str(whole(chat.id))),)
    wishes = {
        ChatMember.BANNED: Received(stopped=who),
        ChatMember.MEMBER: Received(returned=who),
    }
    return wishes.get(status, Received())


def _said(message: Message, name: Name) -> Received:
    if not _is_from_citizen(message):
        return _elsewhere(message)
    inbound = messages.said(message, name)
    says = inbound.text or inbound.location or inbound.attachments or inbound.phone
    return Received(messages=(inbound,)) if says else Received()


def _edited(message: Message, update: int, name: Name) -> Received:
    if not _is_from_citizen(message):
        return _elsewhere(message)
    inbound = messages.edited(message, update, name)
    return Received(messages=(inbound,)) if inbound.text else Received()


def _is_from_citizen(message: Message) -> bool:
    sender = message.from_user
    private = message.chat.type == Chat.PRIVATE
    return private and sender is not None and not sender.is_bot


def _elsewhere(message: Message) -> Received:
    chat = message.chat
    return groups.leave(whole(chat.id)) if chat.type in groups.GROUPS else Received()
