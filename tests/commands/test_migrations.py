"""Migrations lead to exactly the tables we use, and back to nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from gateway.store import migrate
from gateway.store.schema import METADATA
from tests import databases


@pytest.mark.parametrize("kind", databases.KINDS)
def test_up_and_down(kind: str, tmp_path: Path) -> None:
    with databases.bare(kind, tmp_path) as database:
        assert not migrate.is_current(database)
        migrate.upgrade(database)
        assert migrate.is_current(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, METADATA) == []
        migrate.downgrade(database, "base")
        assert inspect(database.engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(database)
        assert migrate.is_current(database)
