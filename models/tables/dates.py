"""What was said of dates: the last one of each deadline, and the law that all of them were computed under."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column
from models.terms import DeadlineKind


class DeadlineShownRow(SQLModel, table=True):
    """示した期限: the last date of one deadline that was shown or said, so that a change is told old, new, because.

    `because` is a list of [text, cite]; `rule` names the version of the figure that it was computed with.
    `appeared_on` is the day on which this date came up or moved: what should have been said before it is skipped.
    """

    __tablename__ = "deadline_shown"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "key", name="uq_deadline_shown_key"),
        sa.Index("ix_deadline_shown_act_by", "act_by"),
        sa.Index("ix_deadline_shown_fatal", "act_by", sqlite_where=sa.text("fatal"), postgresql_where=sa.text("fatal")),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    key: str = Field(max_length=160)
    kind: DeadlineKind = Field(sa_column=enum_column(DeadlineKind, "ck_deadline_shown_kind"))
    fatal: bool = False
    appeared_on: date
    due_on: date
    act_by: date
    rule: str = Field(sa_type=sa.Text)
    because: list[list[str]] = Field(default_factory=list, sa_type=sa.JSON)
    shown_at: datetime = Field(sa_column=moment_column())


class LawStateRow(SQLModel, table=True):
    """法令の版: the fingerprint of the law under which every open case was dated last. One row at most."""

    __tablename__ = "law_state"
    __table_args__ = (sa.CheckConstraint("id = 1", name="ck_law_state_one"),)

    id: int = Field(default=1, primary_key=True)
    fingerprint: str = Field(max_length=64)
    dated_at: datetime = Field(sa_column=moment_column())
