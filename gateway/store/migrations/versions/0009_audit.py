"""What staff did and looked at."""

from alembic import op
import sqlalchemy as sa

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audited',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.Float(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('audited', schema=None) as batch_op:
        batch_op.create_index('ix_audited_who', ['who', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('audited', schema=None) as batch_op:
        batch_op.drop_index('ix_audited_who')

    op.drop_table('audited')
