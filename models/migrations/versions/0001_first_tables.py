"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('case_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=20), nullable=False),
    sa.Column('status', sa.Enum('draft', 'open', 'held', 'closed', name='ck_case_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.LargeBinary(), nullable=True),
    sa.Column('held_until', sa.Date(), nullable=True),
    sa.Column('hold_reason', sa.LargeBinary(), nullable=True),
    sa.Column('justifiable_reason', sa.Enum('damages', 'apology', 'deletion', 'criminal_complaint', 'other_rights', name='ck_case_reason', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('remedies', sa.JSON(), nullable=False),
    sa.Column('claim_yen', sa.Integer(), nullable=False),
    sa.Column('next_wake_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('run_id', sa.String(length=40), nullable=True),
    sa.Column('run_generation', sa.Integer(), nullable=False),
    sa.Column('shown_wait', sa.String(length=40), nullable=True),
    sa.Column('wanted_wait', sa.String(length=40), nullable=True),
    sa.Column('sheet_hash', sa.String(length=64), nullable=True),
    sa.Column('docket_head', sa.String(length=64), nullable=False),
    sa.Column('leg_owner', sa.String(length=120), nullable=True),
    sa.Column('leg_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(status = 'closed') = (close_reason IS NOT NULL)", name='ck_case_closed_has_reason'),
    sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name='ck_case_closed_at'),
    sa.CheckConstraint("status = 'held' OR held_until IS NULL", name='ck_case_held_until'),
    sa.CheckConstraint('claim_yen >= 0', name='ck_case_claim'),
    sa.CheckConstraint('run_generation >= 1', name='ck_case_generation'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('ref')
    )
    with op.batch_alter_table('case_file') as batch_op:
        batch_op.create_index('ix_case_due', ['next_wake_at'], unique=False, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))

    op.create_table('docket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.LargeBinary(), nullable=False),
    sa.Column('event', sa.String(length=80), nullable=False),
    sa.Column('detail', sa.LargeBinary(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'seq', name='uq_docket_seq')
    )
    with op.batch_alter_table('docket') as batch_op:
        batch_op.create_index(batch_op.f('ix_docket_case_id'), ['case_id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('letter', 'evidence', 'registry_answer', name='ck_document_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'sha256', 'title', name='uq_document_content')
    )
    with op.batch_alter_table('document') as batch_op:
        batch_op.create_index(batch_op.f('ix_document_case_id'), ['case_id'], unique=False)

    op.create_table('expense',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('platform_request', 'provider_identification', 'log_preservation', 'subscriber_disclosure', 'damages_claim', name='ck_expense_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kind', sa.Enum('retainer', 'success_fee', 'stamps', 'postage', 'security', 'other', name='ck_expense_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('amount_yen', sa.Integer(), nullable=False),
    sa.Column('incurred_on', sa.Date(), nullable=False),
    sa.Column('dedupe', sa.String(length=160), nullable=False),
    sa.CheckConstraint('amount_yen >= 0', name='ck_expense_amount'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'dedupe', name='uq_expense_dedupe')
    )
    with op.batch_alter_table('expense') as batch_op:
        batch_op.create_index(batch_op.f('ix_expense_case_id'), ['case_id'], unique=False)

    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('platform_request', 'provider_identification', 'log_preservation', 'subscriber_disclosure', 'damages_claim', name='ck_letter_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kind', sa.Enum('disclosure_request', 'chase_up', 'disposition_petition', 'preservation_notice', 'preservation_chase', 'suit_notice', 'preservation_renewal', 'disclosure_complaint', 'bar_inquiry', 'demand_letter', 'damages_complaint', 'criminal_complaint', name='ck_letter_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('drafted', 'released', 'sent', 'void', name='ck_letter_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by', sa.LargeBinary(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('channel', sa.Enum('web_form', 'post', 'certified_post', 'email', 'e_filing', 'counter', name='ck_letter_channel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('proof', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name='ck_letter_sent_at'),
    sa.CheckConstraint("state <> 'sent' OR (channel IS NOT NULL AND proof IS NOT NULL)", name='ck_letter_sent_has_proof'),
    sa.CheckConstraint("state = 'void' OR no >= 1", name='ck_letter_no'),
    sa.CheckConstraint("state NOT IN ('released', 'sent') OR (released_at IS NOT NULL AND released_by IS NOT NULL)", name='ck_letter_released_by_attorney'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'kind', 'subject', 'no', name='uq_letter_once')
    )
    with op.batch_alter_table('letter') as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_case_id'), ['case_id'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('requester', 'legal_representative', 'attorney', 'supervisor', 'subscriber', 'sender', name='ck_person_role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('name_index', sa.String(length=64), nullable=False),
    sa.Column('kana', sa.LargeBinary(), nullable=True),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('born_on', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('holder_no', sa.Integer(), nullable=True),
    sa.Column('disclosed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_sender', sa.String(length=12), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('same_as', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['same_as'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'role', 'no', name='uq_person_role')
    )
    with op.batch_alter_table('person') as batch_op:
        batch_op.create_index(batch_op.f('ix_person_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_name_index'), ['name_index'], unique=False)

    op.create_table('post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('platform', sa.String(length=60), nullable=False),
    sa.Column('url', sa.LargeBinary(), nullable=False),
    sa.Column('url_index', sa.String(length=64), nullable=False),
    sa.Column('open_guard', sa.String(length=64), nullable=True),
    sa.Column('account', sa.LargeBinary(), nullable=True),
    sa.Column('as_written', sa.LargeBinary(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('right_infringed', sa.Enum('honour', 'honour_feelings', 'privacy', 'portrait', 'identity', 'credit', 'copyright', 'trademark', 'publicity', name='ck_post_right', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint('seen_at >= posted_at', name='ck_post_seen_after_posted'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'no', name='uq_post_no'),
    sa.UniqueConstraint('case_id', 'url_index', name='uq_post_url'),
    sa.UniqueConstraint('open_guard', name='uq_post_open_guard')
    )
    with op.batch_alter_table('post') as batch_op:
        batch_op.create_index(batch_op.f('ix_post_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_post_url_index'), ['url_index'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('case_opened', 'release_requested', 'deadline', 'escalation', 'undeliverable', 'case_closed', name='ck_notice_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('dedupe', sa.String(length=200), nullable=False),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('stated_on', sa.Date(), nullable=True),
    sa.Column('rung', sa.String(length=12), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('give_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=120), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proof', sa.String(length=300), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.String(length=120), nullable=True),
    sa.CheckConstraint('(claimed_by IS NULL) = (claimed_until IS NULL)', name='ck_notice_claim'),
    sa.CheckConstraint('failed_at IS NULL OR (sent_at IS NULL AND cancelled_at IS NULL)', name='ck_notice_failed_only'),
    sa.CheckConstraint('sent_at IS NULL OR cancelled_at IS NULL', name='ck_notice_sent_or_cancelled'),
    sa.CheckConstraint('sent_at IS NULL OR proof IS NOT NULL', name='ck_notice_sent_has_proof'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('dedupe', name='uq_notice_dedupe')
    )
    with op.batch_alter_table('notice') as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_notice_due', ['not_before'], unique=False, sqlite_where=sa.text('sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL'))

    op.create_table('observation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('ip', 'phone', 'email', name='ck_observation_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('log_kind', sa.Enum('post', 'login', name='ck_observation_log_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ip', sa.LargeBinary(), nullable=True),
    sa.Column('port', sa.Integer(), nullable=True),
    sa.Column('destination_ip', sa.LargeBinary(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('value_index', sa.String(length=64), nullable=False),
    sa.Column('moment_key', sa.String(length=32), nullable=False),
    sa.Column('observed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('as_written', sa.LargeBinary(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind <> 'email' OR email IS NOT NULL", name='ck_observation_email'),
    sa.CheckConstraint("kind <> 'ip' OR (ip IS NOT NULL AND observed_at IS NOT NULL)", name='ck_observation_ip'),
    sa.CheckConstraint("kind <> 'phone' OR phone IS NOT NULL", name='ck_observation_phone'),
    sa.CheckConstraint('port IS NULL OR (port > 0 AND port < 65536)', name='ck_observation_port'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['post_id'], ['post.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('post_id', 'value_index', 'moment_key', name='uq_observation_value')
    )
    with op.batch_alter_table('observation') as batch_op:
        batch_op.create_index(batch_op.f('ix_observation_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_observation_value_index'), ['value_index'], unique=False)

    op.create_table('step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('platform_request', 'provider_identification', 'log_preservation', 'subscriber_disclosure', 'damages_claim', name='ck_step_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kind', sa.Enum('route_chosen', 'letter_sent', 'letter_arrived', 'platform_answered', 'post_deleted', 'hearing_set', 'security_ordered', 'security_deposited', 'disposition_decided', 'identification_tried', 'provider_identified', 'preservation_answered', 'suit_served', 'opinion_inquired', 'judgment_given', 'appealed', 'disclosed', 'bar_inquiry_answered', 'sender_confirmed', 'claim_answered', 'pledge_signed', 'paid', 'damages_decided', 'complaint_answered', 'account_deleted', 'execution_sought', 'objection_ruled', 'main_suit_ordered', 'main_suit_proved', 'disclosure_order_decided', 'provision_ordered', 'deletion_prohibited', 'provider_named', 'provider_petitioned', 'platform_notified', 'withdrawal_noticed', 'withdrawal_answered', 'appeal_decided', 'ruling_served', 'additional_period_set', 'excuse_ended', 'takedown_requested', 'takedown_answered', 'system_notice_sent', 'sender_suspected', 'bodily_harm_found', 'negotiation_agreed', 'complaint_withdrawn', name='ck_step_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.LargeBinary(), nullable=False),
    sa.Column('outcome', sa.Enum('', 'disclosed', 'partly', 'refused', 'silent', 'no_record', 'phone_or_email', 'granted', 'dismissed', 'settled', 'withdrawn', 'kept', 'ordered', 'no_such_log', 'another_provider', 'identified', 'needs_review', 'unavailable', 'not_found', 'agreed', 'paid', 'accepted', 'returned', 'sender', 'not_sender', 'unclear', 'given_up', 'inadmissible', 'overseas', name='ck_step_outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('letter', sa.Enum('disclosure_request', 'chase_up', 'disposition_petition', 'preservation_notice', 'preservation_chase', 'suit_notice', 'preservation_renewal', 'disclosure_complaint', 'bar_inquiry', 'demand_letter', 'damages_complaint', 'criminal_complaint', name='ck_step_letter', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('said_on', sa.Date(), nullable=True),
    sa.Column('amount_yen', sa.Integer(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('court', sa.String(length=80), nullable=True),
    sa.Column('court_case_no', sa.String(length=80), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('correct_reason', sa.LargeBinary(), nullable=True),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('dedupe', sa.String(length=160), nullable=False),
    sa.CheckConstraint('(corrects IS NULL) = (correct_reason IS NULL)', name='ck_step_correction_has_reason'),
    sa.CheckConstraint('NOT withdrawn OR corrects IS NOT NULL', name='ck_step_withdrawn_corrects'),
    sa.CheckConstraint('days IS NULL OR days > 0', name='ck_step_days'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['corrects'], ['step.id'], ),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'dedupe', name='uq_step_dedupe'),
    sa.UniqueConstraint('corrects', name='uq_step_corrects')
    )
    with op.batch_alter_table('step') as batch_op:
        batch_op.create_index(batch_op.f('ix_step_case_id'), ['case_id'], unique=False)

    op.create_table('wait',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('platform_request', 'provider_identification', 'log_preservation', 'subscriber_disclosure', 'damages_claim', name='ck_wait_stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('kind', sa.Enum('letter_release', 'letter_sending', 'platform_answer', 'disposition_progress', 'security_deposit', 'provider_review', 'contact_carrier', 'preservation_answer', 'suit_progress', 'subscriber_disclosure', 'bar_inquiry_answer', 'sender_confirmation', 'claim_answer', 'payment', 'damages_suit', 'complaint_answer', 'dead_end', 'closing', name='ck_wait_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('turn', sa.Enum('firm', 'attorney', 'platform', 'provider', 'court', 'bar_association', 'sender', 'police', name='ck_wait_turn', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('asked_again', sa.LargeBinary(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name='ck_wait_ended'),
    sa.CheckConstraint("state IN ('open', 'answered', 'superseded')", name='ck_wait_state'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('wait') as batch_op:
        batch_op.create_index(batch_op.f('ix_wait_case_id'), ['case_id'], unique=False)
        batch_op.create_index('uq_wait_open', ['case_id', 'kind', 'subject'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('provider_hop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('observation_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('provider', sa.String(length=60), nullable=False),
    sa.Column('category', sa.Enum('mobile', 'fixed', 'mvno', 'vne', 'hosting', 'university', 'corporate', 'public_wifi', 'foreign', 'unknown', name='ck_hop_category', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('holder_no', sa.Integer(), nullable=False),
    sa.Column('needs_review', sa.Boolean(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('identified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.CheckConstraint('position >= 1', name='ck_hop_position'),
    sa.ForeignKeyConstraint(['case_id'], ['case_file.id'], ),
    sa.ForeignKeyConstraint(['observation_id'], ['observation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('observation_id', 'position', name='uq_hop_position')
    )
    with op.batch_alter_table('provider_hop') as batch_op:
        batch_op.create_index(batch_op.f('ix_provider_hop_case_id'), ['case_id'], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in (
        "provider_hop",
        "wait",
        "step",
        "observation",
        "notice",
        "post",
        "person",
        "letter",
        "expense",
        "document",
        "docket",
        "case_file",
    ):
        op.drop_table(table)
