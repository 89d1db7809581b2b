"""Answer questions about public information."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.answers import ARTICLE, intent_choice
from bot.drafts import is_place, known
from bot.flows.words import closed
from bot.model import City, Found, Heard, LookUp, Say
from bot.place import Place
from bot.turn import CERTAIN, Decision, Turn

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

NEEDS_PLACE = {"ask_wifi", "ask_cctv", "ask_traffic"}
BY_NAME = {"ask_traffic"}
"""Those whose source knows places by their names: also streets too long to be a point."""
TAKES_PLACE = {*NEEDS_PLACE, "ask_health"}
"""Questions about what is near; those that need no place may also name what they look for."""
GO_ON = {*TAKES_PLACE, "ask_weather", "ask_warning", "ask_air_quality", "ask_event"}
"""Questions that are asked again for another place or day."""
ON = frozenset(
    {
        *("kalau", "kalo", "klo", "klu", "gimana", "gmn", "bagaimana", "sekarang", "skrg"),
        *("upami", "pami", "kumaha", "ayeuna", "what", "about", "how", "near", "around"),
    }
)
"""Words that go on with a question and say nothing themselves."""
LAST_WORDS: Mapping[str, Say] = {
    "ask_transport": Say("transport-none"),
    "ask_service_hours": Say("service_hours-none"),
}
"""What is said if neither the source of these intents nor an article knows anything."""
DATED = {"ask_weather", "ask_event"}
"""Those whose answers depend on the day."""
DAYS = tuple(
    f" {day} "
    for day in (
        "hari ini",
        "malam ini",
        "nanti malam",
        "besok",
        "bsk",
        "lusa",
        "dinten ieu",
        "enjing",
        "isukan",
        "pageto",
        "today",
        "tonight",
        "tomorrow",
    )
)
RECENT, SHORT = 1800.0, 4
"""Seconds for which a question is gone on with, and words of what goes on with it."""


def ask(turn: Turn) -> Decision:
    """Look the answer up, or ask for the place it depends on."""
    place, intent = turn.heard.place, turn.heard.intent
    if intent in TAKES_PLACE:
        place = _place(turn, intent) or _located(turn.conversation.draft.place)
    if intent in NEEDS_PLACE and place is None and not turn.conversation.flow:
        waiting = replace(turn.conversation, question=intent, offered=(), misses=0)
        return waiting, [_where()]
    answered = replace(turn.conversation, asked=intent, where=place)
    return answered, [_look_up(intent, place, _asked(turn.heard))]


def again(turn: Turn) -> Decision | None:
    """Answer the last question for another place or another day: "di dago?", "kalau besok?".

    Return nothing if no question was asked lately, or the message is about something else.
    """
    heard, asked = turn.heard, turn.conversation.asked
    pin = heard.place and turn.conversation.where is None  # we asked for it, or lacked it
    told = (heard.text.strip() or pin) and not heard.button
    other = heard.intent not in {"", "out_of_scope", "report", asked}
    if asked not in GO_ON or heard.pause > RECENT or not told:
        return None
    if other and heard.confidence >= CERTAIN:
        return None
    place = _place(turn, asked)
    place = place if _is_there(heard, place) else None
    day = asked in DATED and not known(heard.place) and _is_day(heard.text)
    if place is None and not day:
        return None
    where = place or turn.conversation.where
    answered = replace(turn.conversation, where=where, misses=0, offered=())
    return answered, [LookUp(SOURCES[asked], where, heard.text)]


def there(turn: Turn) -> Decision | None:
    """Answer the question that waits for a place; ask once more if we do not know the place.

    Return nothing if no question waits, or the message is about something else.
    """
    question = turn.conversation.question
    place = _place(turn, question)
    if question and turn.heard.intent == "cancel":
        return closed(turn), [Say("cancelled")]
    if not question or _is_elsewhere(turn):
        return None
    if place is not None:
        answered = replace(
            turn.conversation, question="", misses=0, asked=question, where=place
        )
        return answered, [LookUp(SOURCES[question], place, turn.heard.text)]
    if turn.conversation.misses:
        return None
    return replace(turn.conversation, misses=1), [_where()]


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


def _look_up(intent: str, place: Place | None, text: str) -> LookUp:
    """Return what answers, with the article that may know where the source does not."""
    source = SOURCES[intent]
    last = LAST_WORDS.get(intent)
    article = LookUp(ARTICLE, None, text, last) if last else None
    return LookUp(source, place, text, article)


def _is_day(text: str) -> bool:
    """Return whether a text names a day and little else.

    >>> _is_day("kalau besok gimana?"), _is_day("besok mau lapor jalan rusak di dago")
    (True, False)
    """
    said = text.lower().strip(" .?!")
    return len(said.split()) <= SHORT and any(day in f" {said} " for day in DAYS)


def _is_there(heard: Heard, place: Place | None) -> bool:
    """Return whether a text names `place` and little else: "di dago?", "kalau di dago gimana?".

    >>> dago = Place(text="dago", precision="kelurahan")
    >>> _is_there(Heard(text="Kalau di dago?", intent=""), dago)
    True
    >>> _is_there(Heard(text="kalau mau lapor di dago", intent=""), dago)
    False
    """
    words = (each for each in heard.text.split() if each.lower().strip(" ,.?!") not in ON)
    return is_place(replace(heard, text=" ".join(words), place=place))


def _asked(heard: Heard) -> str:
    """Return the question: the article chosen of several, or the citizen's words."""
    return heard.button if heard.button.startswith(f"{ARTICLE}:") else heard.text


def _is_elsewhere(turn: Turn) -> bool:
    heard = turn.heard
    same = heard.intent in {"", "out_of_scope", turn.conversation.question}
    return not same and heard.confidence >= CERTAIN and not is_place(heard)


def _where() -> Say:
    return Say("information-where", ask_location=True)


def _place(turn: Turn, intent: str) -> Place | None:
    """Return the place named, if it says where: a point, or for some questions any name."""
    place = turn.heard.place
    if intent not in BY_NAME:
        return _located(place)
    return place or _road(turn.heard.text, turn.city)


def _road(text: str, city: City) -> Place | None:
    """Return the road named whose traffic we know, which the gazetteer may not by that name."""
    found = (re.search(rf"\b{re.escape(road)}\b", text, re.IGNORECASE) for road in city.roads)
    names = [match[0] for match in found if match]
    return Place(text=max(names, key=len), precision="street") if names else None


def _located(place: Place | None) -> Place | None:
    """Return `place` if it is a point in the city from which distances can be told."""
    return place if known(place) and place and place.lat is not None else None
