"""What was measured, as values: percentiles of latencies and messages per second."""

from collections.abc import Sequence
from dataclasses import dataclass

MS = 1e6  # nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Latencies in milliseconds over `count` messages."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Citizens who each wait for the reply: webhook to provider call, and how many a second."""

    system: str
    channel: str
    delay_ms: int
    concurrency: int
    per_second: float
    latency: Latency
    unanswered: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Messages at a fixed rate: `acknowledged` and `replied` count from the due instant."""

    system: str
    channel: str
    rate: float
    seconds: float
    acknowledged: Latency
    replied: Latency
    unanswered: int
    refused: int


def latency(nanoseconds: Sequence[int]) -> Latency:
    """Return the percentiles (nearest rank) of these durations.

    >>> latency([3_000_000, 1_000_000, 2_000_000]).p50
    2.0
    """
    ordered = sorted(nanoseconds)
    ranks = [_rank(ordered, percent) / MS for percent in (50, 95, 99, 100)]
    p50, p95, p99, worst = ranks
    return Latency(count=len(ordered), p50=p50, p95=p95, p99=p99, worst=worst)


def _rank(ordered: Sequence[int], percent: int) -> float:
    if not ordered:
        return float("nan")
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
