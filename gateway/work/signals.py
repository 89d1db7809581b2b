"""How a worker learns at once that there is work.

SQLite: its data version changes with every commit of another process, and asking costs some
microseconds. PostgreSQL: LISTEN and NOTIFY. Both are hints; the engine sweeps all the same.
"""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from gateway.store.database import Database, Seat

log = structlog.get_logger()
QUICK, CALM = 0.002, 0.02
"""Seconds between looks while there was work lately, and otherwise."""
LATELY = 2.0
RECONNECT = 0.5
PATIENCE = 0.05
"""Seconds after which the listener sees that it is told to stop."""
CHANNEL = "kentongan_work"


class SqliteSignal:
    """Watches for commits of others, through the connection of the thread that waits."""

    def __init__(self, seat: Seat) -> None:
        self._poked = Event()
        self._seat = seat
        self._version = seat.version()
        self._worked = time.monotonic()

    def wait(self, seconds: float) -> None:
        """Return at the next commit of somebody else, when poked, or after `seconds`."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            version = self._seat.version()
            if version != self._version or self._poked.is_set():
                self._version, self._worked = version, now
                self._poked.clear()
                return
            lately = now - self._worked < LATELY
            self._poked.wait(min(QUICK if lately else CALM, end - now))

    def poke(self) -> None:
        """End the wait of this process."""
        self._poked.set()

    def close(self) -> None:
        """Stop watching; the connection is its owner's."""


class PostgresSignal:
    """Listens for NOTIFY in a thread of its own; survives a restart of the server."""

    def __init__(self, database: Database) -> None:
        url = database.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._called = Event()
        self._closed = Event()
        self._listener = Thread(target=self._listen, name="listen", daemon=True)
        self._listener.start()

    def wait(self, seconds: float) -> None:
        """Return at the next notification, when poked, or after `seconds`."""
        self._called.wait(seconds)
        self._called.clear()

    def poke(self) -> None:
        """End the wait of this process."""
        self._called.set()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        self._listener.join()

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._called.set()
                    self._hear(connection)
            except psycopg.OperationalError:
                log.warning("listen_lost")
                self._closed.wait(RECONNECT)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        while not self._closed.is_set():
            for _ in connection.notifies(timeout=PATIENCE):
                self._called.set()


def watch(database: Database, seat: Seat) -> SqliteSignal | PostgresSignal:
    """Return the signal that fits the database, for the thread that sits on `seat`."""
    return SqliteSignal(seat) if database.sqlite else PostgresSignal(database)


def announcer(database: Database) -> Callable[[Session], None]:
    """Return what a transaction that adds work calls so that workers wake up."""
    if database.sqlite:
        return lambda _session: None
    notify = text(f"NOTIFY {CHANNEL}")

    def announce(session: Session) -> None:
        session.execute(notify)

    return announce
