"""Ask a source, remember what it said, and say how old it is when it is silent."""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog

from bot.model import Fact, Say, Words
from gateway.errors import CallError, ThrottledError, UnreachableError
from gateway.http import Http, Request
from gateway.source import Question, Source
from gateway.store import answers as store
from gateway.store.answers import Kept
from gateway.store.database import Database

log = structlog.get_logger()
REST = 15.0  # seconds a side that did not answer is left alone, so that nobody waits for it
LONGEST_REST = 60.0
RATES: Mapping[str, int] = {"bmkg": 60, "openaq": 60, "tomtom": 600}
"""Calls in a minute that a side allows each address or key; a process makes no more.

OpenAQ: docs.openaq.org/using-the-api/rate-limits; TomTom's traffic: 10 a second
(developer.tomtom.com/platform/documentation/default-qps); both read 2026-11-28.
"""
MINUTE = 60.0
_HOUR = 3600.0
_OLDEST_IN_MINUTES = 5400.0


@dataclass(slots=True)
class Answers:
    """What the sources said, kept in the database and shared by all processes.

    Safe to share between threads: a question many ask at once is put to the source once.
    """

    database: Database
    http: Http
    clock: Callable[[], float]
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _flights: dict[str, Future[Kept]] = field(default_factory=dict[str, Future[Kept]])
    _resting: dict[str, float] = field(default_factory=dict[str, float])
    _calls: dict[str, deque[float]] = field(default_factory=dict[str, deque[float]])

    def look_up(self, source: Source, question: Question) -> Say:
        """Return the answer of `source`, with its age if it is an old one; words in any case.

        Every answer that was fetched carries the facts `age` (0: fresh) and `unit`.
        """
        request = source.ask(question)
        try:
            if request is None:
                return source.read(None, question)
            return self._called(source, question, request)
        except CallError as error:
            log.warning("source_down", source=source.name, error=type(error).__name__)
            return Say("source-down")

    def _called(self, source: Source, question: Question, request: Request) -> Say:
        key = _key(source, request)
        with self.database.read() as session:
            kept = store.get(session, key)
        if kept is not None and self._age(kept) < source.lifetime:
            return _aged(source.read(kept.answer, question), 0.0)
        try:
            fresh = self._once(key, lambda: self._fetch(key, source, question, request))
            return _aged(source.read(fresh.answer, question), 0.0)
        except CallError:
            if kept is None:
                raise
        log.info("source_old", source=source.name, age=self._age(kept))
        return _aged(source.read(kept.answer, question), self._age(kept))

    def _fetch(self, key: str, source: Source, question: Question, request: Request) -> Kept:
        self._refuse_if_resting(request.to)
        self._refuse_if_too_often(request.to)
        try:
            answer = source.decode(self.http.fetch(request))
        except UnreachableError:
            self._resting[request.to] = self.clock() + REST
            raise
        except ThrottledError as error:
            self._resting[request.to] = self.clock() + min(error.seconds, LONGEST_REST)
            raise
        kept = Kept(answer=answer, fetched_at=self.clock())
        source.read(answer, question)  # an answer nobody can read must not replace a good one
        with self.database.write() as session:
            store.put(session, key, kept)
        return kept

    def _refuse_if_resting(self, to: str) -> None:
        if self.clock() < self._resting.get(to, 0.0):
            raise UnreachableError(f"{to}: did not answer a moment ago")

    def _refuse_if_too_often(self, to: str) -> None:
        most = RATES.get(to)
        if most is None:
            return
        with self._guard:
            now, calls = self.clock(), self._calls.setdefault(to, deque())
            while calls and calls[0] <= now - MINUTE:
                calls.popleft()
            if len(calls) >= most:
                raise UnreachableError(f"{to}: asked {most} times in the last minute")
            calls.append(now)

    def _once(self, key: str, fetch: Callable[[], Kept]) -> Kept:
        """Return what `fetch` gives; whoever asks meanwhile shares it, also its failure."""
        with self._guard:
            flight = self._flights.get(key)
            ours = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if not ours:
            return flight.result()
        try:
            flight.set_result(fetch())
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self._guard:
                del self._flights[key]
        return flight.result()

    def _age(self, kept: Kept) -> float:
        return max(0.0, self.clock() - kept.fetched_at)


def _key(source: Source, request: Request) -> str:
    asked = json.dumps([request.method, request.url, sorted(request.params.items())])
    return f"{source.name}:{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def _aged(say: Say, age: float) -> Say:
    """Return `say` with its age in whole minutes, or in hours from an hour and a half on."""
    if 0 < age < _OLDEST_IN_MINUTES:
        aged: dict[str, Fact] = {
            "age": max(1, round(age / 60)),
            "unit": Words("source-minutes"),
        }
    else:
        aged = {"age": round(age / _HOUR), "unit": Words("source-hours")}
    return Say(say.key, {**say.facts, **aged}, say.choices, say.ask_location)
