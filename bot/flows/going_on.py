"""Go on with the last question: "di dago?", "kalau besok?", "yang lain?"."""

from dataclasses import replace

from bot.answers import wants_more
from bot.asked import remembering
from bot.cues import asks_more
from bot.drafts import is_place, known
from bot.flows.information import DATED, GO_ON, LISTS, SOURCES, located
from bot.model import Conversation, LookUp, Say
from bot.turn import CERTAIN, Decision, Turn

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
    told = heard.text.strip() and not heard.button
    other = heard.intent not in {"", "out_of_scope", "report", asked}
    if asked not in GO_ON or not told:
        return None
    if other and heard.confidence >= CERTAIN:
        return None
    place = located(heard.place) if is_place(heard) else None
    day = asked in DATED and not known(heard.place) and _is_day(heard.text)
    if place is None and not day:
        return None
    where = place or turn.conversation.where
    answered = remembering(turn.conversation, asked, where, heard.text)
    answered = replace(answered, misses=0, offered=())
    return answered, [LookUp(SOURCES[asked], where, heard.text)]


def _is_day(text: str) -> bool:
    """Return whether a text names a day and little else.

    >>> _is_day("kalau besok gimana?"), _is_day("besok mau lapor jalan rusak di dago")
    (True, False)
    """
    said = text.lower().strip(" .?!")
    return len(said.split()) <= SHORT and any(day in f" {said} " for day in DAYS)
