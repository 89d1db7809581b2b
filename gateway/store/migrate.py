"""Bring a database to the shape this release needs, or back."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from gateway.store.database import Database

_HERE = Path(__file__).parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision` that has not run yet."""
    _run(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Undo migrations down to `revision` (`base` undoes all)."""
    _run(database, lambda config: command.downgrade(config, revision))


def is_current(database: Database) -> bool:
    """Return whether the database has the shape this release needs."""
    with database.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    return at == ScriptDirectory(str(_HERE)).get_current_head()


def draft(database: Database, message: str) -> None:
    """Write the migration that leads from this database to the tables as they are now."""
    _run(database, lambda config: command.revision(config, message, autogenerate=True))


def _run(database: Database, do: Callable[[Config], object]) -> None:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    with database.engine.execution_options(begin="IMMEDIATE").begin() as connection:
        config.attributes["connection"] = connection
        do(config)
