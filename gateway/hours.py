"""When an office is open: hours of the days of a week, as they stand in a city's files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d\d)\.(\d\d)-(?:(\d\d)\.(\d\d))?")
_LAST_HOUR, _LAST_MINUTE = 24, 59


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours (`07.30-16.00`, or `07.30-` if the end is not known) of weekdays (0: Monday).

    `source` says so and `dated` is when it did (`2025-03`), `checked` when we last read it.
    """

    week: Mapping[int, str]
    source: str
    dated: str
    checked: str


def week(written: Mapping[str, str]) -> Mapping[int, str]:
    """Return the hours of each weekday. Raises `ValueError` that says what is wrong.

    >>> week({"mon-wed": "07.30-16.00", "fri": "08.00-"})
    {0: '07.30-16.00', 1: '07.30-16.00', 2: '07.30-16.00', 4: '08.00-'}
    """
    found: dict[int, str] = {}
    for days, hours in written.items():
        _check(days, hours)
        for day in _days(days):
            if day in found:
                raise ValueError(f"{days}: {DAYS[day]} is named twice")
            found[day] = hours
    return dict(sorted(found.items()))


def spans(of: Mapping[int, str]) -> tuple[tuple[int, int, str], ...]:
    """Return the hours with the first and the last of the days in a row that have them.

    >>> spans({0: "08.00-15.00", 1: "08.00-15.00", 4: "08.00-11.00"})
    ((0, 1, '08.00-15.00'), (4, 4, '08.00-11.00'))
    """
    found: list[tuple[int, int, str]] = []
    for day, hours in of.items():
        if found and found[-1][1:] == (day - 1, hours):
            found[-1] = (found[-1][0], day, hours)
        else:
            found.append((day, day, hours))
    return tuple(found)


def _days(written: str) -> range:
    first, _, last = written.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"{written}: days are {' '.join(DAYS)}, or two of them: mon-fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    if end < begin:
        raise ValueError(f"{written}: the last day comes before the first")
    return range(begin, end + 1)


def _check(days: str, hours: str) -> None:
    found = _SPAN.fullmatch(hours)
    times = [int(each) for each in found.groups() if each] if found else []
    wrong = any(hour > _LAST_HOUR for hour in times[::2])
    wrong = wrong or any(minute > _LAST_MINUTE for minute in times[1::2])
    if not found or wrong:
        raise ValueError(f"{days}: {hours!r} is not like 07.30-16.00, or 07.30- if no end")
    if times[2:] and times[2:] <= times[:2]:
        raise ValueError(f"{days}: {hours!r} ends before it begins")
