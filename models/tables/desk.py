"""What the desk shows of many cases at once: a line of the board, what a sweep did, what a case is found by."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column
from models.terms import FindKind, Stage, SweepDid, Turn, WaitKind


class BoardLineRow(SQLModel, table=True):
    """盤面の一行: what the board says of one live case; written with the waits whenever the case is settled.

    `dates` is a list of `[kind, subject, act_by, due_on, fatal, posts]`, the next first (ISO dates; `posts` the numbers
    of those that hang on it), so that the board is ordered for its day without reading the cases. `attorney_id` is the
    member who answers for it.
    """

    __tablename__ = "board_line"
    __table_args__ = (sa.CheckConstraint("to_release >= 0 AND to_send >= 0", name="ck_board_line_counts"),)

    case_id: int = Field(primary_key=True, foreign_key="case_file.id")
    stage: Stage | None = Field(default=None, sa_column=enum_column(Stage, "ck_board_line_stage", nullable=True))
    turn: Turn | None = Field(default=None, sa_column=enum_column(Turn, "ck_board_line_turn", nullable=True))
    wait_kind: WaitKind | None = Field(
        default=None, sa_column=enum_column(WaitKind, "ck_board_line_wait_kind", nullable=True)
    )
    wait_subject: str = Field(default="", max_length=80)
    waiting_since: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    expected_on: date | None = None
    dates: list[list[Any]] = Field(default_factory=list, sa_type=sa.JSON)
    to_release: int = 0
    to_send: int = 0
    attorney_id: int | None = Field(default=None, foreign_key="member.id")


class SweepNoteRow(SQLModel, table=True):
    """見回りの記録: one thing that a sweep did or did not do; refs and codes only, deleted after some weeks."""

    __tablename__ = "sweep_note"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=moment_column(index=True))
    case_id: int | None = Field(default=None, foreign_key="case_file.id")
    did: SweepDid = Field(sa_column=enum_column(SweepDid, "ck_sweep_note_did"))
    because: str = Field(default="", max_length=80)
    count: int = 1


class FindTermRow(SQLModel, table=True):
    """検索の手掛かり: a blind index of one thing that a case is found by; it says nothing to whoever has no key."""

    __tablename__ = "find_term"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "kind", "digest", name="uq_find_term"),
        sa.Index("ix_find_term_digest", "digest", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: FindKind = Field(sa_column=enum_column(FindKind, "ck_find_term_kind"))
    digest: str = Field(max_length=64)
