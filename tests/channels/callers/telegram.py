"""Telegram, as its documentation describes it."""

import hashlib
import hmac
import json
from typing import Any

from tests.channels.callers.caller import Caller

TOKEN, SECRET = "123:TEST", "hush-telegram"
SITI = {"id": 77, "is_bot": False, "first_name": "Siti"}
CHAT = {"id": 77, "type": "private"}


def update(text: Any, **more: Any) -> bytes:
    """Return the update that tells of a message."""
    message = {"message_id": 7, "from": SITI, "chat": CHAT, "date": 1795319403, "text": text}
    return json.dumps({"update_id": 1, "message": message | more}).encode()


def hidden(told: str) -> str:
    """Return the name under which the channel keeps `told`."""
    return hmac.new(TOKEN.encode(), told.encode(), hashlib.sha256).hexdigest()[:32]


CALLER = Caller(
    family="telegram",
    secrets={"telegram_token": TOKEN, "telegram_webhook_secret": SECRET},
    sign=lambda _url, _body: {"x-telegram-bot-api-secret-token": SECRET},
    says=update,
    header="x-telegram-bot-api-secret-token",
    nameless=lambda told: hidden(told) if told else "",
)
