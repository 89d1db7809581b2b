"""What data the city publishes: a search in its open-data catalogue (not CKAN).

Only some fields of its rows were ever seen (`name`, `organisasi_name`, `slug`), and nothing of
how it searches: it is asked for one word, and what it gives is put in order by the others.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from bot.drafts import clip
from bot.model import Say
from gateway.city import CityPack
from gateway.errors import BadAnswerError
from gateway.http import Answer, Request
from gateway.settings import Settings
from gateway.source import NO_MORE, Question
from nlu import knowledge
from nlu.knowledge import Topics
from nlu.normalise import Lexicon, tokens

ASKED, TOLD = 50, 3
"""Rows asked for, and told."""
SHOWN, SHOWN_AGENCY, SHOWN_WORDS = 36, 12, 30
LONGEST_LINK = 90
"""Characters of a link that leave room for the titles in two SMS."""
_WHERE = '{"is_active":true,"is_deleted":false}'
_TITLES, _AGENCIES = ("name", "judul", "title"), ("organisasi_name", "organisasi", "opd")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OWN = 6  # letters from which "nya" at the end of a word is no part of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A set of data: its title, who publishes it, and the end of its address, if known."""

    title: str
    agency: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenData:
    """The catalogue at `url`; `agencies` are their short names by their names."""

    url: str
    city: str
    agencies: Mapping[str, str]
    topics: Topics
    lexicon: Lexicon
    timeout: float
    name: str = "open_data"
    lifetime: float = 21_600.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take the address that the city names."""
        return cls(
            url=pack.sources.get("open_data", {}).get("url", "").rstrip("/"),
            city=pack.name,
            agencies={each.name.casefold(): each.short for each in pack.agencies.values()},
            topics=knowledge.topics(),
            lexicon=knowledge.lexicon(),
            timeout=settings.source_timeout,
        )

    def ask(self, question: Question) -> Request | None:
        """Ask for the first word that names a topic; nobody if there is none, or no address."""
        words = self._words(question.text)
        if not words or not self.url:
            return None
        params = {
            "search": words[0],
            "sort": "mdate:desc",
            "page": "1",
            "per_page": str(ASKED),
            "where": _WHERE,
        }
        return Request(
            to="open_data",
            method="GET",
            url=f"{self.url}/api/datasets",
            params=params,
            timeout=self.timeout,
        )

    def decode(self, answer: Answer) -> Any:
        """Return the rows with what we tell of them alone. Raises `BadAnswerError`."""
        kept = (
            {"name": each.title, "organisasi_name": each.agency, "slug": each.slug}
            for each in datasets(answer.json())
        )
        return {"data": list(kept)}

    def read(self, answer: Any, question: Question) -> Say:
        """Return the data that fit best, or that there are none. Raises `BadAnswerError`."""
        site = urlsplit(self.url).hostname or ""
        if not site:
            return Say("open_data-unknown")
        if answer is None:
            return Say("open_data-what", {"site": site})
        words, found = self._words(question.text), datasets(answer)
        if not found:
            shown = clip(" ".join(words), SHOWN_WORDS)
            return Say("open_data-none", {"text": shown, "site": site})
        best = _best(found, words)
        told = question.of(best, TOLD)
        if not told:
            return NO_MORE
        return Say(
            "open_data-answer",
            {
                "count": f"{len(best)}+" if len(found) >= ASKED else str(len(best)),
                "titles": "; ".join(self._lines(told)),
                "link": self._link(told[0]) or site,
            },
        )

    def _lines(self, told: Sequence[Dataset]) -> Iterator[str]:
        """Yield each title without the city's name, the longer the fewer they are."""
        own = re.compile(rf"\s*(?:\bdi )?\b{re.escape(self.city)}\b", re.IGNORECASE)
        for each in told:
            title = own.sub("", each.title).strip() or each.title
            agency = self.agencies.get(each.agency.casefold(), each.agency)
            publisher = f" ({clip(agency, SHOWN_AGENCY)})" if agency else ""
            yield f"{clip(title, SHOWN * TOLD // len(told))}{publisher}"

    def _link(self, each: Dataset) -> str:
        link = f"{self.url}/dataset/{each.slug}"
        return link if each.slug and len(link) <= LONGEST_LINK else ""

    def _words(self, text: str) -> Sequence[str]:
        """Return what is asked about in the catalogue's words, the topic first."""
        asks = self.topics.asks
        said = [
            token.lemma
            for token in tokens(text, self.lexicon)
            if not {token.text.lower(), token.lemma} & asks
        ]
        bare = [w.removesuffix("nya") if len(w) > _OWN else w for w in said]
        told = [w for w in bare if w not in asks and len(w) > 1]
        weak = [w for w in told if w in self.topics.weak or w.isdigit()]
        strong = [self.topics.titles.get(w, w) for w in told if w not in weak]
        return list(dict.fromkeys([*strong, *weak]))


def datasets(answer: Any) -> Sequence[Dataset]:
    """Return the rows of an answer, each title once.

    Raises `BadAnswerError` if it has no list of rows, or none of them has a title.
    """
    rows = answer.get("data") if isinstance(answer, dict) else answer
    rows = rows.get("data") if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise BadAnswerError("open_data: no rows in the answer")
    named = [each for row in rows if isinstance(row, dict) and (each := _dataset(row)).title]
    if rows and not named:
        raise BadAnswerError("open_data: no row has a title")
    once: dict[str, Dataset] = {}
    for each in named:
        once.setdefault(each.title.casefold(), each)
    return list(once.values())


def _dataset(row: Mapping[str, Any]) -> Dataset:
    slug = row.get("slug")
    return Dataset(
        title=_first(row, _TITLES),
        agency=_first(row, _AGENCIES),
        slug=slug if isinstance(slug, str) and _SLUG.fullmatch(slug) else "",
    )


def _first(row: Mapping[str, Any], names: Sequence[str]) -> str:
    said = (row.get(name) for name in names)
    return next((" ".join(each.split()) for each in said if isinstance(each, str) and each), "")


def _best(found: Sequence[Dataset], words: Sequence[str]) -> Sequence[Dataset]:
    """Return those whose titles hold the most of `words`, in their order."""

    def held(each: Dataset) -> int:
        return sum(word in each.title.casefold() for word in words)

    most = max(map(held, found))
    return [each for each in found if held(each) == most]
