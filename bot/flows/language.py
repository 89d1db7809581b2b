"""Speak another language when asked to."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import choice
from bot.model import Say
from bot.turn import Decision, Turn

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("indonesia", "indo"),
    "su": ("sunda", "sundanese"),
    "en": ("inggris", "english"),
}
"""How citizens name each language."""


def change(turn: Turn) -> Decision:
    """Speak the language named; without a name, offer the city's languages."""
    wanted = named(turn.heard.text, turn.heard.button)
    if wanted in turn.city.languages:
        conversation = replace(
            turn.conversation,
            language=wanted,
            language_chosen=True,
            offered=turn.conversation.offered if turn.conversation.flow else (),
        )
        return conversation, [Say("language-changed")]
    choices = tuple(choice(f"language:{each}", each) for each in turn.city.languages)
    offered = tuple(each.payload for each in choices)
    return replace(turn.conversation, offered=offered), [Say("language-which", choices=choices)]


def named(text: str, button: str) -> str:
    """Return the language that a text or a button names; nothing if it names several.

    >>> named("tolong pakai bahasa sunda", ""), named("", "language:en"), named("bahasa", "")
    ('su', 'en', '')
    """
    if button.startswith("language:"):
        return button.partition(":")[2]
    said = text.lower().split()
    found = [
        code for code, names in NAMES.items() if any(word.startswith(names) for word in said)
    ]
    return found[0] if len(found) == 1 else ""
