"""The day that a text names: yesterday, three days ago, last Monday, the 12th, 12/11/2026."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![/.-]?\d)")
_FAR = 180
"""Days ahead from which a date without a year is taken for that of the year before."""
_CENTURY, _WEEK = 2000, 7
_SUNDAY_OR_WEEK = "minggu"
"""A weekday that only "hari" tells from the word for a week: "minggu lalu" is last week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How days are named, as patterns over lemmas, and what the words in them count."""

    ago: tuple[tuple[re.Pattern[str], int], ...]
    counted: re.Pattern[str]
    weekday: re.Pattern[str]
    lasting: re.Pattern[str]
    since: re.Pattern[str]
    of_month: re.Pattern[str]
    written: re.Pattern[str]
    announced: re.Pattern[str]
    ahead: re.Pattern[str]
    units: Mapping[str, int]
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that a text names, past or today; `future` if it only names one to come."""

    day: date | None = None
    future: bool = False


def find(text: str, lemmas: str, today: date, days: Days) -> Moment:
    """Return the day named in a text, of which `lemmas` are the words in full.

    A day that is past goes before one to come: "mati dari kemarin, besok hajatan".
    """
    named = [
        *_numeric(text.lower(), today, days),
        *_written(lemmas, today, days),
        *_of_month(lemmas, today, days),
        *_counted(lemmas, today, days),
        *_weekday(lemmas, today, days),
        *_ago(lemmas, today, days),
    ]
    past = next((each for each in named if each <= today), None)
    return Moment(past, not past and bool(named or days.ahead.search(lemmas)))


def table(words: Mapping[str, Any]) -> Days:
    """Return the days of a table as in `lexicon/moments.yml`."""
    counts = {name: _inverted(words[name]) for name in ("numbers", "weekdays", "months")}
    units, ago = _inverted(words["units"]), _inverted(words["ago"])
    number, weekday, month = (_any(counts[name]) for name in ("numbers", "weekdays", "months"))
    unit, past, following = _any(units), _any(words["past"]), _any(words["next"])
    since, called, habit = _any(words["since"]), _any(words["day"]), _any(words["habit"])
    longest = sorted(ago.items(), key=lambda each: -len(each[0]))
    return Days(
        ago=tuple((_whole(re.escape(phrase)), count) for phrase, count in longest),
        counted=_whole(
            rf"(?:(?P<number>\d{{1,2}}|{number}) |(?:se|sa) ?)(?P<unit>{unit}) (?:{past})"
        ),
        weekday=_whole(
            rf"(?P<habit>{habit} )?(?P<since>(?:{since}) )?(?:(?:{called}) )*(?P<day>{weekday})"
            rf"(?: (?P<past>{past})| (?P<next>{following}))?(?! (?:{_any(words['span'])})\b)"
        ),
        lasting=_whole(rf"(?:\d{{1,2}}|{number}) (?:{unit})(?! (?:{past})\b)"),
        since=_whole(rf"(?:{since}) (?:{_any(ago)})"),
        of_month=_whole(rf"(?:{_any(words['of_month'])}) (\d{{1,2}})(?! (?:\d|(?:{month})\b))"),
        written=_whole(rf"(\d{{1,2}}) ({month})(?: (\d{{4}}))?"),
        announced=re.compile(rf"(?:^|\b(?:{_any(words['dated'])}))\W*$"),
        ahead=_whole(_any(words["ahead"])),
        units=units,
        values={word: count for each in counts.values() for word, count in each.items()},
    )


def _numeric(text: str, today: date, days: Days) -> Iterator[date]:
    """Yield dates in figures; without a year only where nothing but a date is meant."""
    for found in _NUMERIC.finditer(text):
        day, month, year = found.groups()
        alone = not text[found.end() :].strip(" .!")
        if year or (days.announced.search(text[: found.start()]) and (alone or found.start())):
            yield from _date(int(day), int(month), year, today)


def _written(lemmas: str, today: date, days: Days) -> Iterator[date]:
    for day, month, year in days.written.findall(lemmas):
        yield from _date(int(day), days.values[month], year, today)


def _of_month(lemmas: str, today: date, days: Days) -> Iterator[date]:
    """Yield the latest days of the month with the numbers named."""
    for day in days.of_month.findall(lemmas):
        this = list(_valid(today.year, today.month, int(day)))
        before = today.replace(day=1) - timedelta(days=1)
        late = not this or this[0] > today
        yield from _valid(before.year, before.month, int(day)) if late else this


def _counted(lemmas: str, today: date, days: Days) -> Iterator[date]:
    for found in days.counted.finditer(lemmas):
        number = found["number"] or "1"
        count = int(number) if number.isdigit() else days.values[number]
        yield today - timedelta(days=count * days.units[found["unit"]])


def _weekday(lemmas: str, today: date, days: Days) -> Iterator[date]:
    """Yield the weekdays named: the last one, or the next if that is said."""
    for found in days.weekday.finditer(lemmas):
        is_day = found["since"] or found["past"] or found["next"] or found[0] == lemmas
        is_week = found["day"] == _SUNDAY_OR_WEEK and found["day"] == found[0].split()[0]
        if found["habit"] or is_week or not is_day:
            continue
        since = today.weekday() - days.values[found["day"]]
        ahead, back = -since % _WEEK or _WEEK, since % _WEEK or _WEEK
        yield today + timedelta(days=ahead if found["next"] else -back)


def _ago(lemmas: str, today: date, days: Days) -> Iterator[date]:
    """Yield the day that a phrase names; beside "for two weeks" only if it began on it."""
    if days.lasting.search(lemmas) and not days.since.search(lemmas):
        return
    for phrase, count in days.ago:
        if phrase.search(lemmas):
            yield today - timedelta(days=count)
            return


def _date(day: int, month: int, year: str, today: date) -> Iterator[date]:
    """Yield the date, if it is one; without a year it is of this year, or of the last."""
    if year:
        yield from _valid(int(year) + (_CENTURY if int(year) < _CENTURY else 0), month, day)
        return
    for each in _valid(today.year, month, day):
        far = each - today > timedelta(days=_FAR)
        yield from _valid(today.year - 1, month, day) if far else (each,)


def _valid(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _inverted(many: Mapping[int, Iterable[str]]) -> dict[str, int]:
    return {word: count for count, words in many.items() for word in words}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
