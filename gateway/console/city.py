"""The city's pack as it is: what it holds, how old it is, what is still missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Blueprint

from gateway import articles, workdays
from gateway.articles import Article
from gateway.city import CityPack
from gateway.console.pages import Pages
from gateway.tools import Tools

OLD = timedelta(days=365)
"""From when on what was checked should be looked at again."""
SOON = timedelta(days=30)
NAMED = 12
"""Names of what is missing that a line tells."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something to complete: `what` names its words, `names` where."""

    what: str
    names: Sequence[str]

    @property
    def shown(self) -> str:
        """The first of the names."""
        more = len(self.names) - NAMED
        return ", ".join(self.names[:NAMED]) + (f" +{more}" if more > 0 else "")


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/city`."""
    page = Blueprint("city", __name__, url_prefix="/console/city")
    known = articles.of(tools.pack)

    @page.get("")
    def index() -> str:
        now = datetime.fromtimestamp(tools.clock(), tools.pack.timezone)
        return pages.show(
            "city.html",
            pack=tools.pack,
            articles=len(known),
            files=facts(tools.pack.folder),
            lacks=list(lacks(tools.pack, known, now.date())),
            sources=sorted(tools.sources),
        )

    return page


def lacks(pack: CityPack, known: Sequence[Article], today: date) -> Iterator[Lack]:
    """Yield what a pack works without and should have, or should be looked at again."""
    agencies = pack.agencies.values()
    told = {
        "agencies-contact": [each.short for each in agencies if each.contact is None],
        "agencies-email": [each.short for each in agencies if not each.email],
        "categories-agency": [
            each.id for each in pack.city.categories.values() if not each.agency
        ],
        "articles-uncertain": [each.id for each in known if not each.certain],
        "articles-over": [
            each.id for each in known if each.valid_until and each.valid_until < today
        ],
        "articles-old": [each.id for each in known if today - each.checked > OLD],
        "holidays": _unknown_years(pack, today),
    }
    yield from (Lack(what, names) for what, names in told.items() if names)


def facts(folder: Path) -> Sequence[tuple[str, int]]:
    """Return the files of facts and how many rows each has."""
    return [
        (file.name, len(_rows(file)) - 1) for file in sorted((folder / "facts").glob("*.csv"))
    ]


def _rows(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _unknown_years(pack: CityPack, today: date) -> list[str]:
    """Return the years of the next month of which no holiday is known."""
    years = sorted({today.year, (today + SOON).year})
    named = {day.year for day in pack.workdays.off}
    return [str(year) for year in years if not workdays.knows(year) and year not in named]
