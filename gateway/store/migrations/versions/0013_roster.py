"""Staff who are given conversations by themselves: their languages, and whether they rest."""

from alembic import op
import sqlalchemy as sa

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('away', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('given_at', sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.drop_column('given_at')
        batch_op.drop_column('away')
        batch_op.drop_column('languages')
