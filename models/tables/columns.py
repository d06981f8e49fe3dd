"""Column types: aware UTC moments, sealed text, enums stored by value with a CHECK."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from models.tables import sealing


class UtcMoment(TypeDecorator[datetime]):
    """Aware in, aware UTC out; SQLite keeps fixed-width UTC text, so that ORDER BY and < are right."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive moment; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive moment cannot be stored: give it an offset"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Encrypted text; `place` is table.column and is authenticated."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        """Seal on the way in."""
        del dialect
        return None if value is None else sealing.ring().seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        """Open on the way out."""
        del dialect
        return None if value is None else sealing.ring().open(value, self.place)


def enum_column(kind: type[StrEnum], name: str, *, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    """A text column that holds the values of `kind` and nothing else (CHECK constraint `name`)."""
    column_type = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )
    return sa.Column(column_type, nullable=nullable, **more)


def sealed_column(place: str, *, nullable: bool = True) -> sa.Column[Any]:
    """A sealed text column."""
    return sa.Column(Sealed(place), nullable=nullable)


def moment_column(*, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    """An aware UTC moment column."""
    return sa.Column(UtcMoment(), nullable=nullable, index=index)
