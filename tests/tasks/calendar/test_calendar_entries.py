"""The calendar entries of a case: one UID for life, a sequence that rises with every change (on both: `…_on_both`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.tables import CalendarEntryRow, FeedCaseRow
from models.terms import CalendarStatus
from tasks.case_store.calendar_entries import uid_of
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import refresh_case
from tasks.corrections import correct
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, PLATFORM, STAFF, opened

CONFIRMED, TENTATIVE, CANCELLED = CalendarStatus.CONFIRMED, CalendarStatus.TENTATIVE, CalendarStatus.CANCELLED
LOG = "log_expiry:post:1"
WHY = {"by": STAFF, "reason": "検証"}


def rows(made: Services) -> dict[str, CalendarEntryRow]:
    with made.store.read() as session:
        found = session.exec(select(CalendarEntryRow).order_by(col(CalendarEntryRow.key))).all()
        session.expunge_all()
        return {row.key: row for row in found}


def told(made: Services, event: str, on: str, **more: Any) -> int:
    """Record a hearing or a candidate day; return its number."""
    typed = {"event": event, "on": on, "subject": PLATFORM, "happened": "2026-01-13", "entered_by": STAFF}
    return record_event(made, "2026-0001", typed | more).step_id


def put_right(made: Services, number: int, **typed: Any) -> None:
    correct(made, "2026-0001", {"fact": str(number), "reason": "見間違い", "entered_by": STAFF, **typed})


def versions(made: Services) -> dict[int, tuple[int, int]]:
    with made.store.read() as session:
        links = session.exec(select(FeedCaseRow)).all()
        return {link.member_id: (link.version, link.shown) for link in links}


@contextmanager
def statements(made: Services, about: str) -> Iterator[list[str]]:
    """The statements on one table that are sent inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if about in statement:
            seen.append(statement)

    sa.event.listen(made.store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(made.store.engine, "before_cursor_execute", note)


def test_every_deadline_of_a_new_case_has_its_entry(services: Services) -> None:
    view = refresh_case(services.store, services.law, opened(services), services.clock.now())
    found = rows(services)
    assert {key: (row.on, row.act_by, row.fatal) for key, row in found.items()} == {
        item.key: (item.due_on, item.act_by, item.fatal) for item in view.deadlines
    }
    assert {(row.sequence, row.status) for row in found.values()} == {(0, CONFIRMED)}
    assert found[LOG].because == [[step.text, step.cite] for step in view.deadlines[1].because]
    assert len({row.uid for row in found.values()}) == len(found)


def test_settling_without_a_change_costs_one_query_and_writes_nothing(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    before = rows(services)
    clock.step(days=9)
    with statements(services, "calendar_entry") as asked, statements(services, "feed_case") as linked:
        refresh_case(services.store, services.law, ref, clock.now())
    assert ([text.split()[0] for text in asked], linked) == (["SELECT"], [])
    assert rows(services) == before


@pytest.mark.usefixtures("ref")
def test_a_hearing_moves_is_withdrawn_and_comes_back_under_one_uid(services: Services, clock: SteppedClock) -> None:
    number = told(services, "hearing_set", "2026-02-20")
    key = f"hearing:{PLATFORM}:{number}"
    first = rows(services)[key]
    assert (first.sequence, first.status, first.on, first.starts_at) == (0, CONFIRMED, date(2026, 2, 20), None)
    clock.step(hours=1)
    put_right(services, number, on="2026-02-25", at="10:30")
    moved = rows(services)[key]
    assert (moved.sequence, moved.on) == (1, date(2026, 2, 25))
    assert moved.starts_at == datetime(2026, 2, 25, 1, 30, tzinfo=UTC)
    assert moved.changed_at == clock.now()
    put_right(services, number, withdraw=True)
    gone = rows(services)[key]
    assert (gone.sequence, gone.status, gone.on, gone.uid) == (2, CANCELLED, date(2026, 2, 25), first.uid)


@pytest.mark.usefixtures("ref")
def test_a_hearing_put_right_in_its_day_keeps_its_hour(services: Services) -> None:
    number = told(services, "hearing_set", "2026-02-20", at="10:30")
    put_right(services, number, on="2026-02-25")
    assert rows(services)[f"hearing:{PLATFORM}:{number}"].starts_at == datetime(2026, 2, 25, 1, 30, tzinfo=UTC)


def test_a_deadline_that_comes_back_is_a_higher_version(services: Services, ref: str, clock: SteppedClock) -> None:
    before = rows(services)
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    closed = rows(services)
    assert {(row.status, row.sequence) for row in closed.values()} == {(CANCELLED, 1)}
    refresh_case(services.store, services.law, ref, clock.now())
    assert rows(services) == closed
    clock.step(days=1)
    reopen_case(services.store, services.law, ref, now=clock.now(), **WHY)
    again = rows(services)
    assert {key: (row.uid, row.on, row.status, row.sequence) for key, row in again.items()} == {
        key: (row.uid, row.on, row.status, 2) for key, row in before.items()
    }


@pytest.mark.usefixtures("ref")
def test_a_candidate_day_becomes_the_hearing_and_the_others_are_taken_back(services: Services) -> None:
    one = told(services, "hearing_proposed", "2026-02-18", at="13:30")
    two = told(services, "hearing_proposed", "2026-02-20")
    keys = [f"hearing:{PLATFORM}:{number}" for number in (one, two)]
    assert [(rows(services)[key].status, rows(services)[key].sequence) for key in keys] == [(TENTATIVE, 0)] * 2
    told(services, "hearing_set", "2026-02-18", at="13:30")
    found = rows(services)
    assert [(found[key].status, found[key].sequence) for key in keys] == [(CONFIRMED, 1), (CANCELLED, 1)]
    assert len([row for row in found.values() if row.kind == "hearing"]) == 2


def test_a_withdrawn_candidate_is_taken_back_even_when_its_day_is_over(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    number = told(services, "hearing_proposed", "2026-01-20")
    clock.step(days=30)
    refresh_case(services.store, services.law, ref, clock.now())
    assert rows(services)[f"hearing:{PLATFORM}:{number}"].status is TENTATIVE
    put_right(services, number, withdraw=True)
    assert rows(services)[f"hearing:{PLATFORM}:{number}"].status is CANCELLED


def test_a_case_on_hold_is_another_version_that_still_stands(services: Services, ref: str, clock: SteppedClock) -> None:
    hold_case(services.store, services.law, ref, until=None, now=clock.now(), **WHY)
    assert {(row.status, row.sequence) for row in rows(services).values()} == {(CONFIRMED, 1)}
    reopen_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert {(row.status, row.sequence) for row in rows(services).values()} == {(CONFIRMED, 2)}


def test_a_past_hearing_is_not_rewritten_by_time_nor_by_closing(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    number = told(services, "hearing_set", "2026-01-20", at="10:00")
    key = f"hearing:{PLATFORM}:{number}"
    before = rows(services)[key]
    for days in (10, 90):
        clock.step(days=days)
        refresh_case(services.store, services.law, ref, clock.now())
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert rows(services)[key] == before


@pytest.mark.usefixtures("ref")
def test_what_changed_is_out_of_date_in_the_feeds_of_attorney_and_supervisor(services: Services) -> None:
    first = versions(services)
    assert len(first) == 2
    told(services, "hearing_set", "2026-02-20")
    assert versions(services) == {member: (version + 1, shown) for member, (version, shown) in first.items()}
    told(services, "hearing_set", "2026-02-20")  # known already
    assert versions(services) == {member: (version + 1, shown) for member, (version, shown) in first.items()}


def test_a_year_of_looking_raises_no_version(services: Services, ref: str, clock: SteppedClock) -> None:
    """Time alone changes no entry: calendars of a firm where nothing happens stay as they are."""
    told(services, "hearing_set", "2026-02-20")
    before = rows(services)
    for _ in range(12):
        clock.step(days=30)
        refresh_case(services.store, services.law, ref, clock.now())
    assert rows(services) == before


def test_the_uid_tells_nothing_and_is_the_same_again(services: Services, ref: str) -> None:
    for key, row in rows(services).items():
        assert row.uid == uid_of(ref, key) != uid_of("2026-0002", key)
        assert not [planted for planted in (*PLANTED.values(), "mamasta", "post", ref) if planted in row.uid]
