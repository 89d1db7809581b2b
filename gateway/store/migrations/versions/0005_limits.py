"""Time limits of reports, and operators who are one agency's.

Reports of before have no limits: nobody promised them any.
"""

from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('clock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('started_at', sa.Float(), nullable=False),
    sa.Column('warn_at', sa.Float(), nullable=False),
    sa.Column('due_at', sa.Float(), nullable=False),
    sa.Column('next_at', sa.Float(), nullable=True),
    sa.Column('ended_at', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('clock', schema=None) as batch_op:
        batch_op.create_index('ix_clock_next', ['next_at'], unique=False)
        batch_op.create_index('ix_clock_report', ['report_id'], unique=False)

    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(), server_default='operator', nullable=False))
        batch_op.add_column(sa.Column('agency', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('operator', schema=None) as batch_op:
        batch_op.drop_column('agency')
        batch_op.drop_column('role')

    with op.batch_alter_table('clock', schema=None) as batch_op:
        batch_op.drop_index('ix_clock_report')
        batch_op.drop_index('ix_clock_next')

    op.drop_table('clock')
