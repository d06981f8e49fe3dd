"""The office around the cases: mail that came in, work for operations, calendar entries, the sweep's heartbeat."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import CalendarStatus, Confidence, MailVerdict, OfficeTaskKind

_STALE: Final = "shown < version"


class MailInRow(SQLModel, table=True):
    """受信メール: every mail that came in, as it came (`raw` is latin-1 of its bytes), and what became of it.

    `dedupe` is the SHA-256 of its bytes. `guess_ref`, `guess_because`: the case it may belong to, while nobody said so.
    """

    __tablename__ = "mail_in"
    __table_args__ = (
        sa.UniqueConstraint("dedupe", name="uq_mail_in_dedupe"),
        sa.CheckConstraint("(handled_at IS NULL) = (handled_by IS NULL)", name="ck_mail_in_handled"),
        sa.Index(
            "ix_mail_in_open",
            "received_at",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(max_length=64)
    received_at: datetime = Field(sa_column=moment_column())
    raw: str = Field(sa_column=sealed_column("mail_in.raw", nullable=False), repr=False)
    sender: str = Field(default="", sa_column=sealed_column("mail_in.sender", nullable=False), repr=False)
    subject: str = Field(default="", sa_column=sealed_column("mail_in.subject", nullable=False), repr=False)
    verdict: MailVerdict = Field(sa_column=enum_column(MailVerdict, "ck_mail_in_verdict"))
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    guess_ref: str | None = Field(default=None, max_length=20)
    guess_because: str = Field(default="", max_length=120)
    handled_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    handled_by: str | None = Field(default=None, sa_column=sealed_column("mail_in.handled_by"), repr=False)
    note: str | None = Field(default=None, sa_column=sealed_column("mail_in.note"), repr=False)


class OfficeTaskRow(SQLModel, table=True):
    """所内作業: what operations must see to; `said` names refs and ids only. One open row for one `dedupe`."""

    __tablename__ = "office_task"
    __table_args__ = (
        sa.UniqueConstraint("dedupe", name="uq_office_task_dedupe"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="ck_office_task_done"),
        sa.Index(
            "ix_office_task_open",
            "opened_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: OfficeTaskKind = Field(sa_column=enum_column(OfficeTaskKind, "ck_office_task_kind"))
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    mail_id: int | None = Field(default=None, foreign_key="mail_in.id")
    dedupe: str = Field(max_length=200)
    said: str = Field(default="", max_length=300)
    opened_at: datetime = Field(sa_column=moment_column())
    done_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    done_by: str | None = Field(default=None, sa_column=sealed_column("office_task.done_by"), repr=False)
    how: str | None = Field(default=None, sa_column=sealed_column("office_task.how"), repr=False)


class CalendarEntryRow(SQLModel, table=True):
    """予定: one entry of the attorneys' calendars for a deadline or a hearing; `sequence` rises whenever it changes.

    `content_hash` covers all that the entry says; a cancelled one is kept, so that calendars hear of it. `because` is a
    list of [text, cite].
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (
        sa.UniqueConstraint("uid", name="uq_calendar_uid"),
        sa.UniqueConstraint("case_id", "key", name="uq_calendar_key"),
        sa.CheckConstraint("sequence >= 0", name="ck_calendar_sequence"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    key: str = Field(max_length=160)
    uid: str = Field(max_length=200)
    sequence: int = 0
    status: CalendarStatus = Field(sa_column=enum_column(CalendarStatus, "ck_calendar_status"))
    kind: str = Field(max_length=40)
    subject: str = Field(default="", max_length=80)
    on: date = Field(sa_column=sa.Column("starts_on", sa.Date(), nullable=False))
    act_by: date | None = None
    starts_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    fatal: bool = False
    because: list[list[str]] = Field(default_factory=list, sa_type=sa.JSON)
    confidence: Confidence = Field(sa_column=enum_column(Confidence, "ck_calendar_confidence"))
    content_hash: str = Field(max_length=64)
    changed_at: datetime = Field(sa_column=moment_column(index=True))


class FeedCaseRow(SQLModel, table=True):
    """予定表に載る事件: whose calendar feed shows which case.

    `version` rises whenever an entry of the case changes; `shown` is the version that the feed holds, so that a sweep
    finds by index the feeds that must be written anew.
    """

    __tablename__ = "feed_case"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "member_id", name="uq_feed_case"),
        sa.CheckConstraint("shown <= version", name="ck_feed_shown"),
        sa.Index("ix_feed_case_stale", "member_id", sqlite_where=sa.text(_STALE), postgresql_where=sa.text(_STALE)),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    version: int = 1
    shown: int = 0


class HeartbeatRow(SQLModel, table=True):
    """心拍: what the last sweep saw, by the real clock (`…_at`); the watchdog reads it. One row at most.

    `oldest_due_at`: since when the oldest mail that may leave at that hour has been waiting. `runs_seen_to` is the id
    of the case up to which runs were looked for: each sweep looks at the next slice.
    `digested_on` is the day whose morning digests were all queued, `audited_on` the evening that was audited to its end
    (`audited_to`: the case up to which the next audit has come), `chores_failed` the names of chores that failed in the
    last sweep. `lit_on` is the day whose colours all runs carry, `board_hash` what the published board says.
    """

    __tablename__ = "heartbeat"
    __table_args__ = (sa.CheckConstraint("id = 1", name="ck_heartbeat_one"),)

    id: int = Field(default=1, primary_key=True)
    began_at: datetime = Field(sa_column=moment_column())
    ended_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    open_cases: int = 0
    next_fatal_on: date | None = None
    next_fatal_ref: str | None = Field(default=None, max_length=20)
    pending: int = 0
    oldest_due_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    audited_on: date | None = None
    audit_missing: int = 0
    runs_seen_to: int = 0
    digested_on: date | None = None
    audited_to: int = 0
    chores_failed: str = Field(default="", max_length=300)
    lit_on: date | None = None
    board_hash: str | None = Field(default=None, max_length=64)
