"""Broadcasts, questions that nothing answered, articles that operators wrote."""

from alembic import op
import sqlalchemy as sa

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COPIES = sa.text("broadcast_id IS NOT NULL")


def upgrade() -> None:
    op.create_table('broadcast',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('area', sa.String(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('severe', sa.Boolean(), nullable=False),
    sa.Column('without_sms', sa.Boolean(), nullable=False),
    sa.Column('audience', sa.Integer(), nullable=False),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('approved_by', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.Float(), nullable=False),
    sa.Column('approved_at', sa.Float(), nullable=True),
    sa.Column('spread_at', sa.Float(), nullable=True),
    sa.Column('ended_at', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('written_article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('also', sa.JSON(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('checked', sa.String(), nullable=False),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('written_at', sa.Float(), nullable=False),
    sa.Column('changed_at', sa.Float(), nullable=False),
    sa.Column('withdrawn_at', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('written_article', schema=None) as batch_op:
        batch_op.create_index('ix_written_article_changed_at', ['changed_at'], unique=False)

    op.create_table('asked',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('article', sa.String(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ),
    sa.PrimaryKeyConstraint('message_id')
    )
    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.create_index('ix_asked_state', ['state', 'message_id'], unique=False)

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('broadcast_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_message_broadcast', ['broadcast_id', 'status'], unique=False, sqlite_where=COPIES, postgresql_where=COPIES)


def downgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_broadcast', sqlite_where=COPIES, postgresql_where=COPIES)
        batch_op.drop_column('broadcast_id')

    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.drop_index('ix_asked_state')

    op.drop_table('asked')
    with op.batch_alter_table('written_article', schema=None) as batch_op:
        batch_op.drop_index('ix_written_article_changed_at')

    op.drop_table('written_article')
    op.drop_table('broadcast')
