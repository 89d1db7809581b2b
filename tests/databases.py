"""Real, empty databases to test on: a new SQLite file, a new PostgreSQL schema."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from gateway.store.database import Database
from gateway.store.schema import METADATA

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
KINDS = ("sqlite", "postgres")


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """Give an empty database of `kind` with every table; it is gone afterwards."""
    if kind == "sqlite":
        yield from _ready(f"sqlite:///{folder}/test.db")
        return
    address = make_url(SERVER).set(drivername="postgresql+psycopg")
    server = create_engine(address, connect_args={"connect_timeout": 3})
    schema = f"test_{secrets.token_hex(6)}"
    try:
        with server.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as error:
        server.dispose()
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {type(error).__name__}")
    try:
        inside = address.update_query_dict({"options": f"-csearch_path={schema}"})
        yield from _ready(inside.render_as_string(hide_password=False))
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        server.dispose()


def _ready(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        METADATA.create_all(database.engine)
        yield database
    finally:
        database.close()
