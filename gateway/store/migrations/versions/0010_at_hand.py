"""Conversations that operators are done with; reports that staff wrote down."""

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('link', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.add_column(sa.Column('edits', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_index('ix_thread_resolved', ['resolved_at'], unique=False,
                              sqlite_where=sa.text('resolved_at IS NOT NULL'),
                              postgresql_where=sa.text('resolved_at IS NOT NULL'))


def downgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_resolved')
        batch_op.drop_column('edits')

    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.drop_column('link')
        batch_op.drop_column('origin')
