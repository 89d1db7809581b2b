"""What SQLite and PostgreSQL can do alike and SQL has no word for."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

INSERT: Mapping[str, Callable[[Any], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""The `insert` that knows `on_conflict`, by dialect."""


def dialect(session: Session) -> str:
    """Return the name of the database's dialect."""
    return session.get_bind().dialect.name
