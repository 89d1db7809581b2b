"""What the city spends on what: the budget (APBD), from the city's own `facts/budget.csv`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadSettingsError
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question

_COLUMNS = ("year", "name", "words", "amount", "source", "dated", "checked")
_YEAR = re.compile(r"\b20\d\d\b")
_UNITS: Sequence[tuple[int, str]] = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
TOTAL = "total"
"""The word of the row that is asked for where nothing is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What is spent on something in a year, in rupiah; `words` are how citizens call it."""

    year: str
    name: str
    words: tuple[str, ...]
    amount: int
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Json):
    """The city's file of spendings, the newest year first."""

    spendings: Sequence[Spending]
    name: str = "budget"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the file, if the city has one. Raises `BadSettingsError`."""
        file = pack.folder / "facts" / "budget.csv"
        rows = facts.rows(file, _COLUMNS) if file.exists() else []
        spendings = sorted(map(_spending, rows), key=lambda each: each.year, reverse=True)
        return cls(spendings=spendings)

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return what is spent on what is named, in the year named or the newest."""
        if not self.spendings:
            return Say("budget-none")
        text = facts.folded(question.text)
        year = _YEAR.search(question.text)
        of_year = [each for each in self.spendings if not year or each.year == year[0]]
        if not of_year:
            years = ", ".join(sorted({each.year for each in self.spendings}))
            return Say("budget-year", {"year": year[0] if year else "", "years": years})
        best = max(of_year, key=lambda each: facts.longest(each.words, text))
        if not facts.longest(best.words, text):
            best = next((each for each in of_year if TOTAL in each.words), best)
        return Say(
            "budget-answer",
            {
                "name": best.name,
                "year": best.year,
                "amount": rupiah(best.amount),
                "seen": facts.month(best.dated),
            },
        )


def rupiah(amount: int) -> str:
    """Return an amount as people say it.

    >>> rupiah(7_412_345_000_000), rupiah(250_000_000), rupiah(900)
    ('Rp7,41 triliun', 'Rp250 juta', 'Rp900')
    """
    for size, name in _UNITS:
        if amount >= size:
            said = f"{amount / size:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            return f"Rp{said} {name}"
    return f"Rp{amount}"


def _spending(row: Mapping[str, str]) -> Spending:
    try:
        amount = int(row["amount"])
    except ValueError as error:
        raise BadSettingsError(f"budget.csv: {row['name']}: amount: not a number") from error
    words = tuple(filter(None, row["words"].split("|")))
    return Spending(
        year=row["year"], name=row["name"], words=words, amount=amount, dated=row["dated"]
    )
