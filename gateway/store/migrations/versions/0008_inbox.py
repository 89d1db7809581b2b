"""How operators share conversations: assigned, put off, tagged, noted, read, answered alike."""

from alembic import op
import sqlalchemy as sa

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('canned_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shortcut', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('changed_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('shortcut')
    )
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('operator', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('query', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.create_index('ix_saved_view_operator', ['operator'], unique=False)

    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('operator', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('mentions', sa.JSON(), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index('ix_note_thread', ['thread_id', 'id'], unique=False)

    op.create_table('reading',
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('operator', sa.String(), nullable=False),
    sa.Column('seen_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.Column('typing_at', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], ),
    sa.PrimaryKeyConstraint('thread_id', 'operator')
    )
    op.create_table('thread_tag',
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('tag', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], ),
    sa.PrimaryKeyConstraint('thread_id', 'tag')
    )
    with op.batch_alter_table('thread_tag', schema=None) as batch_op:
        batch_op.create_index('ix_thread_tag_tag', ['tag'], unique=False)

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assignee', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('snoozed_until', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('resolved_at', sa.Float(), nullable=True))
        batch_op.create_index('ix_thread_assignee', ['assignee', 'owner'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_assignee')
        batch_op.drop_column('resolved_at')
        batch_op.drop_column('snoozed_until')
        batch_op.drop_column('assignee')

    with op.batch_alter_table('thread_tag', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_tag_tag')

    op.drop_table('thread_tag')
    op.drop_table('reading')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index('ix_note_thread')

    op.drop_table('note')
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_view_operator')

    op.drop_table('saved_view')
    op.drop_table('canned_reply')
