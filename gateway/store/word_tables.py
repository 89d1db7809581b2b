"""The index of the words of all messages, which the database itself keeps.

PostgreSQL: a GIN index on an expression. SQLite: an FTS5 table beside `message`, without texts
of its own; triggers take in what is written, changed and deleted. Marks part words in both.
"""

from typing import Any

from sqlalchemy import DDL, event

from gateway.store.tables import Message, core

NAME = "message_words"
"""What the name of each part of the index begins with, or ends."""
WORDS = r"""to_tsvector(
  'simple'::regconfig,
  translate(text, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')
)"""
"""The words of a message in PostgreSQL; the index is used for this expression alone."""
GIN = (
    # New words are filed after each 256 kB: short waits, not a long one.
    f"CREATE INDEX ix_message_words ON message USING gin ({WORDS}) "
    "WITH (gin_pending_list_limit = 256)"
)
"""What makes the index in PostgreSQL."""
FTS5 = (
    """
    CREATE VIRTUAL TABLE message_words USING fts5(
      text, content='message', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
    )""",
    """
    CREATE TRIGGER message_words_new AFTER INSERT ON message WHEN new.text <> '' BEGIN
      INSERT INTO message_words(rowid, text) VALUES (new.id, new.text);
    END""",
    """
    CREATE TRIGGER message_words_gone AFTER DELETE ON message WHEN old.text <> '' BEGIN
      INSERT INTO message_words(message_words, rowid, text)
      VALUES ('delete', old.id, old.text);
    END""",
    """
    CREATE TRIGGER message_words_changed AFTER UPDATE OF text ON message
    WHEN old.text <> new.text BEGIN
      INSERT INTO message_words(message_words, rowid, text)
      SELECT 'delete', old.id, old.text WHERE old.text <> '';
      INSERT INTO message_words(rowid, text)
      SELECT new.id, new.text WHERE new.text <> '';
    END""",
)
"""What makes the index in SQLite."""


def is_compared(
    _thing: Any, name: str | None, _kind: str, _reflected: Any, _other: Any
) -> bool:
    """Return whether Alembic, which asks, shall compare something: this index it cannot."""
    return NAME not in (name or "")


def _listen() -> None:
    message = core(Message)
    makes = [("sqlite", each) for each in FTS5] + [("postgresql", GIN)]
    for dialect, make in makes:
        event.listen(message, "after_create", _for(dialect, make))
    event.listen(message, "before_drop", _for("sqlite", f"DROP TABLE IF EXISTS {NAME}"))


def _for(dialect: str, statement: str) -> Any:
    made: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made.execute_if(dialect=dialect)


_listen()
