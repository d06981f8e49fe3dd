"""Notices inside the firm: the outbox, its attempts, the people of the firm, who is away, who owns which date."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import AckDoor, AckKind, AttemptResult, Carriage, NoticeKind

_CARRIED = "carrier_id IS NOT NULL"  # else the few lines that wait for a digest would be sought among all mails ever
_PENDING = "sent_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL"


class MemberRow(SQLModel, table=True):
    """所員: a person of the firm, one for each mail address; `email_index` finds the address without opening it.

    `feed_token` names the calendar feed; `is_operations`: hears of bounces, stalls and of what nobody has owned.
    """

    __tablename__ = "member"
    __table_args__ = (
        sa.UniqueConstraint("email_index", name="uq_member_email"),
        sa.UniqueConstraint("feed_token", name="uq_member_feed"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column=sealed_column("member.name", nullable=False), repr=False)
    email: str = Field(sa_column=sealed_column("member.email", nullable=False), repr=False)
    email_index: str = Field(max_length=64)
    language: str = Field(default="ja", max_length=2)
    is_operations: bool = False
    feed_token: str = Field(max_length=64, repr=False)
    added_at: datetime = Field(sa_column=moment_column())


class AbsenceRow(SQLModel, table=True):
    """不在: from `from_on` to `to_on` (both included) the delegate gets this member's notices."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("from_on <= to_on", name="ck_absence_days"),
        sa.CheckConstraint("member_id <> delegate_id", name="ck_absence_delegate"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    delegate_id: int = Field(foreign_key="member.id")
    from_on: date
    to_on: date
    recorded_at: datetime = Field(sa_column=moment_column())
    recorded_by: str = Field(sa_column=sealed_column("absence.recorded_by", nullable=False), repr=False)
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    withdrawn_by: str | None = Field(default=None, sa_column=sealed_column("absence.withdrawn_by"), repr=False)


class NoticeRow(SQLModel, table=True):
    """社内通知 (outbox). `dedupe` is one fact to one person, so no fact is ever mailed twice.

    Meant for `person_id` of a case or for a `member_id`; sent to `sent_to_id` (a delegate while that one is away).
    `carrier_id` is the digest that carries this line. `message_id` and `reply_code` are kept before anything leaves, so
    that a reply finds its notice. To be owned within `ack_hours` of the office (or of the clock) after it was sent:
    `ack_by` is that moment.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("dedupe", name="uq_notice_dedupe"),
        sa.UniqueConstraint("message_id", name="uq_notice_message"),
        sa.UniqueConstraint("reply_code", name="uq_notice_reply_code"),
        sa.CheckConstraint("person_id IS NOT NULL OR member_id IS NOT NULL", name="ck_notice_recipient"),
        sa.CheckConstraint("sent_at IS NULL OR proof IS NOT NULL", name="ck_notice_sent_has_proof"),
        sa.CheckConstraint("sent_at IS NULL OR cancelled_at IS NULL", name="ck_notice_sent_or_cancelled"),
        sa.CheckConstraint(
            "failed_at IS NULL OR (sent_at IS NULL AND cancelled_at IS NULL)", name="ck_notice_failed_only"
        ),
        sa.CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="ck_notice_claim"),
        sa.CheckConstraint("carrier_id IS NULL OR carriage = 'digest'", name="ck_notice_carrier"),
        sa.Index(
            "ix_notice_carrier_id", "carrier_id", sqlite_where=sa.text(_CARRIED), postgresql_where=sa.text(_CARRIED)
        ),
        sa.Index("ix_notice_due", "not_before", sqlite_where=sa.text(_PENDING), postgresql_where=sa.text(_PENDING)),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    kind: NoticeKind = Field(sa_column=enum_column(NoticeKind, "ck_notice_kind"))
    carriage: Carriage = Field(default=Carriage.SINGLE, sa_column=enum_column(Carriage, "ck_notice_carriage"))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    sent_to_id: int | None = Field(default=None, foreign_key="member.id")
    carrier_id: int | None = Field(default=None, foreign_key="notice.id")
    dedupe: str = Field(max_length=200)
    topic: str = Field(default="", max_length=120)
    stated_on: date | None = None
    rung: str = Field(default="", max_length=12)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    written_at: datetime = Field(sa_column=moment_column())
    not_before: datetime = Field(sa_column=moment_column())
    give_up_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    ack_hours: int | None = None
    ack_any_time: bool = False
    ack_by: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    message_id: str | None = Field(default=None, max_length=200)
    reply_code: str | None = Field(default=None, max_length=20)
    attempts: int = 0
    claimed_by: str | None = Field(default=None, max_length=120)
    claimed_until: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    sent_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    proof: str | None = Field(default=None, max_length=300)
    bounced_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    failed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    last_error: str | None = Field(default=None, max_length=300)
    cancelled_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    cancel_reason: str | None = Field(default=None, max_length=120)


class DeliveryAttemptRow(SQLModel, table=True):
    """配達の試み: one that was no success; `said` is the server's answer without addresses."""

    __tablename__ = "delivery_attempt"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    at: datetime = Field(sa_column=moment_column())
    result: AttemptResult = Field(sa_column=enum_column(AttemptResult, "ck_attempt_result"))
    said: str = Field(default="", max_length=300)


class AcknowledgementRow(SQLModel, table=True):
    """受領: somebody owns this date (`topic` as stated on `stated_on`), says it is done, or puts it off to a day."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        sa.UniqueConstraint("dedupe", name="uq_acknowledgement_dedupe"),
        sa.CheckConstraint("(kind = 'deferred') = (until_on IS NOT NULL)", name="ck_acknowledgement_until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    topic: str = Field(max_length=120)
    stated_on: date | None = None
    kind: AckKind = Field(sa_column=enum_column(AckKind, "ck_acknowledgement_kind"))
    until_on: date | None = None
    reason: str | None = Field(default=None, sa_column=sealed_column("acknowledgement.reason"), repr=False)
    member_id: int = Field(foreign_key="member.id")
    door: AckDoor = Field(sa_column=enum_column(AckDoor, "ck_acknowledgement_door"))
    mail_id: int | None = Field(default=None, foreign_key="mail_in.id")
    said_at: datetime = Field(sa_column=moment_column())
    recorded_at: datetime = Field(sa_column=moment_column())
    entered_by: str = Field(sa_column=sealed_column("acknowledgement.entered_by", nullable=False), repr=False)
    dedupe: str = Field(max_length=200)
