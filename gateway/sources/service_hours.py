"""When an office is open: on the day asked about, or in the week; holidays by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from bot.drafts import clip
from bot.model import Fact, Say, Words
from gateway import facts, hours
from gateway.city import Agency, CityPack
from gateway.facts import UNDATED
from gateway.hours import Hours
from gateway.http import Request
from gateway.settings import Settings
from gateway.source import Json, Question
from gateway.workdays import Workdays
from nlu import coming, knowledge
from nlu.moments import Days
from nlu.normalise import Lexicon, words

SHOWN = 26
"""Characters of a holiday's name that a reply has room for."""
SPANS = 3
"""Spans of days with the same hours that a reply tells."""
_OFFICES = (
    *("kantor", "loket", "pemkot", "pelayanan", "mpp", "kecamatan", "kacamatan", "kelurahan"),
    *("kalurahan", "dinas", "balai kota", "libur", "pere", "tanggal merah", "cuti bersama"),
    *("office", "offices", "city hall", "holiday"),
)
"""Words for the city's offices in general, and for days on which they are closed."""
_BARE = {
    "jam",
    "tabuh",
    "buka",
    "muka",
    "tutup",
    "berapa",
    "brp",
    "sabaraha",
    "open",
    "what",
    "time",
}
"""Words that say of themselves not what is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours(Json):
    """The hours in the city's `agencies.yml`, the general rule, and the city's holidays."""

    first: str
    agencies: Mapping[str, Agency]
    rule: Hours | None
    workdays: Workdays
    lexicon: Lexicon
    days: Days
    name: str = "service_hours"
    lifetime: float = 0.0

    @classmethod
    def configured(cls, _settings: Settings, pack: CityPack) -> Self:
        """Take the agencies, the rule and the holidays of the city."""
        return cls(
            first=pack.emergency_number,
            agencies=pack.agencies,
            rule=pack.offices,
            workdays=pack.workdays,
            lexicon=knowledge.lexicon(),
            days=knowledge.days(),
        )

    def ask(self, _question: Question) -> Request | None:
        """Ask nobody: the city's files answer."""
        return None

    def read(self, _answer: Any, question: Question) -> Say:
        """Return the hours of the agency named, or what holds of offices in general."""
        text = facts.folded(question.text)
        agency = _named(self.agencies, text)
        today = question.now.astimezone(self.workdays.zone).date()
        lemmas = words(question.text, self.lexicon)
        day = coming.find(question.text.lower(), lemmas, today, self.days)
        if agency is None:
            return self._in_general(text, day)
        if agency.hours:
            return self._own(agency, agency.hours, day)
        told: dict[str, Fact] = {"agency": agency.short, "contact": _contact(agency)}
        if self.rule is None or not agency.office:
            return Say("service_hours-unknown", told)
        return self._by_rule(self.rule, told, day)

    def _in_general(self, text: str, day: date | None) -> Say:
        """Return what holds on a holiday, or for "offices"; else that we know nothing."""
        holiday = day and self.workdays.holiday(day)
        if day and holiday:
            told = {**_day(day), "why": clip(holiday, SHOWN), "first": self.first}
            return Say("service_hours-holiday", told)
        if self.rule is None or not facts.longest(_OFFICES, text):
            bare = _BARE.issuperset(text.split())
            return Say("service_hours-which" if bare else "service_hours-none")
        office: dict[str, Fact] = {"agency": Words("service_hours-offices"), "contact": UNDATED}
        return self._by_rule(self.rule, office, day)

    def _own(self, agency: Agency, own: Hours, day: date | None) -> Say:
        told: dict[str, Fact] = {
            "agency": agency.short,
            "seen": facts.month(own.dated),
            "contact": _contact(agency),
        }
        if day is None:
            return Say("service_hours-week", {**told, **_week(own)})
        at = self._at(own, day)
        if at:
            return Say("service_hours-open", {**told, **_day(day), "hours": at})
        return Say("service_hours-closed", {**told, **_day(day), "why": self._why(day)})

    def _by_rule(self, rule: Hours, told: Mapping[str, Fact], day: date | None) -> Say:
        """Return what the rule makes likely, marked as the rule's."""
        first, last, at = hours.spans(rule.week)[0]
        told = {
            **told,
            "from1": _weekday(first),
            "to1": _weekday(last),
            "begins": at.partition("-")[0],
            "source": rule.source,
        }
        if day is None:
            general = isinstance(told["agency"], Words)
            return Say("service_hours-general" if general else "service_hours-rule", told)
        if self._at(rule, day):
            return Say("service_hours-rule-open", {**told, **_day(day)})
        return Say("service_hours-rule-closed", {**told, **_day(day), "why": self._why(day)})

    def _at(self, of: Hours, day: date) -> str:
        """Return the hours on that day; nothing if it is closed."""
        return "" if self.workdays.holiday(day) else of.week.get(day.weekday(), "")

    def _why(self, day: date) -> Fact:
        holiday = self.workdays.holiday(day)
        return clip(holiday, SHOWN) if holiday else Words("service_hours-no-day")


def _named(agencies: Mapping[str, Agency], text: str) -> Agency | None:
    """Return the agency that `text` calls by a name of its own."""

    def fit(each: Agency) -> int:
        return facts.longest((each.name, each.short, *each.words), text)

    best = max(agencies.values(), key=fit, default=None)
    return best if best and fit(best) else None


def _contact(agency: Agency) -> str:
    contact = agency.contact
    ways = (contact.phone, contact.instagram) if contact else ()
    return next(filter(None, ways), UNDATED)


def _day(day: date) -> Mapping[str, Fact]:
    return {"day": _weekday(day.weekday()), "date": f"{day.day}/{day.month}"}


def _weekday(number: int) -> Words:
    return Words(f"service_hours-day-{hours.DAYS[number]}")


def _week(of: Hours) -> Mapping[str, Fact]:
    """Return the days and the hours of the first spans; `none` where there is none."""
    told: dict[str, Fact] = {}
    spans = [*hours.spans(of.week)[:SPANS], *([None] * SPANS)][:SPANS]
    for number, span in enumerate(spans, start=1):
        first, last, at = span or (0, 0, UNDATED)
        told[f"from{number}"] = _weekday(first)
        told[f"to{number}"] = _weekday(last) if first != last else UNDATED
        told[f"at{number}"] = at.removesuffix("-")
    return told
