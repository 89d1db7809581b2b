"""Migrations lead to exactly the tables we use, and back to nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, text

from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.narrowing import Wanted
from gateway.store.schema import METADATA
from gateway.store.searching import search
from gateway.store.tables import Message, Thread
from gateway.store.word_tables import is_compared
from tests import databases

COMPARED = {"compare_type": True, "include_object": is_compared}
INDEX = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE 'message_words%'",
    "postgres": "SELECT indexname, regexp_replace(indexdef, 'ON \\S+', '') FROM pg_indexes "
    "WHERE indexname = 'ix_message_words' AND schemaname = current_schema()",
}
"""What the database says of the index of words, which Alembic cannot compare."""


@pytest.mark.parametrize("kind", databases.KINDS)
def test_up_and_down(kind: str, tmp_path: Path) -> None:
    with databases.bare(kind, tmp_path) as database:
        assert not migrate.is_current(database)
        migrate.upgrade(database)
        assert migrate.is_current(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=COMPARED)
            assert compare_metadata(context, METADATA) == []
        migrate.downgrade(database, "base")
        assert inspect(database.engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(database)
        assert migrate.is_current(database)


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_index_of_words_is_the_same_migrated_or_made(kind: str, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with (
        databases.bare(kind, tmp_path) as migrated,
        databases.empty(kind, tmp_path / "made") as made,
    ):
        migrate.upgrade(migrated)
        before, after = [_index(each, kind) for each in (made, migrated)]
    assert before == after
    assert before


def _index(database: Database, kind: str) -> set[tuple[str, str]]:
    with database.read() as session:
        rows = session.execute(text(INDEX[kind]))
        return {(name, " ".join((sql or "").split())) for name, sql in rows}


def test_words_kept_before_the_index_are_in_it(tmp_path: Path) -> None:
    with databases.bare("sqlite", tmp_path) as database:
        migrate.upgrade(database, "0011")
        with database.write() as session:
            thread = {
                "channel": "web",
                "sender_index": b"1",
                "sender_sealed": b"1",
                "state": {},
            }
            session.execute(insert(Thread).values(id=1, created_at=1.0, **thread))
            said = {"channel": "web", "direction": "in", "author": "citizen", "status": "x"}
            rows = [
                {"text": words, "id": number} for number, words in enumerate(("lampu", ""), 1)
            ]
            for row in rows:
                new = insert(Message).values(
                    thread_id=1, content={}, created_at=1.0, **said, **row
                )
                session.execute(new)
        migrate.upgrade(database)
        with database.read() as session:
            assert [hit.id for hit in search(session, ("lampu",), Wanted(who="x")).hits] == [1]
