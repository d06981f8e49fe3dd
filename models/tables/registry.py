"""What is shared between processes about the registries: findings for reuse, their services' state, leases."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.tables.columns import moment_column, sealed_column


class RegistryFindingRow(SQLModel, table=True):
    """登録情報の写し: what the registries at `source` said about a block, for reuse by any case.

    `first` and `last` are 16 bytes each, big-endian, so that they sort like the addresses. A miss, and a block of one
    address, has no range in clear but the blind index of the address. `content` is sealed JSON with the raw answers.
    """

    __tablename__ = "registry_finding"
    __table_args__ = (
        sa.Index("uq_registry_finding_block", "source", "version", "first", "last", unique=True),
        sa.Index("uq_registry_finding_address", "source", "address_index", unique=True),
        sa.CheckConstraint("version IN (4, 6)", name="ck_registry_finding_version"),
        sa.CheckConstraint(
            "(first IS NULL) = (last IS NULL) AND (first IS NULL) = (address_index IS NOT NULL)",
            name="ck_registry_finding_key",
        ),
        sa.CheckConstraint("first < last", name="ck_registry_finding_range"),
        sa.CheckConstraint("hit OR address_index IS NOT NULL", name="ck_registry_finding_miss"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=16)
    version: int
    first: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    last: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    address_index: str | None = Field(default=None, max_length=64)
    hit: bool
    content: str = Field(sa_column=sealed_column("registry_finding.content", nullable=False), repr=False)
    fetched_at: datetime = Field(sa_column=moment_column())


class RegistryServiceRow(SQLModel, table=True):
    """照会先の状態: tokens left, questions of the day, failures in a row, and until when it is left alone."""

    __tablename__ = "registry_service"
    __table_args__ = (sa.UniqueConstraint("name", name="uq_registry_service_name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    tokens: float
    counted_at: datetime = Field(sa_column=moment_column())
    asked_on: date
    asked: int
    failures: int
    resting_until: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    said: str = Field(default="", max_length=200)


class RegistryLeaseRow(SQLModel, table=True):
    """照会中: one question in flight, held by a process."""

    __tablename__ = "registry_lease"
    __table_args__ = (sa.UniqueConstraint("name", name="uq_registry_lease_name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    owner: str = Field(max_length=120)
    held_until: datetime = Field(sa_column=moment_column())
