"""Provider chains: what a hop stands below, on whose ground, and what became of a wrong one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARENT = (
    "UPDATE provider_hop SET parent_id = (SELECT above.id FROM provider_hop AS above "
    "WHERE above.observation_id = provider_hop.observation_id AND above.position = provider_hop.position - 1)"
)
LIVE = "superseded_at IS NULL"


def upgrade() -> None:
    """Apply: until now each observation had one chain, so what stands above a hop is the position above it."""
    op.add_column("provider_hop", sa.Column("parent_id", sa.Integer(), nullable=True))
    op.execute(PARENT)
    with op.batch_alter_table("provider_hop") as batch_op:
        batch_op.add_column(sa.Column("basis", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("superseded_because", sa.LargeBinary(), nullable=True))
        batch_op.drop_constraint("uq_hop_position", type_="unique")
        batch_op.create_check_constraint("ck_hop_parent", "(position = 1) OR (parent_id IS NOT NULL)")
        batch_op.create_check_constraint("ck_hop_superseded", "(superseded_at IS NULL) = (superseded_because IS NULL)")
    op.create_index(
        "uq_hop_provider",
        "provider_hop",
        ["observation_id", "provider"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )


def downgrade() -> None:
    """Take back. Only the first live chain of each observation fits the older table."""
    op.drop_index("uq_hop_provider", "provider_hop")
    op.execute("DELETE FROM provider_hop WHERE superseded_at IS NOT NULL")
    op.execute(
        "DELETE FROM provider_hop WHERE EXISTS (SELECT 1 FROM provider_hop AS first WHERE first.id < provider_hop.id "
        "AND first.observation_id = provider_hop.observation_id AND first.position = provider_hop.position)"
    )
    with op.batch_alter_table("provider_hop") as batch_op:
        batch_op.drop_constraint("ck_hop_superseded", type_="check")
        batch_op.drop_constraint("ck_hop_parent", type_="check")
        batch_op.create_unique_constraint("uq_hop_position", ["observation_id", "position"])
        for name in ("superseded_because", "superseded_at", "basis", "parent_id"):
            batch_op.drop_column(name)
