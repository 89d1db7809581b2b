"""What of a question is remembered, so that the next message may go on with it."""

from dataclasses import replace

from bot.answers import ARTICLE
from bot.model import Conversation
from bot.place import Place

LONGEST = 300
"""Characters of a question that are remembered to go on with it."""


def remembering(
    conversation: Conversation, intent: str, place: Place | None, said: str
) -> Conversation:
    """Return `conversation` with what is answered now, so that "yang lain?" goes on with it."""
    chosen = said.startswith(f"{ARTICLE}:") and conversation.asked == intent
    if chosen:  # one of those offered: "yang lain?" still means the question they answer
        return conversation
    return replace(conversation, asked=intent, where=place, said=said[:LONGEST], page=0)
