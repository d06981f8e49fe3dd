"""What the desk showed of each deadline, and the law by which the cases were dated."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('law_state',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('dated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name='ck_law_state_one'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('deadline_shown',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('act_by', sa.Date(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'key', name='uq_deadline_shown_key')
    )
    with op.batch_alter_table('deadline_shown') as batch_op:
        batch_op.create_index(batch_op.f('ix_deadline_shown_case_id'), ['case_id'], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("deadline_shown")
    op.drop_table("law_state")
