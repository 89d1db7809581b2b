"""BMKG's warnings of bad weather in the next hours (nowcast), for the city's kecamatan.

The feed (RSS, public domain) names the kecamatan of each province. A kecamatan whose name
another one of the province bears, too (`shared` in city.yml), counts only beside one that is
ours alone.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Self
from zoneinfo import ZoneInfo

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from bot.drafts import clip
from bot.model import Say
from gateway import facts
from gateway.city import CityPack
from gateway.errors import BadAnswerError, BadSettingsError, CallError
from gateway.http import Answer, Http, Request
from gateway.settings import Settings
from gateway.source import Question

SHOWN_EVENT, SHOWN_AREAS = 28, 24
_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LONGEST_LIFE = timedelta(hours=6)
"""How long a warning counts whose end cannot be read; BMKG's own last three hours."""
_UNTIL = re.compile(
    r"hingga (\d{1,2} \w+ \d{4}),? (\d{1,2})[:.](\d{2}) (WIB|WITA|WIT)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[,.;:\n]|khususnya di|\bdan\b")
_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agustus aug august",
            "sep september",
            "okt oktober oct october",
            "nov november",
            "des desember dec december",
        ),
        1,
    )
    for name in names.split()
}
_ZONES: Mapping[str, int] = {"WIB": 7, "WITA": 8, "WIT": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A warning: what of, where, and until when (aware); `link` leads to its CAP message."""

    id: str
    link: str
    event: str
    kecamatan: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """BMKG's feed, read for one province and the kecamatan of one city."""

    url: str
    timeout: float
    zone: ZoneInfo
    city: str
    province: str
    codes: Mapping[str, str]
    shared: Collection[str]
    name: str = "warning"
    lifetime: float = 60.0

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take BMKG's address, the city's province and kecamatan. Raises `BadSettingsError`."""
        own = pack.sources.get("warning", {})
        if not own.get("province"):
            raise BadSettingsError("city.yml: sources.warning.province: is missing")
        rows = facts.rows(pack.folder / "areas.csv", ("code", "level", "name"))
        return cls(
            url=settings.bmkg_warning_url,
            timeout=settings.source_timeout,
            zone=pack.timezone,
            city=pack.name,
            province=own["province"],
            codes={row["name"]: row["code"] for row in rows if row["level"] == "kecamatan"},
            shared={each.strip() for each in own.get("shared", "").split(",")},
        )

    def ask(self, _question: Question) -> Request:
        """Ask for the feed of all provinces."""
        return Request(to="bmkg", method="GET", url=self.url, timeout=self.timeout)

    def decode(self, answer: Answer) -> Any:
        """Return the items of the feed. Raises `BadAnswerError`."""
        try:
            root = ElementTree.fromstring(answer.body, forbid_dtd=True)
        except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
            raise BadAnswerError("bmkg: the feed is no XML") from error
        if root.tag != "rss":
            raise BadAnswerError("bmkg: the feed is no RSS")
        names = ("title", "description", "pubDate", "link", "guid")
        return [
            {name: (item.findtext(name) or "").strip() for name in names}
            for item in root.iter("item")
        ]

    def read(self, answer: Any, question: Question) -> Say:
        """Return what is warned of in the place (or the city), or that nothing is.

        Raises `BadAnswerError`.
        """
        if not isinstance(answer, list):
            raise BadAnswerError("bmkg: no list of warnings")
        place = question.place.kecamatan if question.place else ""
        found = [
            each
            for each in self.current(answer, question.now)
            if not place or place in each.kecamatan
        ]
        if not found:
            return Say("warning-none", {"place": place or self.city})
        first = max(found, key=lambda each: each.until)
        until = first.until.astimezone(self.zone)
        where = place or self.where(first)
        return Say(
            "warning-answer",
            {
                "event": self.event(first),
                "place": clip(where, SHOWN_AREAS),
                "until": f"{until:%H.%M}",
            },
        )

    @staticmethod
    def event(alert: Alert) -> str:
        """Return what is warned of, as short as a reply needs it."""
        return clip(alert.event, SHOWN_EVENT)

    @staticmethod
    def where(alert: Alert) -> str:
        """Return the kecamatan that are warned, as many as a reply holds."""
        return clip(", ".join(alert.kecamatan), SHOWN_AREAS)

    def severity(self, alert: Alert, http: Http) -> str:
        """Return CAP's severity of a warning (`Severe`); empty if its message cannot be read.

        Only BMKG's own addresses are asked.
        """
        if not alert.link.startswith(f"{self.url}/"):
            return ""
        call = Request(to="bmkg", method="GET", url=alert.link, timeout=self.timeout)
        try:
            root = ElementTree.fromstring(http.fetch(call).body, forbid_dtd=True)
        except (CallError, ElementTree.ParseError, DefusedXmlException, ValueError):
            return ""
        return (root.findtext(f"{_CAP}info/{_CAP}severity") or "").strip()

    def current(self, items: Sequence[Any], now: datetime) -> Iterator[Alert]:
        """Yield the warnings that are about the city and not over."""
        for item in items:
            warning = self._warning(item) if isinstance(item, dict) else None
            if warning is not None and warning.until > now:
                yield warning

    def _warning(self, item: Mapping[str, Any]) -> Alert | None:
        title, told = str(item.get("title", "")), str(item.get("description", ""))
        event, _, province = title.rpartition(" di ")
        if province.strip().casefold() != self.province.casefold():
            return None
        named = {each.strip().casefold() for each in _BETWEEN.split(told)}
        ours = tuple(each for each in self.codes if each.casefold() in named)
        until = _until(told, str(item.get("pubDate", "")))
        if not set(ours) - set(self.shared) or until is None:
            return None
        return Alert(
            id=str(item.get("guid") or item.get("link") or title),
            link=str(item.get("link", "")),
            event=event.strip(),
            kecamatan=ours,
            until=until,
        )


def _until(told: str, published: str) -> datetime | None:
    """Return the end of a warning: its own, or some hours after it was published."""
    found = _UNTIL.search(told)
    if found:
        day, month, year = found[1].split()
        number = _MONTHS.get(month.lower())
        if number:
            try:
                zone = timezone(timedelta(hours=_ZONES[found[4].upper()]))
                clock = int(found[2]), int(found[3])
                return datetime(int(year), number, int(day), *clock, tzinfo=zone)
            except ValueError:
                return None
    try:
        return datetime.strptime(published, "%a, %d %b %Y %H:%M:%S %z") + _LONGEST_LIFE
    except ValueError:
        return None
