"""The desk: waits put off or asked first, lines of the board, what sweeps did, what a case is found by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OFFICE_TASKS = ("bounce", "refused", "stall", "unmatched_mail", "unowned", "audit", "paper")
WITH_ENGINE = (*OFFICE_TASKS, "engine")
STAGES = (
    "platform_request",
    "provider_identification",
    "log_preservation",
    "subscriber_disclosure",
    "damages_claim",
)
TURNS = ("firm", "attorney", "platform", "provider", "court", "bar_association", "sender", "police")
WAITS = (
    "letter_release",
    "letter_sending",
    "platform_answer",
    "disposition_progress",
    "security_deposit",
    "provider_review",
    "contact_carrier",
    "preservation_answer",
    "suit_progress",
    "subscriber_disclosure",
    "bar_inquiry_answer",
    "sender_confirmation",
    "claim_answer",
    "payment",
    "damages_suit",
    "complaint_answer",
    "dead_end",
    "closing",
)
DID = (
    "advanced",
    "failed",
    "elsewhere",
    "without_wake_up",
    "mail_sent",
    "mail_put_off",
    "mail_refused",
    "chore_failed",
)
FINDS = ("court_case_no", "name", "kana", "url", "account", "ip", "phone", "email", "provider", "tracking_no")
UNINDEXED = "indexed_head <> docket_head"


def _is(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _one_of(name: str, values: tuple[str, ...], *, check: str, nullable: bool = False) -> sa.Column[object]:
    words = sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, words, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to_case(*, primary_key: bool = False, nullable: bool = False) -> sa.Column[object]:
    key = sa.ForeignKey("case_file.id")
    return sa.Column("case_id", sa.Integer(), key, primary_key=primary_key, nullable=nullable)


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Integer(), primary_key=True, nullable=False)


def _task_kinds(kinds: tuple[str, ...]) -> None:
    """Nothing refers to `office_task`, so that on SQLite too the table can be built anew."""
    with op.batch_alter_table("office_task") as batch_op:
        batch_op.drop_constraint("ck_office_task_kind", type_="check")
        batch_op.create_check_constraint("ck_office_task_kind", _is("kind", kinds))


def upgrade() -> None:
    """Apply."""
    _task_kinds(WITH_ENGINE)
    op.add_column("wait", sa.Column("deferred_until", sa.Date(), nullable=True))
    op.add_column("wait", _moment("asked_first_at", nullable=True))
    op.add_column("case_file", sa.Column("indexed_head", sa.String(64), nullable=False, server_default=""))
    op.add_column("heartbeat", sa.Column("board_hash", sa.String(64), nullable=True))
    op.add_column("heartbeat", sa.Column("lit_on", sa.Date(), nullable=True))
    where = sa.text(UNINDEXED)
    op.create_index("ix_case_unindexed", "case_file", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "board_line",
        _to_case(primary_key=True),
        _one_of("stage", STAGES, check="ck_board_line_stage", nullable=True),
        _one_of("turn", TURNS, check="ck_board_line_turn", nullable=True),
        _one_of("wait_kind", WAITS, check="ck_board_line_wait_kind", nullable=True),
        sa.Column("wait_subject", sa.String(80), nullable=False),
        _moment("waiting_since", nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("to_release", sa.Integer(), nullable=False),
        sa.Column("to_send", sa.Integer(), nullable=False),
        sa.Column("attorney_id", sa.Integer(), sa.ForeignKey("member.id"), nullable=True),
        sa.CheckConstraint("to_release >= 0 AND to_send >= 0", name="ck_board_line_counts"),
    )
    op.create_table(
        "sweep_note",
        _key(),
        _moment("at"),
        _to_case(nullable=True),
        _one_of("did", DID, check="ck_sweep_note_did"),
        sa.Column("because", sa.String(80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_sweep_note_at", "sweep_note", ["at"])
    op.create_table(
        "find_term",
        _key(),
        _to_case(),
        _one_of("kind", FINDS, check="ck_find_term_kind"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("case_id", "kind", "digest", name="uq_find_term"),
    )
    op.create_index("ix_find_term_case_id", "find_term", ["case_id"])
    op.create_index("ix_find_term_digest", "find_term", ["digest", "kind"])


def downgrade() -> None:
    """Take back."""
    for table in ("find_term", "sweep_note", "board_line"):
        op.drop_table(table)
    op.drop_index("ix_case_unindexed", "case_file")
    op.drop_column("case_file", "indexed_head")
    op.drop_column("heartbeat", "lit_on")
    op.drop_column("heartbeat", "board_hash")
    op.drop_column("wait", "asked_first_at")
    op.drop_column("wait", "deferred_until")
    op.execute("DELETE FROM office_task WHERE kind = 'engine'")
    _task_kinds(OFFICE_TASKS)
