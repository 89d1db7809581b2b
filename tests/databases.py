"""Real, empty databases to test on: a new SQLite file, a PostgreSQL schema nobody else has.

Making every table costs a server a third of a second, so a process makes a schema once, and
empties it for the next test.
"""

import atexit
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from gateway.store.database import Database
from gateway.store.schema import METADATA

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
KINDS = ("sqlite", "postgres")
_FREE: list[str] = []
"""Schemas of this process with every table and no row, for whoever needs one next."""


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """Give an empty database of `kind` with every table; it is gone afterwards."""
    if kind == "sqlite":
        (folder / "test.db").write_bytes(_file())
        yield from _opened(f"sqlite:///{folder}/test.db")
        return
    schema = _FREE.pop() if _FREE else _schema(with_tables=True)
    try:
        yield from _opened(_inside(schema))
    finally:
        with _server().begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL search_path TO {schema};" + _emptying())
        _FREE.append(schema)


@contextmanager
def bare(kind: str, folder: Path) -> Iterator[Database]:
    """Give a database of `kind` without any table; it is gone afterwards."""
    if kind == "sqlite":
        yield from _opened(f"sqlite:///{folder}/test.db")
    else:
        yield from _opened(_inside(_schema(with_tables=False)))


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@cache
def _file() -> bytes:
    """Return an SQLite file with every table."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        for database in _opened(f"sqlite:///{file}"):
            METADATA.create_all(database.engine)
        return file.read_bytes()


@cache
def _emptying() -> str:
    """Return the SQL that takes every row out and lets every table count from 1 again."""
    tables = METADATA.sorted_tables
    counted = [each for each in tables if each.autoincrement_column is not None]
    return ";".join(
        [str(table.delete()) for table in reversed(tables)]
        + [f"SELECT setval(pg_get_serial_sequence('{t}', 'id'), 1, false)" for t in counted]
    )


def _schema(*, with_tables: bool) -> str:
    """Return a new schema, which goes when the process does."""
    name = f"test_{secrets.token_hex(6)}"
    try:
        with _server().begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
            if with_tables:
                connection.execute(text(f"SET LOCAL search_path TO {name}"))
                METADATA.create_all(connection, checkfirst=False)
    except OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {type(error).__name__}")
    atexit.register(_drop, name)
    return name


def _drop(schema: str) -> None:
    with _server().begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


def _inside(schema: str) -> str:
    url = _address().update_query_dict({"options": f"-csearch_path={schema}"})
    return url.render_as_string(hide_password=False)


@cache
def _server() -> Engine:
    return create_engine(_address(), poolclass=NullPool, connect_args={"connect_timeout": 3})


def _address() -> URL:
    return make_url(SERVER).set(drivername="postgresql+psycopg")
