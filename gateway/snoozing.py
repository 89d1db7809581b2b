"""Until when an operator may lay a conversation aside."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

LONGEST = timedelta(days=60)
MORNING, AFTERNOON = time(8), time(15)
_LAST_FOR_TODAY = time(14)


def choices(now: datetime) -> Mapping[str, datetime]:
    """Return the moments to choose from, by name; `now` is aware, in the city.

    >>> from zoneinfo import ZoneInfo
    >>> friday = datetime(2026, 11, 27, 13, 40, tzinfo=ZoneInfo("Asia/Jakarta"))
    >>> [f"{name} {at:%a %H.%M}" for name, at in choices(friday).items()]
    ['hour Fri 14.40', 'afternoon Fri 15.00', 'tomorrow Sat 08.00', 'week Mon 08.00']
    >>> "afternoon" in choices(friday.replace(hour=14, minute=1))
    False
    """
    today = now.date()
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7 - today.weekday())
    later = {"afternoon": datetime.combine(today, AFTERNOON, now.tzinfo)}
    return {
        "hour": now + timedelta(hours=1),
        **(later if now.time() <= _LAST_FOR_TODAY else {}),
        "tomorrow": datetime.combine(tomorrow, MORNING, now.tzinfo),
        "week": datetime.combine(week, MORNING, now.tzinfo),
    }


def chosen(said: str, now: datetime) -> datetime | None:
    """Return the moment that a form names: one of `choices`, or a local date and time.

    Nothing if it is neither, not in the future, or further than 60 days away.

    >>> from zoneinfo import ZoneInfo
    >>> now = datetime(2026, 11, 27, 13, 40, tzinfo=ZoneInfo("Asia/Jakarta"))
    >>> [str(chosen(said, now)) for said in ("2026-12-01T09:30", "2026-11-26T09:30", "x", "")]
    ['2026-12-01 09:30:00+07:00', 'None', 'None', 'None']
    """
    named = choices(now).get(said)
    if named is not None:
        return named
    try:
        moment = datetime.fromisoformat(said).replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return moment if now < moment <= now + LONGEST else None
