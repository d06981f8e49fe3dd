"""What was done and what is waited for: steps, waits, letters, expenses, docket."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import Channel, ExpenseKind, LetterKind, LetterState, Outcome, Stage, StepKind, Turn
from models.terms import WaitKind as Kind


class StepRow(SQLModel, table=True):
    """手続の事実. `dedupe` makes the same fact recorded twice one row; a row that `corrects` another stands in for it.

    A step is corrected once only: a further correction corrects the correction. `withdrawn`: it never happened.
    `at` is the time of day in Japan of what takes place on the day `on`.
    """

    __tablename__ = "step"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "dedupe", name="uq_step_dedupe"),
        sa.UniqueConstraint("corrects", name="uq_step_corrects"),
        sa.CheckConstraint("(corrects IS NULL) = (correct_reason IS NULL)", name="ck_step_correction_has_reason"),
        sa.CheckConstraint("NOT withdrawn OR corrects IS NOT NULL", name="ck_step_withdrawn_corrects"),
        sa.CheckConstraint("days IS NULL OR days > 0", name="ck_step_days"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    stage: Stage = Field(sa_column=enum_column(Stage, "ck_step_stage"))
    kind: StepKind = Field(sa_column=enum_column(StepKind, "ck_step_kind"))
    subject: str = Field(max_length=80)
    happened_at: datetime = Field(sa_column=moment_column())
    recorded_at: datetime = Field(sa_column=moment_column())
    recorded_by: str = Field(sa_column=sealed_column("step.recorded_by", nullable=False), repr=False)
    outcome: Outcome = Field(default=Outcome.NONE, sa_column=enum_column(Outcome, "ck_step_outcome"))
    letter: LetterKind | None = Field(default=None, sa_column=enum_column(LetterKind, "ck_step_letter", nullable=True))
    on: date | None = Field(default=None, sa_column=sa.Column("said_on", sa.Date(), nullable=True))
    at: time | None = Field(default=None, sa_column=sa.Column("said_at", sa.Time(), nullable=True))
    amount_yen: int | None = None
    days: int | None = None
    again_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    court: str | None = Field(default=None, max_length=80)
    court_case_no: str | None = Field(default=None, max_length=80)
    note: str | None = Field(default=None, sa_column=sealed_column("step.note"), repr=False)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    corrects: int | None = Field(default=None, foreign_key="step.id")
    correct_reason: str | None = Field(default=None, sa_column=sealed_column("step.correct_reason"), repr=False)
    withdrawn: bool = False
    dedupe: str = Field(max_length=160)


class LetterRow(SQLModel, table=True):
    """書面: drafted, released by a named attorney, sent once with channel and proof; nothing else is representable.

    `path` and `sha256` are of the main paper's PDF in the current version. `on_demand`: an attorney asked for it; no
    stage did.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "kind", "subject", "no", name="uq_letter_once"),
        sa.CheckConstraint(
            "state NOT IN ('released', 'sent') OR (released_at IS NOT NULL AND released_by IS NOT NULL)",
            name="ck_letter_released_by_attorney",
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="ck_letter_sent_at"),
        sa.CheckConstraint(
            "state <> 'sent' OR (channel IS NOT NULL AND proof IS NOT NULL)", name="ck_letter_sent_has_proof"
        ),
        sa.CheckConstraint("state = 'void' OR no >= 1", name="ck_letter_no"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    stage: Stage = Field(sa_column=enum_column(Stage, "ck_letter_stage"))
    kind: LetterKind = Field(sa_column=enum_column(LetterKind, "ck_letter_kind"))
    subject: str = Field(max_length=80)
    no: int
    state: LetterState = Field(sa_column=enum_column(LetterState, "ck_letter_state"))
    drafted_at: datetime = Field(sa_column=moment_column())
    path: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    on_demand: bool = Field(default=False, sa_column=sa.Column(sa.Boolean(), nullable=False, server_default=sa.false()))
    released_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    released_by: str | None = Field(default=None, sa_column=sealed_column("letter.released_by"), repr=False)
    sent_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    channel: Channel | None = Field(default=None, sa_column=enum_column(Channel, "ck_letter_channel", nullable=True))
    proof: str | None = Field(default=None, sa_column=sealed_column("letter.proof"), repr=False)
    tracking_no: str | None = Field(default=None, sa_column=sealed_column("letter.tracking_no"), repr=False)


class WaitRow(SQLModel, table=True):
    """回答待ち. One open wait per case, kind and subject; `round` makes each asking a new engine key.

    `deferred_until`: staff put it off to that day; until then others are asked first. `asked_first_at`: staff want it
    asked before the more urgent ones.
    """

    __tablename__ = "wait"
    __table_args__ = (
        sa.Index(
            "uq_wait_open",
            "case_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.CheckConstraint("state IN ('open', 'answered', 'superseded')", name="ck_wait_state"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ck_wait_ended"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    stage: Stage = Field(sa_column=enum_column(Stage, "ck_wait_stage"))
    kind: Kind = Field(sa_column=enum_column(Kind, "ck_wait_kind"))
    subject: str = Field(max_length=80)
    turn: Turn = Field(sa_column=enum_column(Turn, "ck_wait_turn"))
    opened_at: datetime = Field(sa_column=moment_column())
    due_on: date | None = None
    rank: int = 0
    state: str = Field(default="open", max_length=12)
    round: int = 1
    asked_again: str | None = Field(default=None, sa_column=sealed_column("wait.asked_again"), repr=False)
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    ended_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    deferred_until: date | None = None
    asked_first_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))

    @property
    def key(self) -> str:
        """The engine's key for this asking; never used twice."""
        return f"wait-{self.id}-{self.round}"


class ExpenseRow(SQLModel, table=True):
    """費用: recorded per step, summed for the damages claim."""

    __tablename__ = "expense"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "dedupe", name="uq_expense_dedupe"),
        sa.CheckConstraint("amount_yen >= 0", name="ck_expense_amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    stage: Stage = Field(sa_column=enum_column(Stage, "ck_expense_stage"))
    kind: ExpenseKind = Field(sa_column=enum_column(ExpenseKind, "ck_expense_kind"))
    amount_yen: int
    incurred_on: date
    dedupe: str = Field(max_length=160)


class DocketRow(SQLModel, table=True):
    """事件記録: append-only (database triggers), each row hashed over its plain content and the row before."""

    __tablename__ = "docket"
    __table_args__ = (sa.UniqueConstraint("case_id", "seq", name="uq_docket_seq"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    seq: int
    at: datetime = Field(sa_column=moment_column())
    actor: str = Field(sa_column=sealed_column("docket.actor", nullable=False), repr=False)
    event: str = Field(max_length=80)
    detail: str = Field(sa_column=sealed_column("docket.detail", nullable=False), repr=False)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
