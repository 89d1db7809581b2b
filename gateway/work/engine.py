"""The worker's loop: claim lanes, do their first tasks, record what came of it.

One thread owns the database for the whole process: each turn of the loop is one transaction
that records the outcomes that arrived and claims new work, so that the reply a message led to
is claimed in the very transaction that promised it. Slow work runs in a pool with no
transaction open. An outcome is recorded only if its claim is still ours: a worker that was
thought dead cannot write over the one that took its place.
"""

import os
import socket
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gateway.store import care, lanes
from gateway.store.database import Database
from gateway.store.lanes import Claim, Lease, Want
from gateway.work import signals
from gateway.work.outcome import Again, Later, MovedError, Outcome
from gateway.work.record import Recorder

log = structlog.get_logger()
MANY, GATHER = 6, 0.005
"""From how many tasks under way a turn waits (seconds) for company."""

LEASE = 60.0
"""Seconds; longer than the longest task (every call in one has a shorter timeout)."""


class Ending(Protocol):
    """Takes the outcomes of claimed tasks, in one call or in several."""

    def finish(self, outcomes: Mapping[Claim, Outcome]) -> None:
        """Have these outcomes recorded, and their claims ended."""
        ...

    def defer(self, claim: Claim, work: Callable[[], Outcome]) -> None:
        """Do slow `work` beside the others, and have its outcome recorded."""
        ...


Handler = Callable[[Sequence[Claim], Ending], None]
"""Does the claimed tasks and tells the ending their outcomes."""


class Signal(Protocol):
    """Tells that there may be new work."""

    def wait(self, seconds: float) -> None:
        """Return when there may be work, at the latest after `seconds`."""
        ...

    def poke(self) -> None:
        """End the wait of this process."""
        ...

    def close(self) -> None:
        """Stop watching."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One queue of the engine: how much of it runs at once, and what does it.

    `batch` is how many claims one handler call gets. `paces` are the global rates of the queue.
    """

    queue: str
    room: int
    handler: Handler
    batch: int = 1
    paces: Mapping[str, float] = field(default_factory=dict[str, float])


class Engine:
    """A worker process's share of the work."""

    def __init__(self, database: Database, lines: Sequence[Line], *, threads: int = 32) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._database = database
        self._lines = {line.queue: line for line in lines}
        self._seat = database.seat()
        self._signal: Signal = signals.watch(database, self._seat)
        self._recorder = Recorder(database, self._seat)
        self._free = {line.queue: line.room for line in lines}
        self._outcomes: deque[tuple[Claim, Outcome]] = deque()
        self._due: float | None = None
        self._stopping = Event()
        self.is_told_to_end = False
        """Set by a signal handler; the loop sees it within a sweep."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="work")

    def stop(self) -> None:
        """Ask the loop to end; work in hand is finished first."""
        self._stopping.set()
        self._signal.poke()

    def run(self, sweep: float = 1.0) -> None:
        """Work until `stop`. Every `sweep` seconds look again even if nothing called."""
        swept = -sweep
        while not (self._stopping.is_set() or self.is_told_to_end):
            try:
                now = time.monotonic()
                if now - swept >= sweep:
                    self._bury_workers()
                    swept = now
                self.turn()
                self._gather()
                self._signal.wait(self._nap(sweep))
            except SQLAlchemyError:
                log.exception("database_failed")
                self._stopping.wait(sweep)
        self._pool.shutdown(wait=True)
        self._recorder.record(self._arrived(), lambda _session: [])
        self.close()

    def close(self) -> None:
        """Wait for what is under way, and let go of the database."""
        self._pool.shutdown(wait=True)
        self._signal.close()
        self._seat.close()

    def turn(self, lane: str = "") -> int:
        """Record what ended, claim what there is room for (or just `lane`), and start it.

        Returns how much was done: outcomes recorded and tasks begun.
        """
        outcomes = self._arrived()
        self._make_room(outcomes, 1)
        try:
            claims = self._recorder.record(outcomes, partial(self._take, lane=lane))
        except SQLAlchemyError:
            self._outcomes.extend(outcomes.items())  # to be recorded when the database is back
            self._make_room(outcomes, -1)
            raise
        self._begin(claims)
        return len(outcomes) + len(claims)

    def drain(self, lane: str) -> None:
        """Do what is ready in one lane, and what follows from it, until nothing is left."""
        self.turn(lane)
        while any(self._free[queue] < line.room for queue, line in self._lines.items()):
            if not self.turn():
                self._signal.wait(0.05)

    def _arrived(self) -> dict[Claim, Outcome]:
        arrived = {}
        while self._outcomes:
            claim, outcome = self._outcomes.popleft()
            arrived[claim] = outcome
        return arrived

    def _make_room(self, claims: Collection[Claim], each: int) -> None:
        for claim in claims:
            self._free[_queue(claim)] += each

    def _wants(self) -> list[Want]:
        """Return what there is room for."""
        return [
            Want(queue=line.queue, limit=self._free[line.queue], pace=pace, rate=rate)
            for line in self._lines.values()
            for pace, rate in {"": 0.0, **line.paces}.items()
            if self._free[line.queue] > 0 and not self._stopping.is_set()
        ]

    def _take(self, session: Session, lane: str) -> list[Claim]:
        now = self._database.now(session)
        lease = Lease(worker=self.name, until=now + LEASE)
        if lane:
            paces = self._lines[lane.partition(":")[0]].paces
            return lanes.claim_lane(session, lane, paces, lease, now)
        claims: list[Claim] = []
        for want in lanes.look(session, self._wants(), now):
            taken = sum(_queue(claim) == want.queue for claim in claims)
            rest = replace(want, limit=want.limit - taken)
            claims += lanes.claim(session, rest, lease, now)
        ready = lanes.next_ready(session, now)
        self._due = None if ready is None else time.monotonic() + ready - now
        return claims

    def _begin(self, claims: Sequence[Claim]) -> None:
        for queue, line in self._lines.items():
            mine = [claim for claim in claims if _queue(claim) == queue]
            self._free[queue] -= len(mine)
            for start in range(0, len(mine), line.batch):
                self._pool.submit(self._do, line, mine[start : start + line.batch])

    def _do(self, line: Line, claims: Sequence[Claim]) -> None:
        ending = _Ending(claims, self._end, self._pool)
        ending.guard(lambda: line.handler(claims, ending))

    def _end(self, outcomes: Mapping[Claim, Outcome]) -> None:
        self._outcomes.extend(outcomes.items())
        self._signal.poke()

    def _bury_workers(self) -> None:
        """Free the lanes of workers of this host whose process is gone."""
        with self._database.read() as session:
            gone = [worker for worker in care.holders(session) if is_dead(worker)]
        for worker in gone:
            log.warning("worker_gone", worker=worker)
            with self._database.write() as session:
                care.free(session, worker)

    def _gather(self) -> None:
        """While much is under way, let some more arrive: a turn costs the same for many."""
        under_way = sum(line.room - self._free[queue] for queue, line in self._lines.items())
        if under_way >= MANY:
            self._stopping.wait(GATHER)

    def _nap(self, sweep: float) -> float:
        """Return how long to wait for a call: until something is due, at most `sweep`."""
        if self._due is None:
            return sweep
        return min(max(self._due - time.monotonic(), 0.001), sweep)


class _Ending:
    """Passes outcomes on, and ends what a handler that crashed left open."""

    def __init__(
        self,
        claims: Sequence[Claim],
        end: Callable[[Mapping[Claim, Outcome]], None],
        pool: ThreadPoolExecutor,
    ) -> None:
        self._open = dict.fromkeys(claims)
        self._end = end
        self._pool = pool

    def finish(self, outcomes: Mapping[Claim, Outcome]) -> None:
        for claim in outcomes:
            self._open.pop(claim, None)
        self._end(outcomes)

    def defer(self, claim: Claim, work: Callable[[], Outcome]) -> None:
        self._open.pop(claim, None)
        mine = _Ending([claim], self._end, self._pool)
        self._pool.submit(mine.guard, lambda: mine.finish({claim: work()}))

    def guard(self, work: Callable[[], None]) -> None:
        """Do `work`; if it crashes, what it left open is tried again later."""
        try:
            work()
        except MovedError:
            self.finish(dict.fromkeys(self._open, Later(0.0)))
        except Exception as error:
            log.exception("task_crashed", kinds=sorted({claim.kind for claim in self._open}))
            if self._open:
                self.finish(
                    dict.fromkeys(self._open, Again(f"{type(error).__name__}: {error}"))
                )


def is_dead(worker: str) -> bool:
    """Return whether `worker` (`host:pid`) was on this host and its process is gone."""
    host, _, pid = worker.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def one_by_one(do: Callable[[Claim], Outcome]) -> Handler:
    """Return the handler that does each claimed task by `do`."""

    def handler(claims: Sequence[Claim], ending: Ending) -> None:
        for claim in claims:
            ending.finish({claim: do(claim)})

    return handler


def _queue(claim: Claim) -> str:
    return claim.lane.partition(":")[0]
