"""One thread that looks at the conversations for everybody who wants to know what moved."""

import time
from collections.abc import Callable
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from gateway.store import pulse
from gateway.store.database import Database
from gateway.store.pulse import Moved, Pulse
from gateway.work import signals

log = structlog.get_logger()
LOOK, PAUSE, EACH, SHARE = 0.5, 0.1, 0.003, 10
"""Seconds between looks; of rest after one, at least: so long, so long for each that is told,
and so many times what the look took."""
AGAIN = 2.0
"""Seconds to wait after a look that failed."""


class Watcher:
    """Calls `tell` with what moved, while somebody listens; `listeners` says how many do.

    It wakes at a commit of somebody else (SQLite) or a NOTIFY of new work (PostgreSQL), and
    looks all the same every half second: not everything is announced.
    """

    def __init__(
        self, database: Database, tell: Callable[[Moved], None], listeners: Callable[[], int]
    ) -> None:
        self._database = database
        self._tell = tell
        self._listeners = listeners
        self._closed = Event()
        self._thread = Thread(target=self._watch, name="watch", daemon=True)
        self._thread.start()

    def alive(self) -> bool:
        """Return whether somebody looks."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Look no more."""
        self._closed.set()

    def close(self) -> None:
        """Look no more, and return once nobody does."""
        self.stop()
        self._thread.join()

    def _watch(self) -> None:
        seat = self._database.seat()
        signal = signals.watch(self._database, seat)
        before: Pulse | None = None
        try:
            while not self._closed.is_set():
                signal.wait(LOOK)
                begun = time.monotonic()
                listeners = self._listeners()
                before = self._look(before) if listeners else None
                spent = time.monotonic() - begun
                self._closed.wait(max(PAUSE, EACH * listeners, SHARE * spent))
        finally:
            signal.close()
            seat.close()

    def _look(self, before: Pulse | None) -> Pulse | None:
        """Return how things stand, having told what moved; on a fault how they stood."""
        try:
            with self._database.read() as session:
                now = pulse.take(session)
        except SQLAlchemyError as error:
            log.warning("watch_failed", error=type(error).__name__)
            self._closed.wait(AGAIN)
            return before
        found = Moved(everything=True) if before is None else pulse.moved(before, now)
        if found:
            self._tell(found)
        return now
