"""Our messages as calls of the Bot API. Texts are plain: no markup is ever switched on."""

from collections.abc import Coroutine
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)

from bot.model import Outbound

LONGEST = 4096
LONGEST_CAPTION = 1024
LONGEST_DATA = 64
"""Bytes of a button's payload."""
LOCATION = "\N{ROUND PUSHPIN}"
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


def call(bot: Bot, message: Outbound) -> Coroutine[Any, Any, Message]:
    """Return the one call that sends `message`, not yet made."""
    text, keyboard = _text(message), _keyboard(message)
    file, to = message.attachment, message.recipient
    if file is None:
        return bot.send_message(to, text[:LONGEST], reply_markup=keyboard)
    if len(text) > LONGEST_CAPTION:
        shown = LinkPreviewOptions(url=file.reference, prefer_large_media=True)
        return bot.send_message(
            to, text[:LONGEST], reply_markup=keyboard, link_preview_options=shown
        )
    if file.kind == "photo":
        return bot.send_photo(to, file.reference, caption=text or None, reply_markup=keyboard)
    return bot.send_document(to, file.reference, caption=text or None, reply_markup=keyboard)


def _text(message: Outbound) -> str:
    """Return the text, with the choices as numbered lines where they cannot be buttons."""
    if not message.choices or _fit(message):
        return message.text
    lines = (f"{number}. {label}" for number, (_, label) in enumerate(message.choices, 1))
    return "\n".join([message.text, *lines])


def _keyboard(message: Outbound) -> Markup:
    if message.choices and _fit(message):
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(label, callback_data=key)] for key, label in message.choices]
        )
    if message.location_label:
        button = KeyboardButton(f"{LOCATION} {message.location_label}", request_location=True)
        return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    return None


def _fit(message: Outbound) -> bool:
    return all(0 < len(key.encode()) <= LONGEST_DATA for key, _ in message.choices)
