"""Go on with the last question: "di dago?", "kalau besok?", "yang lain?"."""

from dataclasses import replace

from bot.answers import wants_more
from bot.asked import remembering
from bot.cues import asks_more
from bot.drafts import is_place, known
from bot.flows import home
from bot.flows.information import SOURCES
from bot.flows.places import GO_ON, TAKES_PLACE, place_for
from bot.model import Conversation, Heard, LookUp, Say
from bot.place import Place
from bot.turn import CERTAIN, Decision, Turn

ON = frozenset(
    {
        *("kalau", "kalo", "klo", "klu", "gimana", "gmn", "bagaimana", "sekarang", "skrg"),
        *("upami", "pami", "kumaha", "ayeuna", "what", "about", "how", "near", "around"),
    }
)
"""Words that go on with a question and say nothing themselves."""
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
LISTS = {
    *("ask_wifi", "ask_health", "ask_cctv", "ask_event", "ask_data", "ask_transport"),
    *("ask_social", "ask_service", "ask_permit"),
}
"""Questions whose answers may go on: "yang lain?"."""


def lately(conversation: Conversation, pause: float) -> Conversation:
    """Return `conversation` without what was asked too long ago to be gone on with.

    So a pin is forgotten that only served to answer.
    """
    if pause <= RECENT or conversation.question:
        return conversation
    return replace(conversation, asked="", where=None, said="", page=0)


def more(turn: Turn) -> Decision | None:
    """Answer "yang lain?" with what there is besides, or that this was all.

    Return nothing if no question was asked lately, or the message is about something else.
    """
    heard, conversation = turn.heard, turn.conversation
    asked = conversation.asked
    if not asked or heard.button:
        return None
    if asked in LISTS and (asks_more(heard.text) or wants_more(heard.text)):
        page = conversation.page + 1
        look_up = LookUp(SOURCES[asked], conversation.where, conversation.said, page=page)
        return replace(conversation, page=page, misses=0, offered=()), [look_up]
    if asks_more(heard.text):
        return replace(conversation, misses=0), [Say("source-no-more")]
    return None


def again(turn: Turn) -> Decision | None:
    """Answer the last question for another place or another day: "di dago?", "kalau besok?".

    Return nothing if no question was asked lately, or the message is about something else.
    """
    heard, asked = turn.heard, turn.conversation.asked
    lacked = turn.conversation.where is None  # then its answer asked for a place
    told = (heard.text.strip() or (heard.place and lacked)) and not heard.button
    other = heard.intent not in {"", "out_of_scope", "report", asked}
    if asked not in GO_ON or not told or (other and heard.confidence >= CERTAIN):
        return None
    place = place_for(turn, asked)
    place = place if _is_there(heard, place) else None
    day = asked in DATED and not known(heard.place) and _is_day(heard.text)
    if place is None and not day:
        return None
    return _answered(turn, place) if lacked and place else _anew(turn, place)


def _anew(turn: Turn, place: Place | None) -> Decision:
    """Answer the last question in these words."""
    before, said = turn.conversation, turn.heard.text
    where = place or before.where
    answered = remembering(before, before.asked, where, said)
    look_up = LookUp(SOURCES[before.asked], where, said)
    return replace(answered, misses=0, offered=()), [look_up]


def _answered(turn: Turn, place: Place) -> Decision:
    """Answer the last question now that we know where; if it was about what is near, offer.

    The offer is to remember the place.
    """
    if turn.conversation.asked not in TAKES_PLACE:
        return _anew(turn, place)
    said = f"{turn.conversation.said} {turn.heard.text}".strip()
    heard = replace(turn.heard, text=said)
    after, actions = _anew(replace(turn, heard=heard), place)
    after, offer = home.offered(turn, after, place)
    return after, [*actions, *offer]


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
