"""Lines of public transport, found by what a question names: `facts/transport.csv`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say
from gateway import facts, listing
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.facts import UNDATED
from gateway.http import Request
from gateway.listing import Entry
from gateway.settings import Settings
from gateway.source import NO_MORE, Json, Question

MOST = 8
"""Lines beyond which a question names too little (only "angkot") to be answered."""
ROOM = 92
"""Characters of several lines that a reply has room for."""
_COLUMNS = ("mode", "line", "ends", "hours", "fare", "reduced", "certain", "dated")
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport(Json):
    """The city's file of lines."""

    entries: Sequence[Entry]
    name: str = "transport"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the file, if the city has one. Raises `BadSettingsError`."""
        file = pack.folder / "facts" / "transport.csv"
        entries = listing.entries(file, _COLUMNS) if file.exists() else []
        for each in entries:
            _check(each.row)
        return cls(entries=entries)

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the line that is meant, or those that may be."""
        found = listing.best(self.entries, facts.folded(question.text))
        rows = [each.row for each in found]
        if len(rows) > MOST:
            return Say("transport-which")
        if not rows or _names_all(rows, self.entries):
            return Say("transport-none")
        seen = facts.seen(row["dated"] if row["certain"] == _YES else "" for row in rows)
        if len(rows) > 1:
            lines = _lines(rows, question.page)
            return Say("transport-lines", {"lines": lines, "seen": seen}) if lines else NO_MORE
        if question.page:
            return NO_MORE
        [row] = rows
        return Say(
            "transport-line",
            {
                "line": _called(row),
                "hours": row["hours"] or UNDATED,
                "fare": _rupiah(row["fare"]),
                "reduced": _rupiah(row["reduced"]),
                "seen": seen,
            },
        )


def _names_all(rows: Sequence[Mapping[str, str]], entries: Sequence[Entry]) -> bool:
    """Return whether every line of a kind was meant: then only the kind was named."""
    modes = {row["mode"] for row in rows}
    return 1 < len(rows) == sum(each.row["mode"] in modes for each in entries)


def _lines(rows: Sequence[Mapping[str, str]], page: int) -> str:
    """Return as many lines as there is room for on a page, and how many more there are."""
    parts = [(row["mode"], f"{row['line']} {row['ends']}".strip()) for row in rows]
    shown = listing.page(parts, ROOM, page)
    told, _ = listing.joined(parts[shown], ROOM)
    return told if shown.stop == len(rows) else f"{told} (+{len(rows) - shown.stop})"


def _called(row: Mapping[str, str]) -> str:
    """Return a line as people call it.

    >>> _called({"mode": "Angkot", "line": "05", "ends": "Cicaheum-Ledeng"})
    'Angkot 05 Cicaheum-Ledeng'
    """
    return " ".join(filter(None, (row["mode"], row["line"], row["ends"])))


def _rupiah(amount: str) -> str:
    """Return a fare as it is written in all our languages.

    >>> _rupiah("4900"), _rupiah("")
    ('Rp4.900', 'none')
    """
    return f"Rp{int(amount):,}".replace(",", ".") if amount else UNDATED


def _check(row: Mapping[str, str]) -> None:
    called = _called(row)
    for column in ("fare", "reduced"):
        if row[column] and not row[column].isdigit():
            raise BadSettingsError(f"transport.csv: {called}: {column}: not a number")
    if row["certain"] not in {_YES, _NO}:
        raise BadSettingsError(f"transport.csv: {called}: certain: must be yes or no")
