"""Registries: findings for reuse, state of each service, leases on questions in flight, when one may ask again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('registry_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('first', sa.LargeBinary(), nullable=True),
    sa.Column('last', sa.LargeBinary(), nullable=True),
    sa.Column('address_index', sa.String(length=64), nullable=True),
    sa.Column('hit', sa.Boolean(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version IN (4, 6)', name='ck_registry_finding_version'),
    sa.CheckConstraint('(first IS NULL) = (last IS NULL) AND (first IS NULL) = (address_index IS NOT NULL)', name='ck_registry_finding_key'),
    sa.CheckConstraint('first < last', name='ck_registry_finding_range'),
    sa.CheckConstraint('hit OR address_index IS NOT NULL', name='ck_registry_finding_miss'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('registry_finding') as batch_op:
        batch_op.create_index('uq_registry_finding_block', ['source', 'version', 'first', 'last'], unique=True)
        batch_op.create_index('uq_registry_finding_address', ['source', 'address_index'], unique=True)

    op.create_table('registry_service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('tokens', sa.Float(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('resting_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name', name='uq_registry_service_name')
    )
    op.create_table('registry_lease',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name', name='uq_registry_lease_name')
    )


    op.add_column('step', sa.Column('again_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("step", "again_at")
    op.drop_table("registry_lease")
    op.drop_table("registry_service")
    op.drop_table("registry_finding")
