"""Tell whether a message asks several different questions: "cuaca dago trus wifi di mana?"."""

from collections.abc import Mapping

from nlu.labels import INTENTS, REPORT

QUESTIONS = frozenset(intent for intent in INTENTS if intent.startswith("ask_"))
MOST = 3
"""Questions of a message that are answered."""
_SURE = 0.85  # how sure the model must be of each
_TELLS = 0.5  # how sure of a report, which is then no question
_ALIKE: Mapping[str, str] = {"ask_service_hours": "ask_agency"}
"""What leans on the words before: "alamat disdukcapil di mana, buka jam berapa" is one."""


def several(pieces: Mapping[str, tuple[str, float]]) -> tuple[str, ...]:
    """Return those of `pieces` that are different questions, in order; nothing if it is one.

    Each piece has its likeliest intent and how sure the model is of it.

    >>> several({"cuaca dago": ("ask_weather", 0.9), "wifi di mana": ("ask_wifi", 0.9)})
    ('cuaca dago', 'wifi di mana')
    """
    if any(intent == REPORT and sure >= _TELLS for intent, sure in pieces.values()):
        return ()
    first: dict[str, str] = {}
    for piece, (intent, sure) in pieces.items():
        if intent in QUESTIONS and sure >= _SURE:
            first.setdefault(_ALIKE.get(intent, intent), piece)
    return tuple(first.values())[:MOST] if len(first) > 1 else ()
