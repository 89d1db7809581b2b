"""Where the city is on social media and on the air: `facts/accounts.csv`, `agencies.yml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.model import Say
from gateway import facts, listing
from gateway.city import Agency, CityPack
from gateway.http import Request
from gateway.listing import Entry
from gateway.settings import Settings
from gateway.source import NO_MORE, Json, Question

ROOM = 88
"""Characters of accounts that a reply has room for."""
_COLUMNS = ("owner", "platform", "handle", "dated")
_INSTAGRAM = "Instagram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts(Json):
    """The city's file of accounts, and the Instagram accounts of its agencies.

    A row without a handle says that we looked and know of none.
    """

    entries: Sequence[Entry]
    name: str = "social"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Read the file, if the city has one. Raises `BadSettingsError`."""
        file = pack.folder / "facts" / "accounts.csv"
        listed = listing.entries(file, _COLUMNS) if file.exists() else []
        return cls(entries=[*listed, *_of_agencies(listed, pack.agencies)])

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's file answers."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the accounts that are meant; the city's own if the question names nothing."""
        found = listing.best(self.entries, facts.folded(question.text)) or self._citys()
        rows = [each.row for each in found if each.row["handle"]]
        if not rows:
            return Say("social-none")
        parts = [(f"{row['owner']}:", f"{row['platform']} {row['handle']}") for row in rows]
        shown = listing.page(parts, ROOM, question.page)
        if not rows[shown]:
            return NO_MORE
        told, _ = listing.joined(parts[shown], ROOM)
        seen = facts.seen(row["dated"] for row in rows[shown])
        return Say("social-answer", {"accounts": told, "seen": seen})

    def _citys(self) -> Sequence[Entry]:
        return [
            each for each in self.entries if each.row["owner"] == self.entries[0].row["owner"]
        ]


def _of_agencies(listed: Sequence[Entry], agencies: Mapping[str, Agency]) -> Iterator[Entry]:
    """Yield each agency's Instagram, and for one without any account that there is none."""
    named = {each.row["platform"]: each.things[0] for each in listed}
    every = tuple(word for words in named.values() for word in words)
    owners = {each.row["owner"] for each in listed}
    for each in agencies.values():
        own = (each.name, each.short, *each.words)
        contact = each.contact
        if contact and contact.instagram:
            row = _row(each.short, contact.instagram, contact.dated)
            yield Entry(row, (named.get(_INSTAGRAM, ("instagram",)), own))
        elif each.short not in owners:
            yield Entry(_row(each.short, "", ""), (every, own))


def _row(owner: str, handle: str, dated: str) -> Mapping[str, str]:
    return {"owner": owner, "platform": _INSTAGRAM, "handle": handle, "dated": dated}
