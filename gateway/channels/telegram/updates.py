"""Telegram's updates, read into our values."""

import json
from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, Message, Update

from bot.model import Inbound
from gateway.channel import Party, Received
from gateway.channels.telegram import groups, messages
from gateway.channels.telegram.groups import Change
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
}
"""The fields we use. What else Telegram invents cannot harm us."""
KINDS = (*NEEDED, "my_chat_member")
"""The kinds of updates that we ask for."""
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
        raw = json.loads(body)
        update = _update(raw)
        if update.callback_query is not None:
            return _pressed(update.callback_query, name)
        if "my_chat_member" in raw:
            return _membership(_change(raw["my_chat_member"]), username)
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


def _change(told: Any) -> Change:
    """Read a membership by hand: the library wants every right that Telegram ever invented."""
    return Change(
        chat=whole(told["chat"]["id"]),
        kind=string(told["chat"]["type"]),
        before=string(told["old_chat_member"]["status"]),
        after=string(told["new_chat_member"]["status"]),
    )


def _membership(change: Change, username: str) -> Received:
    """Return who blocked the bot or let it in again, or decline a group.

    A block is told as if the bot were banned from the citizen's own chat.
    """
    if change.kind != Chat.PRIVATE:
        return groups.decline(change, username)
    who = (Party(CHANNEL, str(change.chat)),)
    wishes = {
        ChatMember.BANNED: Received(stopped=who),
        ChatMember.MEMBER: Received(returned=who),
    }
    return wishes.get(change.after, Received())


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
