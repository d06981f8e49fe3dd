"""Many waiting runs in the engine's own PostgreSQL: rows copied from few real ones, each of a case that is in ours too.

The engine's tables are those of 3.8.8. This is a measurement: no part of kaiji reads or writes them.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.tables import BoardLineRow
from tests.bench.many_cases import FIRST_ID

# A quiet case's reference and run, by its number: those that `many_cases` gives it.
REF = "('1999-' || lpad(n::text, 7, '0'))"
RUN = "('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid"
STATE = "md5('state' || n)::uuid"
NUMBERS = "generate_series(cast(:first AS int), cast(:last AS int), cast(:step AS int)) AS n"
# Columns in which the reference of the copied case gives way to the copy's.
NAMED = frozenset({"name", "idempotency_key", "tags", "parameters", "value", "key", "data"})
OF_RUN = {"flow_run_id": RUN, "flow_run_state_id": "NULL"}
COPIES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("flow_run", "t.id = :run", {"id": RUN, "state_id": "NULL"}),
    ("flow_run_state", "t.id = (SELECT state_id FROM flow_run WHERE id = :run)", OF_RUN | {"id": STATE}),
    ("flow_run_input", "t.flow_run_id = :run", OF_RUN | {"id": "md5('input' || t.id || n)::uuid", "key": "t.key"}),
    ("artifact", "t.key = :key", OF_RUN | {"id": "md5('artifact' || t.id || n)::uuid"}),
    (
        "artifact_collection",
        "t.key = :key",
        OF_RUN | {"id": "md5('kept' || t.id || n)::uuid", "latest_id": "md5('artifact' || t.latest_id || n)::uuid"},
    ),
)


def copy_runs(engine: sa.Engine, waiting: Mapping[str, tuple[str, str]], many: int) -> None:
    """Runs of the quiet cases 0 … `many`-1, copied in turn from these cases' (`ref: (run id, key of its sheet)`)."""
    every = {"first": 0, "last": many - 1, "step": 1}
    with engine.begin() as connection:
        for turn, (ref, (run_id, key)) in enumerate(waiting.items()):
            given = every | {"first": turn, "step": len(waiting), "run": run_id, "ref": ref, "key": key}
            for table, of, differing in COPIES:
                _copy(connection, table, of, differing, given)
        connection.execute(sa.text(f"UPDATE flow_run SET state_id = {STATE} FROM {NUMBERS} WHERE id = {RUN}"), every)  # noqa: S608
        for table, _, _ in COPIES:
            connection.execute(sa.text(f"ANALYZE {table}"))


def _copy(
    connection: sa.Connection, table: str, of: str, differing: Mapping[str, str], given: Mapping[str, object]
) -> None:
    # Some columns of the engine's are computed and cannot be written.
    query = (
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = :name AND table_schema = 'public' AND is_generated = 'NEVER'"
    )
    types: dict[str, str] = dict(connection.execute(sa.text(query), {"name": table}).tuples().all())
    values = {name: differing.get(name) or _named(name, kind) for name, kind in types.items()}
    columns = ", ".join(f'"{name}"' for name in values)
    copied = f"SELECT {', '.join(values.values())} FROM {table} AS t, {NUMBERS} WHERE {of}"  # noqa: S608
    connection.execute(sa.text(f"INSERT INTO {table} ({columns}) {copied}"), given)


def _named(name: str, kind: str) -> str:
    return f'replace(t."{name}"::text, :ref, {REF})::{kind}' if name in NAMED else f't."{name}"'


def copy_lines(engine: sa.Engine, many: int) -> None:
    """A line of the board for each quiet case 0 … `many`-1, copied in turn from the real ones (on either database)."""
    table = SQLModel.metadata.tables[str(BoardLineRow.__tablename__)]
    with engine.begin() as connection:
        real = connection.execute(sa.select(table).order_by(table.c.case_id)).mappings().all()
        rows = [dict(real[number % len(real)]) | {"case_id": FIRST_ID + number} for number in range(many)]
        connection.execute(sa.insert(table), rows)
