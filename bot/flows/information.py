"""Answer questions about public information."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import ARTICLE, intent_choice
from bot.asked import LONGEST, remembering
from bot.flows import places
from bot.model import Conversation, Found, Heard, LookUp, Say
from bot.place import Place
from bot.turn import Decision, Turn

SOURCES: Mapping[str, str] = {
    "ask_weather": "weather",
    "ask_warning": "warning",
    "ask_earthquake": "earthquake",
    "ask_air_quality": "air_quality",
    "ask_traffic": "traffic",
    "ask_cctv": "cctv",
    "ask_event": "event",
    "ask_budget": "budget",
    "ask_data": "open_data",
    "ask_wifi": "wifi",
    "ask_agency": "agency",
    "ask_service_hours": "service_hours",
    "ask_social": "social",
    "ask_health": "health",
    "ask_transport": "transport",
    "ask_emergency_number": "emergency_number",
    "ask_service": ARTICLE,
    "ask_permit": ARTICLE,
}
"""Which source answers which intent."""

LATER = ("rating",)
"""Intents we understand and cannot serve yet: said honestly, with a person on offer."""

LAST_WORDS: Mapping[str, Say] = {
    "ask_transport": Say("transport-none"),
    "ask_service_hours": Say("service_hours-none"),
}
"""What is said if neither the source of these intents nor an article knows anything."""


def ask(turn: Turn) -> Decision:
    """Look the answer up, or ask for the place it depends on."""
    place, intent = places.place_of(turn), turn.heard.intent
    if not turn.conversation.flow and places.lacks_place(turn, place):
        return _waiting(turn), [places.where(turn.heard.text)]
    answered = remembering(turn.conversation, intent, place, _asked(turn.heard))
    return answered, [look_up(intent, place, _asked(turn.heard))]


def look_up(intent: str, place: Place | None, text: str) -> LookUp:
    """Return what answers, with the article that may know where the source does not."""
    source = SOURCES[intent]
    last = LAST_WORDS.get(intent)
    article = LookUp(ARTICLE, None, text, last) if last else None
    return LookUp(source, place, text, article)


def helped(turn: Turn) -> Decision:
    """Take what the citizen says of the article that was told; offer a person if it did not."""
    _, verdict, article = (*turn.heard.button.split(":", 2), "", "")[:3]
    before = turn.conversation
    if verdict == "yes":
        return before, [Found(article, helped=True), Say("helped-thanks")]
    said = Found(article, helped=False)
    if before.flow:
        return before, [said, Say("helped-not")]
    person = intent_choice("want_human", "human")
    after = replace(before, offered=(person.payload,))
    return after, [said, Say("helped-not", choices=(person,))]


def not_yet(turn: Turn) -> Decision:
    """Say honestly that this is not served yet, unless an article speaks of it."""
    said = Say("information-not-yet")
    return turn.conversation, [LookUp(ARTICLE, None, turn.heard.text, said)]


def _waiting(turn: Turn) -> Conversation:
    """Return the conversation in which the question waits, beside others that do already."""
    conversation, intent = turn.conversation, turn.heard.intent
    waiting = (*conversation.waiting, (intent, _asked(turn.heard)[:LONGEST]))
    first, _ = waiting[0]
    return replace(conversation, question=first, waiting=waiting, offered=(), misses=0)


def _asked(heard: Heard) -> str:
    """Return the question: the article chosen of several, or the citizen's words."""
    return heard.button if heard.button.startswith(f"{ARTICLE}:") else heard.text
