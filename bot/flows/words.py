"""Intents that are answered with a sentence."""

from collections.abc import Mapping
from dataclasses import replace

from bot.fallback import menu
from bot.model import Conversation, Say
from bot.report import Draft
from bot.turn import Decision, Turn

REPLIES: Mapping[str, str] = {
    "greet": "greet",
    "help": "help",
    "thanks": "thanks",
    "goodbye": "goodbye",
    "privacy": "privacy",
    "ask_about_bot": "about-bot",
}
WITH_MENU = {"greet", "help"}


def reply(turn: Turn) -> Decision:
    """Say the sentence that answers the intent."""
    say = Say(REPLIES[turn.heard.intent], {"city": turn.city.name})
    if turn.heard.intent in WITH_MENU and not turn.conversation.flow:
        return with_menu(turn.conversation, say)
    return turn.conversation, [say]


def cancel(turn: Turn) -> Decision:
    """Drop whatever is open."""
    if turn.conversation.flow:
        return closed(turn), [Say("cancelled")]
    return nothing_open(turn)


def stop(turn: Turn) -> Decision:
    """Promise silence, also from operators; the citizen's next message ends it.

    The place that we were allowed to remember is forgotten.
    """
    silent = replace(closed(turn), owner="bot", stopped=True, home="", where=None)
    return silent, [Say("stopped")]


def nothing_open(turn: Turn) -> Decision:
    """Answer a yes or a no to nothing with what we can do."""
    return with_menu(turn.conversation, Say("nothing-open"))


def with_menu(conversation: Conversation, say: Say) -> Decision:
    """Say it with what we can do as choices."""
    choices = menu()
    offered = tuple(choice.payload for choice in choices)
    return replace(conversation, offered=offered), [replace(say, choices=choices)]


def closed(turn: Turn) -> Conversation:
    """Return the conversation with no question open and no draft."""
    return emptied(turn.conversation)


def emptied(conversation: Conversation) -> Conversation:
    """Return `conversation` with no question open and no draft."""
    return replace(
        conversation,
        flow="",
        awaiting="",
        offered=(),
        question="",
        waiting=(),
        draft=Draft(),
        later=Draft(),
        about="",
        misses=0,
    )
