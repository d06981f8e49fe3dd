"""The case, its people and its posts."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import CaseStatus, Concealment, JustifiableReason, PersonRole, RightInfringed

# Conditions of partial indexes: a query says the same words, so that both databases see that the index answers it.
LIVE = "status IN ('open', 'held')"
MISSHOWN = (
    "wanted_wait IS NOT NULL AND (shown_wait IS NULL OR sheet_hash IS NULL"
    " OR NOT (shown_wait = wanted_wait OR (wanted_wait = 'idle' AND substr(shown_wait, 1, 5) = 'idle-')))"
)
UNINDEXED = "indexed_head <> docket_head"


def _partial(name: str, column: str, condition: str) -> sa.Index:
    return sa.Index(name, column, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


class CaseRow(SQLModel, table=True):
    """事件. `next_wake_at` is the only stored date that is computed: the sweep reads what is due, not what is open.

    `wanted_wait` is the key of the most urgent open wait (or `idle`, `ended`), `shown_wait` the one that the engine's
    run shows; where they differ the sweep lets the run catch up. `docket_head` is the hash of the newest docket entry,
    so that a cut tail is found; `indexed_head` the one up to which the case can be found by its names and numbers.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        sa.CheckConstraint("(status = 'closed') = (close_reason IS NOT NULL)", name="ck_case_closed_has_reason"),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="ck_case_closed_at"),
        sa.CheckConstraint("status = 'held' OR held_until IS NULL", name="ck_case_held_until"),
        sa.CheckConstraint("claim_yen >= 0", name="ck_case_claim"),
        sa.CheckConstraint("run_generation >= 1", name="ck_case_generation"),
        _partial("ix_case_due", "next_wake_at", LIVE),
        _partial("ix_case_live", "id", LIVE),
        _partial("ix_case_misshown", "ref", MISSHOWN),
        _partial("ix_case_unindexed", "id", UNINDEXED),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(max_length=20, unique=True)
    status: CaseStatus = Field(sa_column=enum_column(CaseStatus, "ck_case_status"))
    opened_at: datetime = Field(sa_column=moment_column())
    closed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    close_reason: str | None = Field(default=None, sa_column=sealed_column("case_file.close_reason"), repr=False)
    held_until: date | None = None
    hold_reason: str | None = Field(default=None, sa_column=sealed_column("case_file.hold_reason"), repr=False)
    justifiable_reason: JustifiableReason = Field(sa_column=enum_column(JustifiableReason, "ck_case_reason"))
    remedies: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    claim_yen: int = 0
    next_wake_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    run_id: str | None = Field(default=None, max_length=40)
    run_generation: int = 1
    shown_wait: str | None = Field(default=None, max_length=40)
    wanted_wait: str | None = Field(default=None, max_length=40)
    sheet_hash: str | None = Field(default=None, max_length=64)
    docket_head: str = Field(default="", max_length=64)
    indexed_head: str = Field(default="", sa_column=sa.Column(sa.String(64), nullable=False, server_default=""))
    leg_owner: str | None = Field(default=None, max_length=120)
    leg_until: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class PersonRow(SQLModel, table=True):
    """関係者. Every personal column is sealed; `name_index` finds equal names without opening them."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("case_id", "role", "no", name="uq_person_role"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    role: PersonRole = Field(sa_column=enum_column(PersonRole, "ck_person_role"))
    no: int = 1
    name: str = Field(sa_column=sealed_column("person.name", nullable=False), repr=False)
    name_index: str = Field(max_length=64, index=True)
    kana: str | None = Field(default=None, sa_column=sealed_column("person.kana"), repr=False)
    address: str | None = Field(default=None, sa_column=sealed_column("person.address"), repr=False)
    email: str | None = Field(default=None, sa_column=sealed_column("person.email"), repr=False)
    phone: str | None = Field(default=None, sa_column=sealed_column("person.phone"), repr=False)
    born_on: str | None = Field(default=None, sa_column=sealed_column("person.born_on"), repr=False)
    language: str = Field(default="ja", max_length=2)
    concealment: Concealment = Field(
        default=Concealment.NONE, sa_column=enum_column(Concealment, "ck_person_concealment", server_default="none")
    )
    holder_no: int | None = None
    disclosed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    is_sender: str = Field(default="", max_length=12)
    confirmed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    same_as: int | None = Field(default=None, foreign_key="person.id")


class PostRow(SQLModel, table=True):
    """侵害投稿. `open_guard` (URL + requester, while the case is open) makes a second open case unrepresentable."""

    __tablename__ = "post"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "no", name="uq_post_no"),
        sa.UniqueConstraint("case_id", "url_index", name="uq_post_url"),
        sa.UniqueConstraint("open_guard", name="uq_post_open_guard"),
        sa.CheckConstraint("seen_at >= posted_at", name="ck_post_seen_after_posted"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    no: int
    platform: str = Field(max_length=60)
    url: str = Field(sa_column=sealed_column("post.url", nullable=False), repr=False)
    url_index: str = Field(max_length=64, index=True)
    open_guard: str | None = Field(default=None, max_length=64)
    account: str | None = Field(default=None, sa_column=sealed_column("post.account"), repr=False)
    as_written: str = Field(default="", sa_column=sealed_column("post.as_written", nullable=False), repr=False)
    explanation: str | None = Field(default=None, sa_column=sealed_column("post.explanation"), repr=False)
    posted_at: datetime = Field(sa_column=moment_column())
    seen_at: datetime = Field(sa_column=moment_column())
    right_infringed: RightInfringed = Field(sa_column=enum_column(RightInfringed, "ck_post_right"))
