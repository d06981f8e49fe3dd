"""A case database with many open cases, of which few are due: by the thousand, rows that ask for nothing now."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from models.tables import CaseRow, DeadlineShownRow, MemberRow, NoticeRow, WaitRow
from models.terms import (
    Carriage,
    CaseStatus,
    DeadlineKind,
    JustifiableReason,
    NoticeKind,
    Stage,
    Turn,
    WaitKind,
)
from tasks.wiring import Services

CHUNK = 5_000
FIRST_ID = 1_000_000_000  # above every id that a door has given
DAYS_SPREAD = 300


def add_quiet_cases(made: Services, cases: int) -> None:
    """So many open cases with one wait, one fatal date and one notice that was sent; none is due for days."""
    with made.store.read() as session:
        member_id = session.exec(select(MemberRow.id)).first()
    for first in range(0, cases, CHUNK):
        numbers = range(first, min(first + CHUNK, cases))
        with made.store.engine.begin() as connection:
            for table, rows in _rows(made, numbers, member_id):
                connection.execute(sa.insert(SQLModel.metadata.tables[str(table.__tablename__)]), rows)
    if made.store.engine.dialect.name == "postgresql":  # there the server does so by itself
        with made.store.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _rows(
    made: Services, numbers: range, member_id: int | None
) -> Iterator[tuple[type[SQLModel], list[dict[str, Any]]]]:
    now = made.clock.now()
    later = {number: now + timedelta(days=3 + number % DAYS_SPREAD) for number in numbers}
    yield CaseRow, [_case(number) | {"opened_at": now, "next_wake_at": later[number]} for number in numbers]
    yield WaitRow, [_wait(number) | {"opened_at": now} for number in numbers]
    yield (
        DeadlineShownRow,
        [
            _date(number)
            | {
                "shown_at": now,
                "appeared_on": now.date(),
                "due_on": later[number].date(),
                "act_by": later[number].date(),
            }
            for number in numbers
        ],
    )
    yield (
        NoticeRow,
        [
            _notice(number) | {"member_id": member_id, "written_at": now, "not_before": now, "sent_at": now}
            for number in numbers
        ],
    )


def _case(number: int) -> dict[str, Any]:
    return {
        "id": FIRST_ID + number,
        "ref": f"1999-{number:07}",
        "status": CaseStatus.OPEN,
        "justifiable_reason": JustifiableReason.DAMAGES,
        "remedies": ["pledge"],
        "claim_yen": 0,
        "run_id": f"00000000-0000-4000-8000-{number:012}",
        "run_generation": 1,
        "shown_wait": f"wait-{FIRST_ID + number}-1",
        "wanted_wait": f"wait-{FIRST_ID + number}-1",
        "sheet_hash": "0" * 64,
        "docket_head": "",
    }


def _wait(number: int) -> dict[str, Any]:
    return {
        "id": FIRST_ID + number,
        "case_id": FIRST_ID + number,
        "stage": Stage.PLATFORM_REQUEST,
        "kind": WaitKind.PLATFORM_ANSWER,
        "subject": "platform:quiet",
        "turn": Turn.PLATFORM,
        "rank": 0,
        "state": "open",
        "round": 1,
    }


def _date(number: int) -> dict[str, Any]:
    return {
        "case_id": FIRST_ID + number,
        "key": f"log_expiry:{number}",
        "kind": DeadlineKind.LOG_EXPIRY,
        "fatal": True,
        "rule": "quiet",
        "because": [],
    }


def _notice(number: int) -> dict[str, Any]:
    return {
        "case_id": FIRST_ID + number,
        "kind": NoticeKind.DEADLINE,
        "carriage": Carriage.DIGEST,
        "dedupe": f"1999-{number:07}:quiet",
        "topic": f"log_expiry:{number}",
        "rung": "30",
        "proof": "250 ok",
        "content": {"subject": "platform:quiet"},
        "attempts": 0,
        "ack_any_time": False,
    }
