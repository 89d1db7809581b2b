"""How a task ended, and how long to wait before the next try."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

Effect = Callable[[Session, float], None]
"""Writes what a task did; given the session of the commit and the database's clock."""


@dataclass(frozen=True, slots=True)
class Part:
    """One task's share of an effect that is written for many tasks at once.

    `write` gets the session, the time and the `value` of every task that ended with it: one
    statement for many rows costs little more than for one.
    """

    write: Callable[[Session, float, Sequence[Any]], None]
    value: Any

    def __call__(self, session: Session, now: float) -> None:
        """Write this share alone."""
        self.write(session, now, [self.value])


class MovedError(Exception):
    """What the task started from has changed meanwhile: take it again at once."""


def nothing(_session: Session, _now: float) -> None:
    """Write nothing."""


@dataclass(frozen=True, slots=True)
class Done:
    """The task is done; `effect` is committed with that. Its lane rests for `rest` seconds."""

    effect: Effect = nothing
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again in `seconds`. It does not count as a failed attempt.

    `unclear` says it may have been done all the same.
    """

    seconds: float
    error: str = ""
    effect: Effect = nothing
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """It failed: try again after the pause its kind allows, or give up with `effect`.

    `unclear` says it may have been done all the same.
    """

    error: str
    unclear: bool = False
    given_up: Effect = nothing


@dataclass(frozen=True, slots=True)
class Dead:
    """It can never be done; a person may look. `effect` is committed with that.

    `unclear` says it may have been done all the same: a new try must look first.
    """

    error: str
    effect: Effect = nothing
    unclear: bool = False


Outcome = Done | Later | Again | Dead


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and how patiently a kind of task is tried again; times in seconds."""

    attempts: int
    first: float
    factor: float = 3.0
    longest: float = 600.0

    def pause(self, attempt: int) -> float | None:
        """Return how long to wait after failed attempt number `attempt`; `None`: give up.

        >>> [Retry(attempts=4, first=2).pause(n) for n in (1, 2, 3, 4)]
        [2.0, 6.0, 18.0, None]
        """
        if attempt >= self.attempts:
            return None
        return float(min(self.first * self.factor ** min(attempt - 1, 30), self.longest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The retry rule of each kind of task."""

    rules: Mapping[str, Retry] = field(
        default_factory=lambda: {
            "hear": Retry(attempts=6, first=1, longest=60),
            "send": Retry(attempts=8, first=2, longest=900),
            "notice": Retry(attempts=6, first=5, longest=600),
            "tell": Retry(attempts=6, first=1, longest=60),
            "fetch": Retry(attempts=5, first=5, longest=600),
            # 30 s to 6 h over seven days
            "file": Retry(attempts=38, first=30, factor=2, longest=21600),
            "add": Retry(attempts=38, first=30, factor=2, longest=21600),
            "spread": Retry(attempts=1_000_000, first=1, factor=2, longest=60),
            "alarm": Retry(attempts=8, first=60, factor=4, longest=21600),
            # a timer is never given up
            "tick": Retry(attempts=1_000_000, first=5, factor=2, longest=300),
        }
    )

    def pause(self, kind: str, attempt: int) -> float | None:
        """Return the pause before the next try of `kind`, or `None` to give up."""
        return self.rules[kind].pause(attempt)
