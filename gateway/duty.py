"""When operators answer: the hours that a city names for its staff, without its holidays."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from gateway.workdays import Workdays

LONGEST = 14
"""Days looked ahead; a city whose staff is away for longer has no hours that say so."""


def next_open(week: Mapping[int, str], days: Workdays, now: datetime) -> datetime | None:
    """Return when operators answer again; nothing if they do now, or no hours are named.

    `week` has the hours (`07.30-16.00`) of weekdays (0: Monday), `now` is aware, in the city.

    >>> from zoneinfo import ZoneInfo
    >>> zone = ZoneInfo("Asia/Jakarta")
    >>> days = Workdays(zone, {})
    >>> week = {0: "07.30-16.00", 4: "07.30-11.00"}
    >>> friday = datetime(2026, 11, 27, 9, tzinfo=zone)
    >>> next_open(week, days, friday), next_open({}, days, friday)
    (None, None)
    >>> next_open(week, days, friday.replace(hour=11)).isoformat()
    '2026-11-30T07:30:00+07:00'
    """
    for ahead in range(LONGEST if week else 0):
        day = now.date() + timedelta(days=ahead)
        hours = week.get(day.weekday())
        if hours is None or days.holiday(day):
            continue
        first, last = (_clock(each) for each in hours.split("-"))
        begins = datetime.combine(day, first or time(), now.tzinfo)
        ends = datetime.combine(day, last or time.max, now.tzinfo)
        if now < begins:
            return begins
        if now < ends:
            return None
    return None


def _clock(written: str) -> time | None:
    """Return a time such as `07.30`; `24.00` is the end of the day."""
    if not written or written == "24.00":
        return None
    return time.fromisoformat(written.replace(".", ":"))
