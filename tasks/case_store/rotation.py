"""Key rotation: every sealed cell is opened with its old key and sealed with the current one."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.tables import sealing
from models.tables.columns import Sealed
from tasks.case_store.engine import Store


def reseal(store: Store) -> int:
    """Seal every personal cell with the current key, a row at a time in one transaction; return the cells rewritten."""
    ring = sealing.ring()
    count = 0
    with store.engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            sealed = [column for column in table.columns if isinstance(column.type, Sealed)]
            if sealed:
                count += _reseal_table(connection, table, sealed, ring.current)
    return count


def _reseal_table(connection: sa.Connection, table: sa.Table, sealed: list[sa.Column[str]], current: int) -> int:
    raw = [sa.type_coerce(column, sa.LargeBinary).label(f"raw_{column.name}") for column in sealed]
    stale: list[tuple[int, dict[str, str]]] = []
    for row in connection.execute(sa.select(table.c.id, *sealed, *raw)).mappings():
        old = {c.name: row[c.name] for c in sealed if row[f"raw_{c.name}"] and row[f"raw_{c.name}"][0] != current}
        if old:
            stale.append((row["id"], old))
    for row_id, values in stale:
        connection.execute(sa.update(table).where(table.c.id == row_id).values(values))
    return sum(len(values) for _, values in stale)


def unreadable_cells(store: Store) -> int:
    """How many sealed cells do not open with the installed keys."""
    with store.engine.connect() as connection:
        return sum(
            _unreadable_in(connection, column, column.type.place)
            for table in SQLModel.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, Sealed)
        )


def _unreadable_in(connection: sa.Connection, column: sa.Column[str], place: str) -> int:
    raw = sa.select(sa.type_coerce(column, sa.LargeBinary)).where(column.is_not(None))
    return sum(not _opens(cell, place) for cell in connection.scalars(raw))


def _opens(cell: bytes, place: str) -> bool:
    try:
        sealing.ring().open(cell, place)
    except sealing.SealError:
        return False
    return True
