"""Answer questions about public information."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import ARTICLE, folded
from bot.asked import LONGEST, remembering
from bot.cues import is_here, is_home
from bot.drafts import is_place, known
from bot.flows import home
from bot.flows.words import closed
from bot.model import Conversation, Heard, LookUp, Say
from bot.place import Place
from bot.turn import CERTAIN, Decision, Turn

SOURCES: Mapping[str, str] = {
    "ask_weather": "weather",
    "ask_warning": "warning",
    "ask_earthquake": "earthquake",
    "ask_air_quality": "air_quality",
    "ask_cctv": "cctv",
    "ask_event": "event",
    "ask_budget": "budget",
    "ask_wifi": "wifi",
    "ask_agency": "agency",
    "ask_service_hours": "agency",
    "ask_emergency_number": "emergency_number",
    "ask_service": ARTICLE,
    "ask_permit": ARTICLE,
}
"""Which source answers which intent."""

LATER = (
    "ask_traffic",
    "rating",
)
"""Intents we understand and cannot serve yet: said honestly, with a person on offer."""

NEEDS_PLACE = {"ask_wifi", "ask_cctv"}
GO_ON = {"ask_weather", "ask_warning", "ask_air_quality", "ask_wifi", "ask_cctv", "ask_event"}
"""Questions that are asked again for another place or day."""
DATED = {"ask_weather", "ask_event"}
"""Those whose answers depend on the day."""
CITYWIDE = {"ask_event"}
"""Those of `GO_ON` whose answers are the same all over the city."""
LISTS = {"ask_wifi", "ask_cctv", "ask_event", "ask_service", "ask_permit"}
"""Questions whose answers may go on: "yang lain?"."""


def ask(turn: Turn) -> Decision:
    """Look the answer up, or ask for the place it depends on."""
    place, intent = place_of(turn), turn.heard.intent
    if not turn.conversation.flow and _lacks_place(turn, place):
        return _waiting(turn), [_where(turn)]
    answered = remembering(turn.conversation, intent, place, asked(turn.heard))
    return answered, [LookUp(SOURCES[intent], place, asked(turn.heard))]


def place_of(turn: Turn) -> Place | None:
    """Return where a question is about: the place named, that of the report, the one we kept.

    Questions about the whole city are about nowhere unless they name a place.
    """
    named, intent = turn.heard.place, turn.heard.intent
    if intent not in NEEDS_PLACE | GO_ON or intent in CITYWIDE:
        return named
    kept = home.of(turn) if named is None and not _names_city(turn) else None
    if intent in NEEDS_PLACE:
        return located(named) or located(turn.conversation.draft.place) or kept
    return named or kept


def there(turn: Turn) -> Decision | None:
    """Answer the question that waits for a place; ask once more if we do not know the place.

    Return nothing if no question waits, or the message is about something else.
    """
    question, place = turn.conversation.question, located(turn.heard.place)
    if question and turn.heard.intent == "cancel":
        return closed(turn), [Say("cancelled")]
    if not question or _is_elsewhere(turn):
        return None
    if place is not None:
        return _found(turn, place)
    if turn.conversation.misses:
        return None
    return replace(turn.conversation, misses=1), [Say("information-where", ask_location=True)]


def located(place: Place | None) -> Place | None:
    """Return `place` if it is a point in the city from which distances can be told."""
    return place if known(place) and place and place.lat is not None else None


def not_yet(turn: Turn) -> Decision:
    """Say honestly that this is not served yet, unless an article speaks of it."""
    said = Say("information-not-yet")
    return turn.conversation, [LookUp(ARTICLE, None, turn.heard.text, said)]


def asked(heard: Heard) -> str:
    """Return the question: the article chosen of several, or the citizen's words."""
    return heard.button if heard.button.startswith(f"{ARTICLE}:") else heard.text


def _lacks_place(turn: Turn, place: Place | None) -> bool:
    """Return whether the answer depends on where the citizen is, and we do not know that."""
    heard = turn.heard
    if heard.intent in NEEDS_PLACE and place is None:
        return True
    local = heard.intent in NEEDS_PLACE | GO_ON and heard.intent not in CITYWIDE
    lost = is_here(heard.text) or (is_home(heard.text) and place is None)
    return local and heard.place is None and lost


def _waiting(turn: Turn) -> Conversation:
    """Return the conversation in which the question waits, beside others that do already."""
    conversation, intent = turn.conversation, turn.heard.intent
    waiting = (*conversation.waiting, (intent, asked(turn.heard)[:LONGEST]))
    first, _ = waiting[0]
    return replace(conversation, question=first, waiting=waiting, offered=(), misses=0)


def _found(turn: Turn, place: Place) -> Decision:
    """Answer all questions that waited for `place`, and offer to remember its area."""
    conversation, more = turn.conversation, turn.heard.text
    waited = conversation.waiting or ((conversation.question, ""),)
    answers = [
        LookUp(SOURCES[intent], place, f"{said} {more}".strip()) for intent, said in waited
    ]
    last, _ = waited[-1]
    answered = remembering(conversation, last, place, answers[-1].text)
    answered = replace(answered, question="", waiting=(), misses=0)
    after, offer = home.offered(turn, answered, place)
    return after, [*answers, *offer]


def _names_city(turn: Turn) -> bool:
    """Return whether the citizen asks about the whole city: "cuaca bandung"."""
    return turn.city.name.split()[-1].casefold() in folded(turn.heard.text).split()


def _is_elsewhere(turn: Turn) -> bool:
    heard = turn.heard
    same = heard.intent in {"", "out_of_scope", turn.conversation.question}
    return not same and heard.confidence >= CERTAIN and not is_place(heard)


def _where(turn: Turn) -> Say:
    """Ask for a pin if the citizen says "near me", else for any place."""
    here = is_here(turn.heard.text) or is_home(turn.heard.text)
    return Say("information-here" if here else "information-where", ask_location=True)
