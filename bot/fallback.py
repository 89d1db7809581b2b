"""What to say when we did not understand: offer, then ask otherwise, then a person."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import ARTICLE, intent_choice
from bot.asked import remembering
from bot.drafts import told
from bot.model import Choice, Conversation, HandOver, LookUp, Say
from bot.report import Draft
from bot.turn import Decision, Turn

GUESSES: Mapping[str, str] = {
    "report": "report",
    "report_status": "status",
    "ask_weather": "weather",
    "ask_wifi": "wifi",
    "ask_agency": "agency",
    "ask_emergency_number": "emergency-number",
}
"""Intents we may offer as "did you mean", and the name of their label."""
PATIENCE = 2
WORDS = 2
"""Words of a message from which an article may answer it."""


def unsure(turn: Turn) -> Decision:
    """Offer what it may have been; the second time ask to say it otherwise; then hand over."""
    if turn.heard.intent == "out_of_scope" and turn.heard.confidence >= turn.city.sure:
        return _offer(turn, turn.conversation, "out-of-scope")
    misses = turn.conversation.misses + 1
    if misses > PATIENCE:
        given = replace(turn.conversation, owner="operator", offered=(), misses=0)
        return given, [Say("unsure-person"), HandOver("unsure")]
    conversation = replace(_remembering(turn), misses=misses)
    return _offer(turn, conversation, "unsure" if misses == 1 else "unsure-again")


def deaf(turn: Turn) -> Decision:
    """Say honestly that understanding is down, and offer what works without it."""
    return _offer(turn, _remembering(turn), "unsure-deaf")


def _remembering(turn: Turn) -> Conversation:
    """Keep what was said: nobody types a report twice because we did not see it was one."""
    draft = told(turn.heard, turn.city)
    said = draft if draft.description else Draft()
    return replace(turn.conversation, draft=said)


def menu(first: str = "") -> tuple[Choice, ...]:
    """Return what we can do as choices, `first` (an intent) ahead."""
    wanted = dict.fromkeys([first, "report", "report_status", "ask_weather"])
    known = [intent for intent in wanted if intent in GUESSES][:3]
    return (
        *(intent_choice(intent, GUESSES[intent]) for intent in known),
        intent_choice("want_human", "human"),
    )


def _offer(turn: Turn, conversation: Conversation, key: str) -> Decision:
    """Offer what we can do, unless one of the city's articles answers."""
    choices = menu(turn.heard.intent)
    offered = tuple(choice.payload for choice in choices)
    say = Say(key, choices=choices)
    text = turn.heard.text
    elsewhere = key == "out-of-scope" or turn.heard.by == "none"
    asks = len(text.split()) >= WORDS and not elsewhere
    conversation = replace(conversation, offered=offered)
    if not asks:
        return conversation, [say]
    asked = remembering(conversation, "ask_service", None, text)
    return asked, [LookUp(ARTICLE, None, text, say)]
