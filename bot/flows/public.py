"""Comments and mentions: one short answer where everybody reads along, the rest in private."""

from collections.abc import Mapping
from dataclasses import replace

from bot.drafts import told
from bot.model import HandOver, Say
from bot.turn import Decision, Turn

ASKS = frozenset({"report_status", "want_human", "help"})
"""What is worth an invitation, besides questions about the city."""
LINKED: Mapping[str, str] = {
    "public-report": "public-report-link",
    "public-question": "public-question-link",
    "public-emergency": "public-emergency-link",
}
"""What is said with the way into a private conversation."""
INVITED = "private"
"""What a conversation in public awaits once we have answered: that it goes on in private."""


def acknowledge(turn: Turn) -> Decision:
    """Answer once: thank for a problem and call a person, or invite; otherwise say nothing.

    Details of a report are never asked for in public. Whoever only chats is left in peace.
    """
    heard, conversation = turn.heard, turn.conversation
    invited = replace(conversation, awaiting=INVITED)
    if heard.emergency:
        given = replace(invited, owner="operator")
        return given, [_say(turn, "public-emergency"), HandOver("emergency")]
    draft = told(heard, turn.city)
    if heard.intent == "report" and draft.description and conversation.owner == "bot":
        given = replace(invited, owner="operator", draft=draft)
        say = [] if conversation.awaiting else [_say(turn, "public-report")]
        return given, [*say, HandOver("public")]
    asks = heard.intent in ASKS or heard.intent.startswith("ask_")
    if asks and heard.confidence >= turn.city.sure and not conversation.awaiting:
        return invited, [_say(turn, "public-question")]
    return conversation, []


def _say(turn: Turn, key: str) -> Say:
    """Return the sentence, with the way into a private conversation if there is one."""
    link = turn.heard.invitation
    return Say(LINKED[key], {"link": link}) if link else Say(key)
