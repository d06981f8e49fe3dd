"""What was disclosed and who held it: observations, provider hops, documents."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import enum_column, moment_column, sealed_column
from models.terms import DocumentKind, LogKind, ObservationKind, ProviderCategory


class DocumentRow(SQLModel, table=True):
    """記録: one stored file, write-once, with its hash. `origin` (server, query, decoder) is sealed JSON."""

    __tablename__ = "document"
    __table_args__ = (sa.UniqueConstraint("case_id", "sha256", "title", name="uq_document_content"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: DocumentKind = Field(sa_column=enum_column(DocumentKind, "ck_document_kind"))
    title: str = Field(max_length=120)
    path: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    origin: str | None = Field(default=None, sa_column=sealed_column("document.origin"), repr=False)
    created_at: datetime = Field(sa_column=moment_column())


class ObservationRow(SQLModel, table=True):
    """開示された IP・時刻、電話番号またはメール. One value per row, as its kind says."""

    __tablename__ = "observation"
    __table_args__ = (
        sa.UniqueConstraint("post_id", "value_index", "moment_key", name="uq_observation_value"),
        sa.CheckConstraint("kind <> 'ip' OR (ip IS NOT NULL AND observed_at IS NOT NULL)", name="ck_observation_ip"),
        sa.CheckConstraint("kind <> 'phone' OR phone IS NOT NULL", name="ck_observation_phone"),
        sa.CheckConstraint("kind <> 'email' OR email IS NOT NULL", name="ck_observation_email"),
        sa.CheckConstraint("port IS NULL OR (port > 0 AND port < 65536)", name="ck_observation_port"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    post_id: int = Field(foreign_key="post.id")
    kind: ObservationKind = Field(sa_column=enum_column(ObservationKind, "ck_observation_kind"))
    log_kind: LogKind = Field(sa_column=enum_column(LogKind, "ck_observation_log_kind"))
    ip: str | None = Field(default=None, sa_column=sealed_column("observation.ip"), repr=False)
    port: int | None = Field(default=None, repr=False)
    destination_ip: str | None = Field(default=None, sa_column=sealed_column("observation.destination_ip"), repr=False)
    phone: str | None = Field(default=None, sa_column=sealed_column("observation.phone"), repr=False)
    email: str | None = Field(default=None, sa_column=sealed_column("observation.email"), repr=False)
    value_index: str = Field(max_length=64, index=True)
    moment_key: str = Field(default="", max_length=32)
    observed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    as_written: str = Field(default="", sa_column=sealed_column("observation.as_written", nullable=False), repr=False)
    received_at: datetime = Field(sa_column=moment_column())


class HopRow(SQLModel, table=True):
    """経由プロバイダの一段: never overwritten; a lower company is a further position below its `parent_id`.

    Two hops at one position are two candidates. A wrong hop is superseded, with the reason, and stays on record.
    """

    __tablename__ = "provider_hop"
    __table_args__ = (
        sa.Index(
            "uq_hop_provider",
            "observation_id",
            "provider",
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        ),
        sa.CheckConstraint("position >= 1", name="ck_hop_position"),
        sa.CheckConstraint("(position = 1) OR (parent_id IS NOT NULL)", name="ck_hop_parent"),
        sa.CheckConstraint("(superseded_at IS NULL) = (superseded_because IS NULL)", name="ck_hop_superseded"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    observation_id: int = Field(foreign_key="observation.id")
    position: int
    provider: str = Field(max_length=60)
    category: ProviderCategory = Field(sa_column=enum_column(ProviderCategory, "ck_hop_category"))
    holder_no: int
    needs_review: bool = False
    reasons: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    identified_at: datetime = Field(sa_column=moment_column())
    source: str = Field(max_length=40)
    parent_id: int | None = None  # no foreign key: SQLite could then never rebuild this table while chains are in it
    basis: str | None = Field(default=None, sa_column=sealed_column("provider_hop.basis"), repr=False)
    superseded_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    superseded_because: str | None = Field(
        default=None, sa_column=sealed_column("provider_hop.superseded_because"), repr=False
    )
