"""Who owns which date: people of the firm, acknowledgements, mail that comes in, calendar entries, the heartbeat."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NOTICES = ("case_opened", "release_requested", "deadline", "escalation", "undeliverable", "case_closed")
NEW_NOTICES = ("unacknowledged", "idle", "digest", "heartbeat", "not_understood", "office_task")
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
)
DEADLINES = (
    "log_expiry", "kept_until", "security_deposit", "execution", "appeal", "hearing", "limitation_known",
    "limitation_act", "complaint_period", "prosecution_bar", "answer_expected", "platform_log_expiry",
    "objection_suit", "provision_notice", "main_suit_proof", "withdrawal_consent", "finality", "opinion_reply",
    "takedown_answer", "late_remedy", "service_deemed", "demand_effect", "negotiation_end", "route_start",
)


def _one_of(name: str, values: tuple[str, ...], *, check: str) -> sa.Column[object]:
    return sa.Column(name, _words(*values, check=check), nullable=False)


def _words(*values: str, check: str) -> sa.Enum:
    return sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=40)


def _is(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Integer(), primary_key=True, nullable=False)


def _to(name: str, target: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(target), nullable=nullable)


def upgrade() -> None:
    """Apply."""
    _people()
    _dates()
    _outbox()
    _office()
    with op.batch_alter_table("step") as batch_op:
        batch_op.drop_constraint("ck_step_kind", type_="check")
        batch_op.create_check_constraint("ck_step_kind", _is("kind", (*STEPS, "hearing_proposed")))


def _people() -> None:
    op.create_table(
        "member",
        _key(),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("is_operations", sa.Boolean(), nullable=False),
        sa.Column("feed_token", sa.String(64), nullable=False),
        _moment("added_at"),
        sa.UniqueConstraint("email_index", name="uq_member_email"),
        sa.UniqueConstraint("feed_token", name="uq_member_feed"),
    )
    op.create_table(
        "absence",
        _key(),
        _to("member_id", "member.id"),
        _to("delegate_id", "member.id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _moment("recorded_at"),
        sa.Column("recorded_by", sa.LargeBinary(), nullable=False),
        _moment("withdrawn_at", nullable=True),
        sa.CheckConstraint("from_on <= to_on", name="ck_absence_days"),
        sa.CheckConstraint("member_id <> delegate_id", name="ck_absence_delegate"),
    )
    op.create_index("ix_absence_member_id", "absence", ["member_id"])


def _dates() -> None:
    """A date shown so far has its kind in its key; nothing is skipped for it, and a reading settles the rest."""
    op.add_column("deadline_shown", sa.Column("kind", sa.String(40), nullable=True))
    op.add_column("deadline_shown", sa.Column("fatal", sa.Boolean(), nullable=True))
    op.add_column("deadline_shown", sa.Column("appeared_on", sa.Date(), nullable=True))
    sqlite = op.get_bind().dialect.name == "sqlite"
    place = "instr(key, ':')" if sqlite else "position(':' in key)"
    day = "date(shown_at)" if sqlite else "CAST(shown_at AS date)"
    op.execute(f"UPDATE deadline_shown SET kind = substr(key, 1, {place} - 1), fatal = false, appeared_on = {day}")  # noqa: S608 (constants)
    with op.batch_alter_table("deadline_shown") as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(40), nullable=False)
        batch_op.alter_column("fatal", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("appeared_on", existing_type=sa.Date(), nullable=False)
        batch_op.create_check_constraint("ck_deadline_shown_kind", _is("kind", DEADLINES))
    fatal = sa.text("fatal")
    op.create_index("ix_deadline_shown_fatal", "deadline_shown", ["act_by"], sqlite_where=fatal, postgresql_where=fatal)


def _outbox() -> None:
    with op.batch_alter_table("notice") as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("carriage", sa.String(40), nullable=False, server_default="single"))
        for name, target in (("member_id", "member"), ("sent_to_id", "member"), ("carrier_id", "notice")):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(f"fk_notice_{name}", target, [name], ["id"])
        batch_op.add_column(sa.Column("ack_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ack_any_time", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(_moment("ack_by", nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.String(200), nullable=True))
        batch_op.add_column(sa.Column("reply_code", sa.String(20), nullable=True))
        batch_op.add_column(_moment("bounced_at", nullable=True))
        batch_op.drop_constraint("ck_notice_kind", type_="check")
        batch_op.create_check_constraint("ck_notice_kind", _is("kind", (*NOTICES, *NEW_NOTICES)))
        batch_op.create_check_constraint("ck_notice_carriage", _is("carriage", ("single", "digest")))
        batch_op.create_check_constraint("ck_notice_recipient", "person_id IS NOT NULL OR member_id IS NOT NULL")
        batch_op.create_check_constraint("ck_notice_carrier", "carrier_id IS NULL OR carriage = 'digest'")
        batch_op.create_unique_constraint("uq_notice_message", ["message_id"])
        batch_op.create_unique_constraint("uq_notice_reply_code", ["reply_code"])
        batch_op.create_index("ix_notice_member_id", ["member_id"])
        batch_op.create_index("ix_notice_carrier_id", ["carrier_id"])
    op.create_table(
        "delivery_attempt",
        _key(),
        _to("notice_id", "notice.id"),
        _moment("at"),
        _one_of("result", ("temporary", "refused", "unknown"), check="ck_attempt_result"),
        sa.Column("said", sa.String(300), nullable=False),
    )
    op.create_index("ix_delivery_attempt_notice_id", "delivery_attempt", ["notice_id"])


def _office() -> None:
    verdicts = ("acknowledged", "not_understood", "auto_reply", "bounce", "unmatched", "assigned", "dismissed")
    unhandled = sa.text("handled_at IS NULL")
    op.create_table(
        "mail_in",
        _key(),
        sa.Column("dedupe", sa.String(64), nullable=False),
        _moment("received_at"),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        _one_of("verdict", verdicts, check="ck_mail_in_verdict"),
        _to("notice_id", "notice.id", nullable=True),
        _to("member_id", "member.id", nullable=True),
        sa.Column("guess_ref", sa.String(20), nullable=True),
        sa.Column("guess_because", sa.String(120), nullable=False),
        _moment("handled_at", nullable=True),
        sa.Column("handled_by", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("dedupe", name="uq_mail_in_dedupe"),
        sa.CheckConstraint("(handled_at IS NULL) = (handled_by IS NULL)", name="ck_mail_in_handled"),
    )
    op.create_index("ix_mail_in_open", "mail_in", ["received_at"], sqlite_where=unhandled, postgresql_where=unhandled)
    _acknowledgements()
    _tasks()
    _calendar()
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        _moment("began_at"),
        _moment("ended_at", nullable=True),
        sa.Column("open_cases", sa.Integer(), nullable=False),
        sa.Column("next_fatal_on", sa.Date(), nullable=True),
        sa.Column("next_fatal_ref", sa.String(20), nullable=True),
        sa.Column("pending", sa.Integer(), nullable=False),
        _moment("oldest_due_at", nullable=True),
        sa.Column("audited_on", sa.Date(), nullable=True),
        sa.Column("audit_missing", sa.Integer(), nullable=False),
        sa.Column("runs_seen_to", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_heartbeat_one"),
    )


def _acknowledgements() -> None:
    op.create_table(
        "acknowledgement",
        _key(),
        _to("case_id", "case_file.id"),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        _one_of("kind", ("seen", "done", "deferred"), check="ck_acknowledgement_kind"),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _to("member_id", "member.id"),
        _one_of("door", ("mail", "ui", "cli"), check="ck_acknowledgement_door"),
        _to("mail_id", "mail_in.id", nullable=True),
        _moment("said_at"),
        _moment("recorded_at"),
        sa.Column("entered_by", sa.LargeBinary(), nullable=False),
        sa.Column("dedupe", sa.String(200), nullable=False),
        sa.UniqueConstraint("dedupe", name="uq_acknowledgement_dedupe"),
        sa.CheckConstraint("(kind = 'deferred') = (until_on IS NOT NULL)", name="ck_acknowledgement_until"),
    )
    op.create_index("ix_acknowledgement_case_id", "acknowledgement", ["case_id"])


def _tasks() -> None:
    kinds = ("bounce", "refused", "stall", "unmatched_mail", "unowned", "audit")
    undone = sa.text("done_at IS NULL")
    op.create_table(
        "office_task",
        _key(),
        _one_of("kind", kinds, check="ck_office_task_kind"),
        _to("case_id", "case_file.id", nullable=True),
        _to("notice_id", "notice.id", nullable=True),
        _to("mail_id", "mail_in.id", nullable=True),
        sa.Column("dedupe", sa.String(200), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        _moment("opened_at"),
        _moment("done_at", nullable=True),
        sa.Column("done_by", sa.LargeBinary(), nullable=True),
        sa.Column("how", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("dedupe", name="uq_office_task_dedupe"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="ck_office_task_done"),
    )
    op.create_index("ix_office_task_case_id", "office_task", ["case_id"])
    op.create_index("ix_office_task_open", "office_task", ["opened_at"], sqlite_where=undone, postgresql_where=undone)


def _calendar() -> None:
    op.create_table(
        "calendar_entry",
        _key(),
        _to("case_id", "case_file.id"),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("uid", sa.String(200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _one_of("status", ("tentative", "confirmed", "cancelled"), check="ck_calendar_status"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("act_by", sa.Date(), nullable=True),
        _moment("starts_at", nullable=True),
        sa.Column("fatal", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        _moment("changed_at"),
        sa.UniqueConstraint("uid", name="uq_calendar_uid"),
        sa.UniqueConstraint("case_id", "key", name="uq_calendar_key"),
        sa.CheckConstraint("sequence >= 0", name="ck_calendar_sequence"),
    )
    op.create_index("ix_calendar_entry_case_id", "calendar_entry", ["case_id"])
    op.create_index("ix_calendar_entry_changed_at", "calendar_entry", ["changed_at"])


def downgrade() -> None:
    """Take back; what only the newer tables can hold is lost."""
    for table in ("heartbeat", "calendar_entry", "office_task", "acknowledgement", "delivery_attempt"):
        op.drop_table(table)
    op.execute(f"DELETE FROM notice WHERE case_id IS NULL OR person_id IS NULL OR {_is('kind', NEW_NOTICES)}")  # noqa: S608 (constants)
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_index("ix_notice_carrier_id")
        batch_op.drop_index("ix_notice_member_id")
        for name in ("member_id", "sent_to_id", "carrier_id"):
            batch_op.drop_constraint(f"fk_notice_{name}", type_="foreignkey")
        for name in ("uq_notice_reply_code", "uq_notice_message"):
            batch_op.drop_constraint(name, type_="unique")
        for name in ("ck_notice_carrier", "ck_notice_recipient", "ck_notice_carriage", "ck_notice_kind"):
            batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint("ck_notice_kind", _is("kind", NOTICES))
        for name in ("bounced_at", "reply_code", "message_id", "ack_by", "ack_any_time", "ack_hours", "carrier_id"):
            batch_op.drop_column(name)
        for name in ("sent_to_id", "member_id", "carriage"):
            batch_op.drop_column(name)
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("mail_in")
    op.drop_table("absence")
    op.drop_table("member")
    op.drop_index("ix_deadline_shown_fatal", "deadline_shown")
    with op.batch_alter_table("deadline_shown") as batch_op:
        batch_op.drop_constraint("ck_deadline_shown_kind", type_="check")
        for name in ("appeared_on", "fatal", "kind"):
            batch_op.drop_column(name)
    op.execute("DELETE FROM step WHERE kind = 'hearing_proposed'")
    with op.batch_alter_table("step") as batch_op:
        batch_op.drop_constraint("ck_step_kind", type_="check")
        batch_op.create_check_constraint("ck_step_kind", _is("kind", STEPS))
