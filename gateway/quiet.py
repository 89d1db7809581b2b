"""When nobody is written to who did not ask: the city's quiet hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.city import Quiet


def wait(quiet: Quiet, zone: ZoneInfo, now: float) -> float:
    """Return how many seconds the quiet hours still last at `now` (Unix seconds); 0: none.

    >>> from datetime import time
    >>> jakarta, night = ZoneInfo("Asia/Jakarta"), Quiet(begins=time(21), ends=time(6))
    >>> midnight = datetime(2026, 11, 23, tzinfo=jakarta).timestamp()
    >>> wait(night, jakarta, midnight) / 3600, wait(night, jakarta, midnight + 6 * 3600)
    (6.0, 0.0)
    """
    there = datetime.fromtimestamp(now, UTC).astimezone(zone)
    clock = there.time()
    over_night = quiet.begins > quiet.ends
    inside = (
        (clock >= quiet.begins or clock < quiet.ends)
        if over_night
        else quiet.begins <= clock < quiet.ends
    )
    if not inside:
        return 0.0
    end = datetime.combine(there.date(), quiet.ends, zone)
    if end <= there:
        end = datetime.combine(there.date() + timedelta(days=1), quiet.ends, zone)
    return end.timestamp() - now
