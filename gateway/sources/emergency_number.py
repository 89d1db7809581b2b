"""Whom to ring in need: the city's one number first, then the one asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say, Words
from gateway import facts, listing
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.http import Request
from gateway.listing import Entry
from gateway.settings import Settings
from gateway.source import Json, Question

_COLUMNS = ("kind", "number")
KINDS = ("police", "fire", "ambulance", "rescue", "electricity")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumbers(Json):
    """The city's `facts/emergency_numbers.csv`."""

    first: str
    numbers: Mapping[str, str]
    entries: Sequence[Entry]
    name: str = "emergency_number"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the city's numbers. Raises `BadSettingsError` if a kind is missing or new."""
        file = pack.folder / "facts" / "emergency_numbers.csv"
        known = {each.row["kind"]: each for each in listing.entries(file, _COLUMNS)}
        wrong = sorted({*KINDS, "all"} ^ set(known))
        if wrong:
            raise BadSettingsError(f"emergency_numbers.csv: kind: check {', '.join(wrong)}")
        return cls(
            first=pack.emergency_number,
            numbers={kind: known[kind].row["number"] for kind in KINDS},
            entries=[known[kind] for kind in KINDS],
        )

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the city's number, and the number of whom the citizen asked for, or all."""
        found = listing.best(self.entries, facts.folded(question.text))
        if len(found) != 1:
            return Say("emergency_number-answer", {"first": self.first, **self.numbers})
        kind = found[0].row["kind"]
        return Say(
            "emergency_number-kind",
            {
                "first": self.first,
                "kind": Words(f"emergency_number-{kind}"),
                "number": self.numbers[kind],
            },
        )
