"""What every sweep asks is answered by an index that was made for it, on both databases."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tasks.case_store import audit, heartbeat, legs, outbox
from tasks.case_store.morning_lines import morning_lines
from tasks.case_store.overdue import waiting_since
from tasks.wiring import Services

NIGHT = datetime(2026, 1, 13, 15, 0, tzinfo=UTC)  # midnight in Japan
Question = Callable[[Services], object]


def _late(made: Services) -> object:
    with made.store.read() as session:
        return waiting_since(session, made.law, made.clock.now())


def _leave(made: Services) -> None:
    """What a sweep asks at its end."""
    heartbeat.note_end(made.store, made.law, made.clock.now(), made.wall.now(), ())


def _morning(made: Services) -> object:
    return morning_lines(made.store, made.law.alarms.ladders, made.clock.now())


QUESTIONS: list[tuple[str, str, Question]] = [
    ("cases that are due", "ix_case_due", lambda made: legs.due_cases(made.store, made.clock.now())),
    ("runs shown wrongly", "ix_case_misshown", lambda made: legs.misshown_runs(made.store)),
    ("next runs to look for", "ix_case_live", lambda made: legs.next_slice(made.store, made.wall.now())),
    ("cases of older mail", "ix_notice_due", lambda made: legs.with_older_mail(made.store, made.clock.now())),
    ("cases without a wake-up", "ix_case_due", lambda made: legs.without_wake_up(made.store)),
    ("next wake-up", "ix_case_due", lambda made: legs.next_moment(made.store, made.clock.now())),
    ("notices that are due", "ix_notice_due", lambda made: outbox.due_notice_ids(made.store, made.clock.now())),
    ("notices that wait", "ix_notice_due", lambda made: outbox.pending_count(made.store)),
    ("next fatal date", "ix_deadline_shown", _leave),
    ("open cases", "ix_case_live", _leave),
    ("mail that waits", "ix_notice_due", _leave),
    ("next cases to audit", "ix_case_live", lambda made: audit.next_refs(made.store, 0, 50)),
    ("notices that should have left", "ix_notice_due", _late),
    ("what may leave at this hour", "ix_notice_due", lambda made: outbox.leaving_ids(made.store, made.law, NIGHT)),
    ("lines of the morning", "ix_notice_due", _morning),
    ("dates at hand", "ix_deadline_shown_act_by", _morning),
]


@contextmanager
def _asked(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """The questions that are put to the database inside the block."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _plan(connection: sa.Connection, statement: str, parameters: Any) -> str:
    """How the database would answer, as it says itself; on PostgreSQL as if the tables were large."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(str(row.detail) for row in rows)
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return "\n".join(str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


@pytest.mark.parametrize(("index", "ask"), [q[1:] for q in QUESTIONS], ids=[q[0] for q in QUESTIONS])
def test_a_sweep_reads_by_index(services: Services, index: str, ask: Question) -> None:
    with _asked(services.store.engine) as asked:
        ask(services)
    with services.store.engine.connect() as connection:
        plans = [_plan(connection, *question) for question in asked]
    assert any(index in plan for plan in plans), plans
    assert not any("SCAN case_file" in plan and "INDEX" not in plan for plan in plans), plans
    read_whole = {found for plan in plans for found in re.findall(r"Seq Scan on (\w+)", plan)}
    assert read_whole <= {"heartbeat", "member"}, plans  # one row, and one for each person of the firm
