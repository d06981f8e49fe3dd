"""The heartbeat on both databases: a row by the real clock, and one mail a working morning to each of operations."""

import asyncio
from datetime import date, timedelta

import pytest

from models.tables import HeartbeatRow, NoticeRow
from models.terms import CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store import heartbeat
from tasks.case_store.heartbeat import pulse
from tasks.case_store.office_tasks import open_task
from tasks.delivery import deliver_due
from tasks.heartbeat import beat, begin, tell
from tasks.settings import NoticesSection, OperationsPerson
from tasks.staff import follow_settings
from tasks.wiring import Services
from tests.fakes import RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import change, due, rows, sent
from tests.tasks.mornings import WEDNESDAY, at, change_case, move_shown, waiting

OPERATIONS = ("ops.one@firm.example", "ops.two@firm.example")
LOG = "log_expiry:post:1"


@pytest.fixture
def staffed(services: Services) -> Services:
    """A firm with two people in operations."""
    people = [OperationsPerson(name=f"運用 {mail[4:7]}", mail=mail) for mail in OPERATIONS]
    settings = services.settings.model_copy(update={"notices": NoticesSection(operations=people)})
    made = Services(**{**services.__dict__, "settings": settings})
    follow_settings(made)
    return made


def kept(made: Services) -> HeartbeatRow:
    with made.store.read() as session:
        return session.get_one(HeartbeatRow, 1)


def told(made: Services) -> list[NoticeRow]:
    return rows(made, NoticeKind.HEARTBEAT)


def test_a_sweep_marks_its_beginning_and_its_end_by_the_real_clock(
    services: Services, clock: SteppedClock, wall: SteppedClock
) -> None:
    assert pulse(services.store) is None
    clock.step(days=400)
    begin(services)
    first = pulse(services.store)
    assert first is not None
    assert (first.began_at, first.ended_at) == (wall.now(), None)
    wall.step(minutes=3)
    beat(services)
    wall.step(minutes=2)
    begin(services)
    again = pulse(services.store)
    assert again is not None
    assert (again.began_at, again.ended_at) == (wall.now(), wall.now() - timedelta(minutes=2))


def test_the_row_says_what_the_sweep_left(services: Services, clock: SteppedClock) -> None:
    beat(services)
    assert (kept(services).open_cases, kept(services).next_fatal_on, kept(services).oldest_due_at) == (0, None, None)
    ref = opened(services)
    held = opened(services, requester={"name": "乙野 次", "address": "架空県", "born_on": "1990-01-01"})
    move_shown(services, "log_expiry:post:3", date(2026, 2, 1))
    change_case(services, held, status=CaseStatus.HELD)
    move_shown(services, "log_expiry:post:2", WEDNESDAY - timedelta(days=2))
    beat(services, ["the replies", "the calendars"])
    row = kept(services)
    assert (row.open_cases, row.next_fatal_on, row.next_fatal_ref) == (1, date(2026, 4, 7), ref)
    assert (row.pending, row.oldest_due_at) == (len(due(services)) + len(waiting(services)), clock.now())
    assert row.chores_failed == "the replies, the calendars"
    beat(services)
    assert kept(services).chores_failed == ""


def test_a_large_firm_is_counted_once_an_hour(
    services: Services, wall: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "MANY", 1)
    opened(services)
    counted = []
    for minutes in (0, 30, 29, 1):
        wall.step(minutes=minutes)
        beat(services)
        counted.append(kept(services).open_cases)
        opened(services, requester={"name": f"人 {minutes}", "address": "架空県", "born_on": "1990-01-01"})
    assert counted == [1, 1, 1, 4]


def test_names_of_failed_parts_fit_their_column(services: Services) -> None:
    beat(services, ["a part with a long name"] * 30)
    assert len(kept(services).chores_failed) == 300


def test_each_of_operations_hears_once_a_working_morning(
    staffed: Services, clock: SteppedClock, mailer: RecordingMailer
) -> None:
    opened(staffed)
    queued = []
    for hour, day in ((7, 14), (8, 14), (12, 14), (20, 14), (9, 15), (9, 17)):
        clock.step_to(at(hour, day=date(2026, 1, day)))
        queued.append(tell(staffed))
    assert queued == [0, 2, 0, 0, 2, 0]
    assert len({notice.dedupe for notice in told(staffed)}) == 4
    assert {notice.case_id for notice in told(staffed)} == {None}
    clock.step_to(at(9, day=date(2026, 1, 19)))
    asyncio.run(deliver_due(staffed))
    alive = [mail for mail in mailer.sent if str(mail["To"].addresses[0].addr_spec) in OPERATIONS]
    assert len(alive) == 4
    assert not [name for name, planted in PLANTED.items() if any(planted in str(mail) for mail in alive)]


def test_without_operations_nobody_is_told(services: Services, clock: SteppedClock) -> None:
    clock.step_to(at(9))
    assert tell(services) == 0
    assert told(services) == []


def test_it_says_what_is_open_next_and_unowned(staffed: Services, clock: SteppedClock) -> None:
    ref = opened(staffed)
    near = WEDNESDAY + timedelta(days=9)
    move_shown(staffed, LOG, near)
    line = next(line for line in waiting(staffed) if line.topic == LOG)
    change(staffed, line.id or 0, stated_on=near)
    sent(staffed, line.id or 0)
    with staffed.store.write() as session:
        open_task(session, OfficeTaskKind.STALL, dedupe="x", said="x", now=clock.now())
    clock.step_to(at(9, day=WEDNESDAY + timedelta(days=1)))
    tell(staffed)
    said = told(staffed)[0].content
    waits = said.pop("pending")
    assert waits > 0
    assert said == {
        "open_cases": 1,
        "next_fatal_on": "2026-01-23",
        "next_fatal_ref": ref,
        "tasks_open": 1,
        "audited_on": None,
        "audit_missing": 0,
        "refs_unowned": [ref],
        "unowned": 1,
    }
