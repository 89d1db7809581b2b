"""Rows of a list that the words of a question lead to: numbers, lines, accounts.

The column `words` of such a list holds the things a question may name, parted by `;`, each in
several words parted by `|`: `tmb|trans metro;~bus;koridor 2|k2;cicaheum|caheum;cibeureum`.
What begins with `~` counts only beside others: "bus" alone means no line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway import facts
from gateway.errors import BadSettingsError

_BESIDE = "~"
_NEEDED = ("words", "source", "checked")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, and the things by which a question may mean it; `beside` counts beside others."""

    row: Mapping[str, str]
    things: tuple[tuple[str, ...], ...]
    beside: tuple[tuple[str, ...], ...] = ()


def entries(file: Path, columns: Sequence[str]) -> Sequence[Entry]:
    """Return the rows of the CSV `file`, in its order.

    Raises `BadSettingsError` if a column is missing, or a row has no words or no source.
    """
    rows = facts.rows(file, (*columns, *_NEEDED))
    for number, row in enumerate(rows, start=1):
        lacking = [name for name in _NEEDED if not row[name]]
        if lacking:
            raise BadSettingsError(f"{file.name}: row {number}: {lacking[0]}: is empty")
    return [_entry(row) for row in rows]


def _entry(row: Mapping[str, str]) -> Entry:
    named = row["words"].split(";")
    beside = [each.removeprefix(_BESIDE) for each in named if each.startswith(_BESIDE)]
    own = [each for each in named if not each.startswith(_BESIDE)]
    return Entry(row, things(";".join(own)), things(";".join(beside)) if beside else ())


def things(words: str) -> tuple[tuple[str, ...], ...]:
    """Return what the column `words` holds.

    >>> things("tmb|trans metro;dago")
    (('tmb', 'trans metro'), ('dago',))
    """
    return tuple(tuple(filter(None, each.split("|"))) for each in words.split(";"))


def best(of: Sequence[Entry], text: str) -> Sequence[Entry]:
    """Return the rows of which `text` (folded) names the most things; none if it names none."""
    counts = [_count(each.things, text) for each in of]
    counts = [
        count and count + _count(each.beside, text)
        for each, count in zip(of, counts, strict=True)
    ]
    most = max(counts, default=0)
    return [each for each, count in zip(of, counts, strict=True) if count == most > 0]


def _count(things: Sequence[tuple[str, ...]], text: str) -> int:
    return sum(bool(facts.longest(words, text)) for words in things)


def joined(parts: Sequence[tuple[str, str]], room: int) -> tuple[str, int]:
    """Return as many (head, item) as `room` characters hold, and how many these are.

    A head is said once for the items that follow each other under it.

    >>> joined([("TMB", "1"), ("TMB", "2"), ("Angkot", "05"), ("Angkot", "06")], 20)
    ('TMB 1, 2; Angkot 05', 3)
    """
    told, last = "", ""
    for count, (head, item) in enumerate(parts):
        between = "; " if told else ""
        more = f", {item}" if head == last else f"{between}{head} {item}"
        if told and len(told + more) > room:
            return told, count
        told, last = told + more, head
    return told, len(parts)


def page(parts: Sequence[tuple[str, str]], room: int, number: int) -> slice:
    """Return which of `parts` are on a page of those that `joined` makes; the first is 0.

    >>> page([("TMB", "1"), ("TMB", "2"), ("Angkot", "05"), ("Angkot", "06")], 20, 1)
    slice(3, 4, None)
    """
    begin = 0
    for _ in range(number):
        begin += joined(parts[begin:], room)[1]
    return slice(begin, begin + joined(parts[begin:], room)[1])
