"""Take a message apart that both tells and asks: "lampu mati, oh iya dishub buka sabtu?"."""

import re
from dataclasses import dataclass

_SHORTEST = 2  # words of a clause worth looking at
_MOST = 3  # questions looked at in one message
_END = re.compile(r"(?<=[?!;\n])|(?<=[.])(?=\s)")


@dataclass(frozen=True, slots=True)
class Turns:
    """Where people turn from telling to asking (`asides`), and how a question sounds."""

    asides: re.Pattern[str]
    asking: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a message tells, and the questions in it."""

    told: str
    asked: tuple[str, ...]


def apart(text: str, turns: Turns) -> Parts | None:
    """Return what `text` tells and what it asks, or None unless it may do both.

    >>> turns = Turns(asides=re.compile(r"oh iya"), asking=re.compile(r"berapa"))
    >>> apart("lampu jalan mati. oh iya tarif parkir berapa", turns)
    Parts(told='lampu jalan mati.', asked=('oh iya tarif parkir berapa',))
    >>> apart("lampu jalan mati", turns) is None
    True
    """
    clauses = [c for c in _clauses(text, turns) if len(c.split()) >= _SHORTEST]
    asked = tuple(c for c in clauses if "?" in c or turns.asking.search(c.lower()))
    told = " ".join(c for c in clauses if c not in asked)
    if not asked or len(told.split()) < _SHORTEST:
        return None
    return Parts(told, asked[:_MOST])


def _clauses(text: str, turns: Turns) -> list[str]:
    """Return `text` cut at the ends of sentences and before asides."""
    found: list[str] = []
    for sentence in _END.split(text):
        begin = 0
        for aside in turns.asides.finditer(sentence.lower()):
            if len(sentence[begin : aside.start()].split()) > _SHORTEST:
                found.append(sentence[begin : aside.start()])
                begin = aside.start()
        found.append(sentence[begin:])
    return [clause.strip(" ,") for clause in found]
