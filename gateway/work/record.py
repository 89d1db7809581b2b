"""Record how tasks ended: effects, ends of claims and new claims in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gateway.store import claims
from gateway.store.claims import Pause
from gateway.store.database import Database, Seat
from gateway.store.lanes import Claim
from gateway.work.outcome import (
    Again,
    Dead,
    Done,
    Effect,
    Later,
    MovedError,
    Outcome,
    Part,
    Policies,
)

log = structlog.get_logger()
TASKS = Counter("kentongan_tasks_total", "Tasks that ended.", ["kind", "outcome"])
TRIES = 3

Take = Callable[[Session], list[Claim]]
"""Claims new work in the transaction that records the old."""


class Recorder:
    """Writes outcomes, for the thread that sits on `seat`."""

    def __init__(self, database: Database, seat: Seat) -> None:
        self._database = database
        self._seat = seat
        self._policies = Policies()

    def record(self, outcomes: Mapping[Claim, Outcome], take: Take) -> list[Claim]:
        """Record `outcomes` and return what `take` claimed, all in one transaction.

        If an effect cannot be written the outcomes are recorded one by one, the one at fault
        as a new try, and nothing is claimed this time. Raises `SQLAlchemyError` if the database
        is away.
        """
        try:
            return self._commit(outcomes, take)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - each is recorded alone below
            log.warning("record_failed", tasks=len(outcomes), error=type(error).__name__)
        for claim, outcome in outcomes.items():
            self._record_one(claim, outcome)
        return []

    def _record_one(self, claim: Claim, outcome: Outcome) -> None:
        try:
            self._commit({claim: outcome}, _nothing)
        except MovedError:
            self._commit({claim: Later(0.0)}, _nothing)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("effect_failed", kind=claim.kind, task=claim.task)
            again = Again(f"{type(error).__name__}: {error}")
            self._commit({claim: again}, _nothing)

    def _commit(self, outcomes: Mapping[Claim, Outcome], take: Take) -> list[Claim]:
        for left in reversed(range(TRIES)):
            try:
                with self._seat.write() as session:
                    if outcomes:
                        self._write(session, outcomes)
                    return take(session)
            except OperationalError:  # a deadlock, or the database went away
                if not left:
                    raise
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _write(self, session: Session, outcomes: Mapping[Claim, Outcome]) -> None:
        now = self._database.now(session)
        ours = claims.hold(session, outcomes)
        if len(ours) < len(outcomes):
            log.warning("claims_lost", tasks=len(outcomes) - len(ours))
        done: dict[Claim, Done] = {}
        for claim, outcome in outcomes.items():
            if claim.lane not in ours:
                continue
            ended = self._decided(claim, outcome)
            TASKS.labels(claim.kind, type(ended).__name__).inc()
            if isinstance(ended, Done):
                done[claim] = ended
            else:
                self._end(session, claim, ended, now)
        if done:
            _write_effects(session, [each.effect for each in done.values()], now)
            claims.done(session, {claim: each.rest for claim, each in done.items()}, now)

    def _decided(self, claim: Claim, outcome: Outcome) -> Outcome:
        """Return the outcome after patience: a task that failed too often is dead."""
        if isinstance(outcome, Again) and self._pause(claim) is None:
            return Dead(outcome.error, outcome.given_up, outcome.unclear)
        return outcome

    def _pause(self, claim: Claim) -> float | None:
        return self._policies.pause(claim.kind, claim.attempts)

    def _end(
        self, session: Session, claim: Claim, outcome: Later | Again | Dead, now: float
    ) -> None:
        match outcome:
            case Later(seconds, error, effect, unclear):
                effect(session, now)
                pause = Pause(until=now + seconds, error=error, unclear=unclear)
                claims.later(session, claim, pause)
            case Again(error, unclear):
                until = now + (self._pause(claim) or 0.0)
                pause = Pause(until=until, error=error, counted=True, unclear=unclear)
                claims.later(session, claim, pause)
            case Dead(error, effect, unclear):
                log.error("task_dead", kind=claim.kind, task=claim.task, error=error)
                effect(session, now)
                claims.bury(session, claim, Pause(until=now, error=error, unclear=unclear))


def _write_effects(session: Session, effects: Sequence[Effect], now: float) -> None:
    """Write all effects; the shares of one write together."""
    shares: dict[Any, list[Any]] = {}
    for effect in effects:
        if isinstance(effect, Part):
            shares.setdefault(effect.write, []).append(effect.value)
        else:
            effect(session, now)
    for write, values in shares.items():
        write(session, now, values)


def _nothing(_session: Session) -> list[Claim]:
    return []
