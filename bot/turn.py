"""What a flow decides on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.city import City
from bot.model import Action, Conversation, Heard

CERTAIN = 0.75
"""Inside a flow, only what we heard this surely may lead away from the question asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message in its conversation and its city."""

    conversation: Conversation
    heard: Heard
    city: City


Decision = tuple[Conversation, Sequence[Action]]
Start = Callable[[Turn], Decision]


class Flow(Protocol):
    """A conversation of several turns."""

    def takes(self, turn: Turn) -> bool:
        """Return whether the message may belong to it; if not, it is over."""
        ...

    def proceed(self, turn: Turn) -> Decision:
        """Take the message as the answer to the question asked last."""
        ...

    def ask_again(self, turn: Turn) -> Decision:
        """Repeat the question asked last."""
        ...
