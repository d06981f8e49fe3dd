"""A sweep reads by index what is due, what is shown wrongly and the next slice of cases, however many are open.

It remembers what it does once a day or in slices: the morning's digest, the night's audit, and which chores failed.
"""

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
    op.create_index("ix_deadline_shown_act_by", "deadline_shown", ["act_by"])
    op.drop_index("ix_notice_carrier_id", "notice")
    carried = sa.text("carrier_id IS NOT NULL")
    op.create_index("ix_notice_carrier_id", "notice", ["carrier_id"], sqlite_where=carried, postgresql_where=carried)
    op.add_column("heartbeat", sa.Column("digested_on", sa.Date(), nullable=True))
    op.add_column("heartbeat", sa.Column("audited_to", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("heartbeat", sa.Column("chores_failed", sa.String(300), nullable=False, server_default=""))

    op.add_column("absence", sa.Column("withdrawn_by", sa.LargeBinary(), nullable=True))
    _calendars()


def _calendars() -> None:
    """Hours of hearings; entries that say why; whose feed shows which case, and whether it is up to date."""
    op.add_column("step", sa.Column("said_at", sa.Time(), nullable=True))
    with op.batch_alter_table("calendar_entry") as batch_op:
        batch_op.add_column(sa.Column("because", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("confidence", sa.String(40), nullable=False, server_default="H"))
        batch_op.create_check_constraint("ck_calendar_confidence", "confidence IN ('H', 'M', 'L')")
    op.create_table(
        "feed_case",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("case_file.id"), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.UniqueConstraint("case_id", "member_id", name="uq_feed_case"),
        sa.CheckConstraint("shown <= version", name="ck_feed_shown"),
    )
    stale = sa.text("shown < version")
    op.create_index("ix_feed_case_stale", "feed_case", ["member_id"], sqlite_where=stale, postgresql_where=stale)
    op.create_index("ix_feed_case_member_id", "feed_case", ["member_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("feed_case")
    with op.batch_alter_table("calendar_entry") as batch_op:
        batch_op.drop_constraint("ck_calendar_confidence", type_="check")
        batch_op.drop_column("confidence")
        batch_op.drop_column("because")
    op.drop_column("step", "said_at")
    op.drop_column("absence", "withdrawn_by")
    for column in ("chores_failed", "audited_to", "digested_on"):
        op.drop_column("heartbeat", column)
    op.drop_index("ix_notice_carrier_id", "notice")
    op.create_index("ix_notice_carrier_id", "notice", ["carrier_id"])
    op.drop_index("ix_deadline_shown_act_by", "deadline_shown")
    for name in ("ix_case_misshown", "ix_case_live", "ix_case_due"):
        op.drop_index(name, "case_file")
    _on_cases("ix_case_due", "next_wake_at", "status = 'open'")
