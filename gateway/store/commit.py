"""Group commit: many small promises, one write to disk.

SQLite has one writer at a time and every commit waits for the disk. Callers that arrive while
another commits are therefore committed together by the next one; if one of them fails, each is
committed alone, so that it does not take the others with it. PostgreSQL groups commits by
itself.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gateway.store.database import Database

LARGEST_GROUP = 64
TRIES = 3


class Committer:
    """Commits for the threads of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: deque[tuple[Callable[[Session], Any], Future[Any]]] = deque()
        self._leader = Lock()

    def commit[T](self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction, commit it, and return what it returned.

        What `work` raises is raised here, and nothing of it is kept. `work` may be run again
        after a deadlock, so it must only write to the session.
        """
        if not self._database.sqlite:
            return self._alone(work)
        future: Future[T] = Future()
        self._queue.append((work, future))
        with self._leader:
            while not future.done():
                self._group()
        return future.result()

    def _alone[T](self, work: Callable[[Session], T]) -> T:
        for left in reversed(range(TRIES)):
            try:
                with self._database.write() as session:
                    return work(session)
            except OperationalError:
                if not left:
                    raise
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _group(self) -> None:
        group = [self._queue.popleft() for _ in range(min(len(self._queue), LARGEST_GROUP))]
        try:
            with self._database.write() as session:
                results = [work(session) for work, _ in group]
        except Exception as error:  # noqa: BLE001 - whose it is shows when each runs alone
            if len(group) == 1:
                group[0][1].set_exception(error)
            else:
                self._each_alone(group)
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _each_alone(
        self, group: Sequence[tuple[Callable[[Session], Any], Future[Any]]]
    ) -> None:
        for work, future in group:
            try:
                future.set_result(self._alone(work))
            except Exception as error:  # noqa: BLE001 - the caller's own
                future.set_exception(error)
