"""Letters in versions and files, numbered exhibits, captures of pages; papers that an attorney asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LETTERS = (
    "disclosure_request", "chase_up", "disposition_petition", "preservation_notice", "preservation_chase",
    "suit_notice", "preservation_renewal", "disclosure_complaint", "bar_inquiry", "demand_letter",
    "damages_complaint", "criminal_complaint",
)
NEW_LETTERS = (
    "deletion_petition", "preservation_petition", "order_petition", "provision_petition",
    "deletion_prohibition_petition", "provider_notice", "pledge", "settlement",
)
STEPS = (
    "route_chosen", "letter_sent", "letter_arrived", "platform_answered", "post_deleted", "hearing_set",
    "security_ordered", "security_deposited", "disposition_decided", "identification_tried", "provider_identified",
    "preservation_answered", "suit_served", "opinion_inquired", "judgment_given", "appealed", "disclosed",
    "bar_inquiry_answered", "sender_confirmed", "claim_answered", "pledge_signed", "paid", "damages_decided",
    "complaint_answered", "account_deleted", "execution_sought", "objection_ruled", "main_suit_ordered",
    "main_suit_proved", "disclosure_order_decided", "provision_ordered", "deletion_prohibited", "provider_named",
    "provider_petitioned", "platform_notified", "withdrawal_noticed", "withdrawal_answered", "appeal_decided",
    "ruling_served", "additional_period_set", "excuse_ended", "takedown_requested", "takedown_answered",
    "system_notice_sent", "sender_suspected", "bodily_harm_found", "negotiation_agreed", "complaint_withdrawn",
    "hearing_proposed",
)
OFFICE_TASKS = ("bounce", "refused", "stall", "unmatched_mail", "unowned", "audit")
BEFORE = (LETTERS, STEPS, OFFICE_TASKS)
AFTER = (LETTERS + NEW_LETTERS, (*STEPS, "paper_asked"), (*OFFICE_TASKS, "paper"))
CONCEALMENTS = ("none", "address", "name_and_address")
ROLES = ("main", "sender_copy", "certified", "evidence_list", "cover_sheet", "fee_note")
RESULTS = ("captured", "online", "gone", "refused", "unreachable", "unsafe", "unclear")


_Words = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _words(*values: str, check: str) -> sa.Enum:
    return sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=40)


def _is(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _one_of(name: str, values: tuple[str, ...], *, check: str) -> sa.Column[object]:
    return sa.Column(name, _words(*values, check=check), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sealed(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Integer(), primary_key=True, nullable=False)


def _to(name: str, target: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), nullable=nullable)


def _kinds(before: _Words, after: _Words) -> None:
    """Let other words into the columns of kinds: of letters, of steps, of tasks."""
    letters, steps, tasks = zip(before, after, strict=True)
    _other_words("letter", "kind", "ck_letter_kind", *letters)
    _other_words("step", "letter", "ck_step_letter", *letters)
    _other_words("step", "kind", "ck_step_kind", *steps)
    _other_words("office_task", "kind", "ck_office_task_kind", *tasks)


def _other_words(table: str, column: str, check: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change a check where it stands: SQLite cannot build a table anew to which rows of another refer (`wait.letter_id`).

    https://www.sqlite.org/lang_altertable.html#otheralter says how a check is changed in the schema itself.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(check, table, type_="check")
        op.create_check_constraint(check, table, sa.text(_is(column, after)))
        return
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE name = :table AND instr(sql, :old) > 0"),
        {"old": _is(column, before), "new": _is(column, after), "table": table},
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = RESET"))
    if changed.rowcount != 1:
        msg = f"{table}.{column}: its check does not say what it should; the database is not as it was left"
        raise RuntimeError(msg)


def upgrade() -> None:
    """Apply."""
    _kinds(BEFORE, AFTER)
    op.add_column("letter", sa.Column("on_demand", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("letter", sa.Column("tracking_no", sa.LargeBinary(), nullable=True))
    op.add_column("post", sa.Column("explanation", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("concealment", sa.String(40), nullable=False, server_default="none"))
        batch_op.create_check_constraint("ck_person_concealment", _is("concealment", CONCEALMENTS))
    _versions()
    _evidence()


def _versions() -> None:
    op.create_table(
        "letter_version",
        _key(),
        _to("letter_id", "letter.id"),
        sa.Column("no", sa.Integer(), nullable=False),
        _one_of("origin", ("drafted", "edited", "released"), check="ck_letter_version_origin"),
        _moment("made_at"),
        _sealed("made_by"),
        sa.Column("law", sa.String(80), nullable=False),
        sa.Column("templates", sa.String(64), nullable=False),
        _sealed("material"),
        sa.Column("material_sha256", sa.String(64), nullable=False),
        sa.UniqueConstraint("letter_id", "no", name="uq_letter_version_no"),
        sa.CheckConstraint("no >= 1", name="ck_letter_version_no"),
    )
    op.create_index("ix_letter_version_letter_id", "letter_version", ["letter_id"])
    op.create_table(
        "paper_file",
        _key(),
        _to("version_id", "letter_version.id"),
        _one_of("role", ROLES, check="ck_paper_file_role"),
        sa.Column("no", sa.Integer(), nullable=False),
        _one_of("format", ("html", "pdf", "docx"), check="ck_paper_file_format"),
        _to("document_id", "document.id"),
        sa.UniqueConstraint("version_id", "role", "no", "format", name="uq_paper_file"),
    )
    op.create_index("ix_paper_file_version_id", "paper_file", ["version_id"])


def _evidence() -> None:
    op.create_table(
        "exhibit",
        _key(),
        _to("case_id", "case_file.id"),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        _sealed("title"),
        _one_of("form", ("original", "copy"), check="ck_exhibit_form"),
        sa.Column("made_on", sa.Date(), nullable=True),
        _sealed("author"),
        _sealed("proves"),
        _to("document_id", "document.id"),
        _moment("numbered_at"),
        _moment("withdrawn_at", nullable=True),
        sa.UniqueConstraint("case_id", "no", "branch", name="uq_exhibit_no"),
        sa.CheckConstraint("no >= 1 AND branch >= 0", name="ck_exhibit_no"),
    )
    op.create_table(
        "capture",
        _key(),
        _to("case_id", "case_file.id", nullable=True),
        _to("post_id", "post.id", nullable=True),
        _one_of("purpose", ("evidence", "recheck", "import"), check="ck_capture_purpose"),
        _one_of("result", RESULTS, check="ck_capture_result"),
        _sealed("url"),
        sa.Column("url_index", sa.String(64), nullable=False),
        _moment("looked_at"),
        sa.Column("http_status", sa.Integer(), nullable=True),
        _sealed("because"),
        sa.Column("folder", sa.String(300), nullable=False),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        _moment("stamped_at", nullable=True),
        sa.Column("stamped_by", sa.String(200), nullable=False),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=True),
    )
    for table, column in (
        ("exhibit", "case_id"), ("exhibit", "document_id"), ("capture", "case_id"), ("capture", "url_index"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Take back; refused by the database while letters of the new kinds are kept."""
    for table in ("capture", "exhibit", "paper_file", "letter_version"):
        op.drop_table(table)
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint("ck_person_concealment", type_="check")
        batch_op.drop_column("concealment")
    op.drop_column("post", "explanation")
    op.drop_column("letter", "tracking_no")
    op.drop_column("letter", "on_demand")
    op.execute("DELETE FROM step WHERE kind = 'paper_asked'")
    op.execute("DELETE FROM office_task WHERE kind = 'paper'")
    _kinds(AFTER, BEFORE)
