"""Second factors of staff, and what is known of the browsers they are signed in with."""

from alembic import op
import sqlalchemy as sa

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('recovery_code',
    sa.Column('operator_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['operator_id'], ['operator.id'], ),
    sa.PrimaryKeyConstraint('operator_id', 'digest')
    )
    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('second_step', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('operator_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('half', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('agent', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('used_at', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('proved_at', sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('operator_session', schema=None) as batch_op:
        batch_op.drop_column('proved_at')
        batch_op.drop_column('used_at')
        batch_op.drop_column('agent')
        batch_op.drop_column('half')

    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.drop_column('second_step')
        batch_op.drop_column('second_sealed')

    op.drop_table('recovery_code')
