"""Take a message apart that may both tell and ask: "lampu mati, oh iya dishub buka sabtu?"."""

import re

_SHORTEST = 3  # words of a clause worth looking at
_FIRST, _LAST = 2, 4  # clauses looked at in a long message, from its beginning and its end
_TERSE = 30  # words up to which a comma, too, may divide what is told from what is asked
_END = re.compile(r"(?<=[?!;\n])|(?<=[.])(?=\s)")
_COMMA = re.compile(r"(?<=,)(?=\s)")


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


def _before_asides(part: str, asides: re.Pattern[str]) -> list[str]:
    """Return `part` cut before each aside that follows some words."""
    found: list[str] = []
    begin = 0
    for aside in asides.finditer(part.lower()):
        if len(part[begin : aside.start()].split()) >= _SHORTEST:
            found.append(part[begin : aside.start()])
            begin = aside.start()
    return [*found, part[begin:]]
