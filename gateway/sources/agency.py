"""How to reach an agency of the city."""

from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say
from gateway import facts
from gateway.city import Agency, CityPack
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question

_ITS_OWN_NAME = 1000  # counts more than any word of a category


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies(Json):
    """The city's `agencies.yml`, and the words of the categories each agency deals with."""

    agencies: tuple[tuple[Agency, tuple[str, ...], tuple[str, ...]], ...]
    name: str = "agency"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Take each agency with its own words and those of its categories."""
        return cls(
            agencies=tuple(
                (each, (each.name, each.short, *each.words), _category_words(pack, each.id))
                for each in pack.agencies.values()
            )
        )

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the contact of the agency the question names, or that we do not know one."""
        agency = self._named(facts.folded(question.text))
        if agency is None:
            return Say("agency-unknown")
        contact = agency.contact
        if contact is None:
            return Say("agency-no-contact", {"agency": agency.short})
        ways = filter(None, (contact.phone, contact.instagram, contact.address))
        return Say(
            "agency-answer",
            {
                "agency": agency.short,
                "contact": ", ".join(ways),
                "seen": facts.month(contact.dated),
            },
        )

    def _named(self, text: str) -> Agency | None:
        def fit(each: tuple[Agency, tuple[str, ...], tuple[str, ...]]) -> int:
            _agency, own, categories = each
            return _ITS_OWN_NAME * facts.longest(own, text) or facts.longest(categories, text)

        best = max(self.agencies, key=fit)
        return best[0] if fit(best) else None


def _category_words(pack: CityPack, agency: str) -> tuple[str, ...]:
    return tuple(
        word
        for category in pack.city.categories.values()
        if category.agency == agency
        for word in (*category.labels.values(), *category.words)
    )
