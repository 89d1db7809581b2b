"""Take a message apart that may both tell and ask: "lampu mati, oh iya dishub buka sabtu?"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.normalise import LONGEST, plain
from nlu.rules import Rules

_SHORTEST = 3  # words of a clause worth looking at
_BARE = 2  # words of the shortest question
_BRIEF = 20  # words of the longest message in which several questions are looked for
_MOST = 4  # pieces of a message that may be questions; more is a list
_FIRST, _LAST = 2, 4  # clauses looked at in a long message, from its beginning and its end
_TERSE = 30  # words up to which a comma, too, may divide what is told from what is asked
_END = re.compile(r"(?<=[?!;\n])|(?<=[.])(?=\s)")
_COMMA = re.compile(r"(?<=,)(?=\s)")


@dataclass(frozen=True, slots=True)
class Cut:
    """What the model is asked of a message: the whole, and its parts if it has several.

    `clauses` may tell or ask, `pieces` may each be a question.
    """

    whole: str = ""
    clauses: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()

    @property
    def texts(self) -> Sequence[str]:
        """Every text once."""
        texts = (self.whole, *self.clauses, *self.pieces) if self.whole else ()
        return list(dict.fromkeys(texts))


def cut(text: str, rules: Rules) -> Cut:
    """Return what the model is asked of `text`.

    A "/" at the front would make Rasa take the citizen's text for one of its own commands.
    """
    parts = clauses(text[:LONGEST], rules.asides), pieces(text[:LONGEST], rules.joins)
    told, asked = (tuple(plain(part).lstrip("/ ") or "-" for part in each) for each in parts)
    return Cut(plain(text).lstrip("/ "), told, asked)


def clauses(text: str, asides: re.Pattern[str]) -> tuple[str, ...]:
    """Return the parts of `text` that may mean different things; nothing if it is one part.

    It is cut at the ends of sentences and before `asides` ("oh iya", "sekalian mau tanya").

    >>> clauses("lampu jalan mati oh iya tarif parkir berapa", re.compile("oh iya"))
    ('lampu jalan mati', 'oh iya tarif parkir berapa')
    >>> clauses("lampu jalan mati", re.compile("oh iya"))
    ()
    """
    parts = _END.split(text)
    if len(text.split()) <= _TERSE:
        parts = [piece for part in parts for piece in _COMMA.split(part)]
    found = [
        clause.strip(" ,\n")
        for part in parts
        for clause in _before_asides(part, asides)
        if len(clause.split()) >= _SHORTEST or "?" in clause
    ]
    if len(found) > _FIRST + _LAST:
        found = [*found[:_FIRST], *found[-_LAST:]]
    return tuple(found) if len(found) > 1 else ()


def pieces(text: str, joins: re.Pattern[str]) -> tuple[str, ...]:
    """Return the parts of a short `text` that may each be a question; nothing if it is one.

    Besides where `clauses` cuts, it is cut at `joins` ("dan", "terus").

    >>> pieces("nomor damkar berapa sama jam buka disdukcapil", re.compile("sama"))
    ('nomor damkar berapa', 'jam buka disdukcapil')
    """
    if len(text.split()) > _BRIEF:
        return ()
    parts = [piece for part in _END.split(text) for piece in _COMMA.split(part)]
    found = [piece.strip(" ,\n") for part in parts for piece in _between(part, joins)]
    asked = tuple(piece for piece in found if len(piece.split()) >= _BARE)
    return asked if 1 < len(asked) <= _MOST else ()


def _before_asides(part: str, asides: re.Pattern[str]) -> list[str]:
    """Return `part` cut before each aside that follows some words."""
    found: list[str] = []
    begin = 0
    for aside in asides.finditer(part.lower()):
        if len(part[begin : aside.start()].split()) >= _SHORTEST:
            found.append(part[begin : aside.start()])
            begin = aside.start()
    return [*found, part[begin:]]


def _between(part: str, joins: re.Pattern[str]) -> list[str]:
    """Return what stands between the joins of `part`."""
    found: list[str] = []
    begin = 0
    for join in joins.finditer(part.lower()):
        found.append(part[begin : join.start()])
        begin = join.end()
    return [*found, part[begin:]]
