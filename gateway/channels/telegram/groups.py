"""Groups are declined: what is told there is read by others, and is never kept.

A webhook's answer may call one method. Being added is answered with one sentence; whatever
comes from a group after that, the notice that we joined among it, is answered by leaving.
Channels are left at once: a sentence there would go to every subscriber.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Chat, ChatMember

from gateway.channel import Received

GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})
_ABSENT = frozenset({ChatMember.LEFT, ChatMember.BANNED})
SENTENCE = (
    "Terima kasih, tetapi bot ini hanya melayani percakapan pribadi. / "
    "Thank you, but this bot only talks in private chats."
)
"""Not in `responses/`: there is no conversation yet whose language and city we would know."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of our membership in a chat: its statuses of before and after."""

    chat: int
    kind: str
    before: str
    after: str


def decline(change: Change, username: str) -> Received:
    """Return the answer to a change in a group or channel."""
    if change.after in _ABSENT:
        return Received()
    if change.kind not in GROUPS or change.before not in _ABSENT:
        return leave(change.chat)
    link = f" https://t.me/{username}" if username else ""
    return _calling({"method": "sendMessage", "chat_id": change.chat, "text": SENTENCE + link})


def leave(chat: int) -> Received:
    """Return the answer that takes us out of a group."""
    return _calling({"method": "leaveChat", "chat_id": chat})


def _calling(call: Mapping[str, Any]) -> Received:
    return Received(answer=json.dumps(call), content_type="application/json")
