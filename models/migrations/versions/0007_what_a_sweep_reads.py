"""A sweep reads by index what is due, what is shown wrongly and the next slice of cases, however many are open."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LIVE = "status IN ('open', 'held')"
MISSHOWN = (
    "wanted_wait IS NOT NULL AND (shown_wait IS NULL OR sheet_hash IS NULL"
    " OR NOT (shown_wait = wanted_wait OR (wanted_wait = 'idle' AND substr(shown_wait, 1, 5) = 'idle-')))"
)


def _on_cases(name: str, column: str, condition: str) -> None:
    op.create_index(name, "case_file", [column], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_case_due", "case_file")
    _on_cases("ix_case_due", "next_wake_at", LIVE)
    _on_cases("ix_case_live", "id", LIVE)
    _on_cases("ix_case_misshown", "ref", MISSHOWN)


def downgrade() -> None:
    """Take back."""
    for name in ("ix_case_misshown", "ix_case_live", "ix_case_due"):
        op.drop_index(name, "case_file")
    _on_cases("ix_case_due", "next_wake_at", "status = 'open'")
