"""From the bot to a person, and back."""

from dataclasses import replace

from bot.model import HandOver, Heard, Say
from bot.turn import Decision, Turn

WAY_BACK = frozenset({"menu", "/menu", "batal", "/batal", "cancel"})
"""The words our replies name for leaving an operator; "no" or "help" are said to them."""


def ask(turn: Turn) -> Decision:
    """Pass the conversation to an operator because the citizen wants one."""
    given = replace(turn.conversation, owner="operator", offered=(), misses=0)
    return given, [Say("handover-wait"), HandOver("asked")]


def listen(turn: Turn) -> Decision:
    """Pass a voice note to an operator: nobody else can hear what it says."""
    given = replace(turn.conversation, owner="operator", offered=(), misses=0)
    return given, [Say("voice-person"), HandOver("voice")]


def alarm(turn: Turn) -> Decision:
    """Say 112 first, whatever was going on, and call an operator at once."""
    given = replace(turn.conversation, owner="operator", offered=())
    return given, [Say("emergency-call"), HandOver("emergency")]


def wants_back(heard: Heard) -> bool:
    """Return whether the citizen leaves the operator.

    >>> [wants_back(Heard(text=text, intent="help")) for text in ("Menu.", "help")]
    [True, False]
    """
    return heard.text.strip(" .!").casefold() in WAY_BACK
