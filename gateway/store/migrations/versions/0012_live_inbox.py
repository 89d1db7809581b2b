"""An index of the words of all messages; searches that operators keep and share."""

from alembic import op
import sqlalchemy as sa

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GIN = r"""CREATE INDEX ix_message_words ON message USING gin (to_tsvector(
  'simple'::regconfig,
  translate(text, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ')
)) WITH (gin_pending_list_limit = 256)"""
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
    """
    INSERT INTO message_words(rowid, text) SELECT id, text FROM message WHERE text <> ''""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for each in FTS5:
            op.get_bind().exec_driver_sql(each)
    else:
        op.get_bind().exec_driver_sql(GIN.replace("%", "%%"))  # psycopg reads % as its own
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shared', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('dropped_at', sa.Float(), nullable=True))
        batch_op.create_index('ix_saved_view_shared', ['shared'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_view_shared')
        batch_op.drop_column('dropped_at')
        batch_op.drop_column('shared')
    if op.get_bind().dialect.name == "sqlite":
        for each in ("new", "gone", "changed"):
            op.execute(f"DROP TRIGGER message_words_{each}")
        op.execute("DROP TABLE message_words")
    else:
        op.drop_index("ix_message_words", "message")
