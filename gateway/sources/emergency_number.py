"""Whom to ring in need: the city's one number first, then the one asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say, Words
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question

_COLUMNS = ("kind", "number", "words", "source", "checked")
KINDS = ("police", "fire", "ambulance", "rescue", "electricity")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumbers(Json):
    """The city's `facts/emergency_numbers.csv`."""

    first: str
    numbers: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    name: str = "emergency_number"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the city's numbers. Raises `BadSettingsError` if a kind is missing or new."""
        rows = facts.rows(pack.folder / "facts" / "emergency_numbers.csv", _COLUMNS)
        known = {row["kind"]: row for row in rows}
        wrong = sorted({*KINDS, "all"} ^ set(known))
        if wrong:
            raise BadSettingsError(f"emergency_numbers.csv: kind: check {', '.join(wrong)}")
        return cls(
            first=pack.emergency_number,
            numbers={kind: known[kind]["number"] for kind in KINDS},
            words={kind: tuple(known[kind]["words"].split("|")) for kind in KINDS},
        )

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the city's number, and the number of whom the citizen asked for, or all."""
        text = facts.folded(question.text)
        kind = max(KINDS, key=lambda each: facts.longest(self.words[each], text))
        if not facts.longest(self.words[kind], text):
            return Say("emergency_number-answer", {"first": self.first, **self.numbers})
        return Say(
            "emergency_number-kind",
            {
                "first": self.first,
                "kind": Words(f"emergency_number-{kind}"),
                "number": self.numbers[kind],
            },
        )
