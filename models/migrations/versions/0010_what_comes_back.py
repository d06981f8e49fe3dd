"""Kinds of facts, results and dates for everything that the procedures can bring back."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

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
    "hearing_proposed", "paper_asked",
)
NEW_STEPS = (
    "answer_announced", "papers_requested", "papers_supplied", "letter_returned", "redirected", "transferred",
    "service_failed", "opponent_appealed", "execution_decided", "security_return_sought", "security_returned",
    "opinion_given", "disclosure_refused", "provider_unknown", "lines_passed_on", "counter_offered", "instalments_agreed",
    "counsel_retained", "bankruptcy_noticed", "sender_died", "mediation_referred", "mediation_ended",
    "complaint_forwarded", "prosecution_decided",
)
OUTCOMES = (
    "", "disclosed", "partly", "refused", "silent", "no_record", "phone_or_email", "granted", "dismissed", "settled",
    "withdrawn", "kept", "ordered", "no_such_log", "another_provider", "identified", "needs_review", "unavailable",
    "not_found", "agreed", "paid", "accepted", "returned", "sender", "not_sender", "unclear", "given_up",
    "inadmissible", "overseas",
)
NEW_OUTCOMES = ("prosecuted", "summary_order", "not_prosecuted")
DATES = (
    "log_expiry", "kept_until", "security_deposit", "execution", "appeal", "hearing", "limitation_known",
    "limitation_act", "complaint_period", "prosecution_bar", "answer_expected", "platform_log_expiry",
    "objection_suit", "provision_notice", "main_suit_proof", "withdrawal_consent", "finality", "opinion_reply",
    "takedown_answer", "late_remedy", "service_deemed", "demand_effect", "negotiation_end", "route_start",
)
NEW_DATES = ("correction",)
CHANGED = (
    ("step", "kind", "ck_step_kind", STEPS, NEW_STEPS),
    ("step", "outcome", "ck_step_outcome", OUTCOMES, NEW_OUTCOMES),
    ("deadline_shown", "kind", "ck_deadline_shown_kind", DATES, NEW_DATES),
)


def _is(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _other_words(table: str, column: str, check: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Change a check where it stands: a step may correct another, so that SQLite cannot build the table anew.

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
    for table, column, check, before, new in CHANGED:
        _other_words(table, column, check, before, (*before, *new))


def downgrade() -> None:
    """Take back; what only the newer words can say is gone."""
    for table, column, check, before, new in CHANGED:
        op.execute(f"DELETE FROM {table} WHERE {_is(column, new)}")  # noqa: S608 (constants)
        _other_words(table, column, check, (*before, *new), before)
