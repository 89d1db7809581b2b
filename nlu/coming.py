"""The day that a question is about: today, tomorrow, on Saturday, on the 17th of August."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from nlu.moments import Days

_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?![/.-]?\d)")
_OF_MONTH = re.compile(r"(?:tanggal|tgl|tg|ping|kaping|the) (\d{1,2})(?:st|nd|rd|th)?(?! \d)")
_WEEK, _MONTHS, _YEARS = 7, 12, 5
_AHEAD: Mapping[int, tuple[str, ...]] = {
    2: ("besok lusa", "lusa", "pageto", "day after tomorrow"),
    1: ("besok", "esok", "bsk", "isukan", "isuk", "enjing", "tomorrow"),
    0: ("hari ini", "dinten ieu", "poe ieu", "sekarang", "ayeuna", "today", "now", "tonight"),
}
"""How many days ahead a word is, the longer phrases first."""
_WEEK_WORD = "minggu"
"""A weekday that is also the word for a week: "minggu depan" is next week."""


def find(text: str, lemmas: str, today: date, days: Days) -> date | None:
    """Return the day named in a text, of which `lemmas` are the words in full; if it names one.

    It is today or to come. A date goes before a weekday, and a weekday before "tomorrow".
    """
    named = (
        *_numeric(text, today),
        *_written(lemmas, today, days),
        *_of_month(lemmas, today),
        *_weekday(lemmas, today, days),
        *_ahead(lemmas, today),
    )
    return next(iter(named), None)


def _numeric(text: str, today: date) -> Iterator[date]:
    for day, month, year in _NUMERIC.findall(text):
        yield from _next(int(day), int(month), int(year or 0), today)


def _written(text: str, today: date, days: Days) -> Iterator[date]:
    for day, month, year in days.written.findall(text):
        yield from _next(int(day), days.values[month], int(year or 0), today)


def _of_month(text: str, today: date) -> Iterator[date]:
    """Yield the next day of a month with the number that is named."""
    for found in _OF_MONTH.findall(text):
        months = (divmod(today.month - 1 + ahead, _MONTHS) for ahead in range(_MONTHS))
        days = [
            day
            for years, month in months
            for day in _next(int(found), month + 1, today.year + years, today)
            if day >= today
        ]
        yield from days[:1]


def _weekday(text: str, today: date, days: Days) -> Iterator[date]:
    for found in days.weekday.finditer(text):
        rest = text[found.end("day") :].split()[:1]
        is_week = found["day"] == _WEEK_WORD and rest in (["ini"], ["depan"], ["lalu"], ["ieu"])
        if not is_week:
            yield today + timedelta(days=(days.values[found["day"]] - today.weekday()) % _WEEK)


def _ahead(text: str, today: date) -> Iterator[date]:
    for ahead, phrases in _AHEAD.items():
        if any(f" {phrase} " in f" {text} " for phrase in phrases):
            yield today + timedelta(days=ahead)
            return


def _next(day: int, month: int, year: int, today: date) -> Iterator[date]:
    """Yield the date in the year named, else the first that is not past."""
    for each in [year] if year else range(today.year, today.year + _YEARS):
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            yield found
            return
