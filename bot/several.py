"""Answer several questions of one message in one reply."""

from dataclasses import replace

from bot.cues import is_here
from bot.flows import STARTS
from bot.model import Action, Asked, Say
from bot.turn import Decision, Turn


def answer(turn: Turn) -> Decision:
    """Answer each question in turn; where a place is missing, ask for it once, at the end."""
    conversation, actions = turn.conversation, list[Action]()
    for asked in turn.heard.questions:
        start = STARTS[asked.intent]
        conversation, more = start(replace(_about(turn, asked), conversation=conversation))
        actions += [each for each in more if each not in actions]
    actions.sort(key=lambda each: isinstance(each, Say) and each.ask_location)
    return conversation, _asking_once(actions)


def _about(turn: Turn, asked: Asked) -> Turn:
    """Return the turn as if it only asked this; a place named for one question is for all."""
    place = asked.place if asked.place or is_here(asked.text) else turn.heard.place
    heard = replace(turn.heard, intent=asked.intent, text=asked.text, place=place, questions=())
    return replace(turn, heard=heard)


def _asking_once(actions: list[Action]) -> list[Action]:
    """Return `actions` with the last of the questions for a place only."""
    asks = [each for each in actions if isinstance(each, Say) and each.ask_location]
    return [each for each in actions if each not in asks[:-1]]
