"""Connections and transactions, for SQLite and PostgreSQL alike."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock, local
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from gateway.errors import BadSettingsError

__all__ = ["Database", "Seat", "Session"]

BUSY_SECONDS = 15


class Seat:
    """One connection kept by one thread: nothing is set up anew for each transaction."""

    def __init__(self, connection: Connection, turn: AbstractContextManager[None]) -> None:
        self._connection = connection
        self._session = Session(connection, autoflush=False)
        self._turn = turn
        self.is_taken = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that only looks."""
        with self._taken("DEFERRED") as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or rolled back on any error."""
        with self._turn, self._taken("IMMEDIATE") as session, session.begin():
            yield session

    def version(self) -> int:
        """Return a number that changes when somebody else commits to this SQLite file."""
        file: Any = self._connection.connection.driver_connection
        return int(file.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()
        self._connection.close()

    @contextmanager
    def _taken(self, begin: str) -> Iterator[Session]:
        self._connection.execution_options(begin=begin)
        self.is_taken = True
        try:
            yield self._session
        finally:
            self._session.close()
            self.is_taken = False


class Database:
    """One database. `read` and `write` give short transactions; nobody is called inside."""

    def __init__(self, url: str, *, pool: int = 16) -> None:
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise BadSettingsError(f"DATABASE_URL: {error}") from error
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        self.sqlite = address.get_backend_name() == "sqlite"
        if address.get_backend_name() not in {"sqlite", "postgresql"}:
            raise BadSettingsError("DATABASE_URL: must begin with sqlite:/// or postgresql://")
        if self.sqlite and address.database in {None, "", ":memory:"}:
            raise BadSettingsError(
                "DATABASE_URL: SQLite needs a file, as in sqlite:///var/a.db"
            )
        self.engine = _sqlite(address) if self.sqlite else _postgres(address, pool)
        self._writer = self.engine.execution_options(begin="IMMEDIATE")
        self._seats: list[Seat] = []
        self._mine = local()
        self._turn: AbstractContextManager[None] = (
            _Turn(str(address.database)) if self.sqlite else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that only looks."""
        seat = self._own_seat()
        with seat.read() if seat else Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or rolled back on any error."""
        seat = self._own_seat()
        with seat.write() if seat else self._write() as session:
            yield session

    def seat(self) -> Seat:
        """Return a connection for one thread that writes all the time."""
        seat = Seat(self._writer.connect(), self._turn)
        self._seats.append(seat)
        return seat

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with (
            self._turn,
            Session(self._writer, autoflush=False) as session,
            session.begin(),
        ):
            yield session

    def _own_seat(self) -> Seat | None:
        """Return this thread's seat unless it is in use; a server's connections are shared."""
        if not self.sqlite:
            return None
        if not hasattr(self._mine, "seat"):
            self._mine.seat = self.seat()
        seat: Seat = self._mine.seat
        return None if seat.is_taken else seat

    def now(self, session: Session) -> float:
        """Return the database's clock in Unix seconds: the one clock all hosts share."""
        if self.sqlite:
            return time.time()
        moment = session.scalar(text("SELECT extract(epoch FROM clock_timestamp())"))
        return float(moment or 0.0)

    def close(self) -> None:
        """End every connection."""
        for seat in self._seats:
            seat.close()
        self.engine.dispose()


class _Turn:
    """Writers of an SQLite file take turns in the order they came.

    SQLite lets a second writer poll with growing pauses; a lock file lets it start at once.
    """

    def __init__(self, database: str) -> None:
        self._path = f"{database}.turn"
        self._here = Lock()
        self._file = -1

    def __enter__(self) -> None:
        self._here.acquire()
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._here.release()


def _postgres(address: Any, pool: int) -> Engine:
    return create_engine(
        address, pool_size=pool, max_overflow=4, pool_pre_ping=True, hide_parameters=True
    )


def _sqlite(address: Any) -> Engine:
    engine = create_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=16,
        max_overflow=-1,  # each thread has its own
        hide_parameters=True,  # errors are logged, and parameters are citizens' words
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine
