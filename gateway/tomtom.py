"""What TomTom measures on the road nearest a point: how fast cars go, and how fast they could.

`GET /traffic/services/4/flowSegmentData/…` (developer.tomtom.com, read 2026-11-28).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from gateway.errors import BadAnswerError

FLOWS: Sequence[tuple[float, str]] = (
    (0.6, "jammed"),
    (0.8, "dense"),
    (float("inf"), "flowing"),
)
"""Upper ends of the share of a free road's speed, and what we call it.

They are where TomTom's own route monitoring turns from red to orange, and from yellow to green
(developer.tomtom.com/move-portal/guides/route-monitoring, read 2026-11-28).
"""
HISTORICAL = 0.5
"""Confidence up to which TomTom tells what is usual at this hour, not what it measures now."""
STALE = timedelta(hours=1)
"""After which a flow says nothing about now, however it was kept."""
FASTEST = 200.0
"""Kilometres an hour; a larger number is a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Kilometres an hour that cars go, and would on a free road; whether measured just now."""

    speed: float
    free: float
    measured: bool = True
    closed: bool = False

    @property
    def name(self) -> str:
        """What we call it: `jammed dense flowing`."""
        share = self.speed / self.free
        return next(name for top, name in FLOWS if share < top)


def read(answer: Any, now: datetime) -> Flow:
    """Return the flow in an answer; its `date` (as in HTTP) tells when it came, if known.

    Raises `BadAnswerError` if it has no speeds, or is too old to say how it is `now`.
    """
    flow = answer.get("flowSegmentData") if isinstance(answer, dict) else None
    if not isinstance(flow, dict):
        raise BadAnswerError("tomtom: no flow in the answer")
    if _is_over(answer.get("date"), now):
        raise BadAnswerError("tomtom: the flow of another hour")
    if flow.get("roadClosure") is True:
        return Flow(speed=0.0, free=FASTEST, closed=True)
    return Flow(
        speed=_speed(flow.get("currentSpeed")),
        free=_speed(flow.get("freeFlowSpeed")),
        measured=_number(flow.get("confidence", 1)) > HISTORICAL,
    )


def _is_over(date: Any, now: datetime) -> bool:
    try:
        came = parsedate_to_datetime(str(date))
    except ValueError:
        return False
    return came.tzinfo is not None and now - came > STALE


def _speed(said: Any) -> float:
    value = _number(said)
    if not 0 < value <= FASTEST:
        raise BadAnswerError("tomtom: no such speed")
    return value


def _number(said: Any) -> float:
    try:
        return float(str(said))
    except ValueError as error:
        raise BadAnswerError("tomtom: not a number") from error
