"""Groups are declined: what is told there is read by others, and is never kept.

A webhook's answer may call one method. Being added is answered with one sentence; whatever
comes from a group after that, the notice that we joined among it, is answered by leaving.
Channels are left at once: a sentence there would go to every subscriber.
"""

import json
from collections.abc import Mapping
from typing import Any

from telegram import Chat, ChatMember

from gateway.channel import Received

GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})
_PRESENT = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR})
SENTENCE = (
    "Terima kasih, tetapi bot ini hanya melayani percakapan pribadi. / "
    "Thank you, but this bot only talks in private chats."
)
"""Not in `responses/`: there is no conversation yet whose language and city we would know."""


def joined(chat: int, kind: str, status: str, username: str) -> Received:
    """Return the answer to being `status` in a group or channel from now on."""
    if status not in _PRESENT:
        return Received()
    if kind not in GROUPS:
        return leave(chat)
    link = f" https://t.me/{username}" if username else ""
    return _calling({"method": "sendMessage", "chat_id": chat, "text": SENTENCE + link})


def leave(chat: int) -> Received:
    """Return the answer that takes us out of a group."""
    return _calling({"method": "leaveChat", "chat_id": chat})


def _calling(call: Mapping[str, Any]) -> Received:
    return Received(answer=json.dumps(call), content_type="application/json")
