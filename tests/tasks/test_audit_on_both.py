"""The nightly audit on both databases: what was told, owned and handed over; one task for one finding."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models.tables import NoticeRow, OfficeTaskRow
from models.terms import NoticeKind, OfficeTaskKind
from tasks.audit import audit_when_due
from tasks.case_store import audit as rows
from tasks.case_store.heartbeat import pulse
from tasks.case_store.office_tasks import finish_task, open_task
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import STAFF
from tests.tasks.case_store.claims import change
from tests.tasks.evenings import LOG, NIGHT, evening, found, log_line, missing, step
from tests.tasks.mornings import WEDNESDAY, at, change_case, move_shown


@pytest.fixture
def case(services: Services, clock: SteppedClock, wall: SteppedClock) -> str:
    return evening(services, clock, wall)


def test_a_desk_in_order_has_nothing_missing_and_is_audited_once_a_night(
    services: Services, case: str, clock: SteppedClock, wall: SteppedClock
) -> None:
    del case
    ends = [audit_when_due(services), audit_when_due(services)]
    step(clock, wall, 23)
    ends.append(audit_when_due(services))
    step(clock, wall, 7, day=WEDNESDAY + timedelta(days=1))
    ends.append(audit_when_due(services))
    step(clock, wall, 20, day=WEDNESDAY + timedelta(days=1))
    ends.append(audit_when_due(services))
    assert ends == [True, False, False, False, True]
    assert (found(services), missing(services)) == ([], 0)
    beat = pulse(services.store)
    assert beat is not None
    assert (beat.audited_on, beat.audited_to) == (WEDNESDAY + timedelta(days=1), 0)


def _unowned(made: Services) -> int:
    """A date nine days ahead that was told the day before, and nobody has owned it in time."""
    line = log_line(made)
    move_shown(made, LOG, WEDNESDAY + timedelta(days=9))
    change(made, line, stated_on=WEDNESDAY + timedelta(days=9), sent_at=at(8), ack_by=at(12))
    return line


def _only_owning(made: Services) -> list[str]:
    return [said for said in found(made) if "unescalated" in said]


def test_what_nobody_owned_and_nobody_else_heard_of_is_found(services: Services, case: str) -> None:
    _unowned(services)
    audit_when_due(services)
    assert _only_owning(services) == [f"{case} unescalated {LOG}"]


@pytest.mark.parametrize("who", ["the next person", "the office"])
def test_what_was_handed_over_is_not(services: Services, case: str, who: str) -> None:
    line = _unowned(services)
    if who == "the next person":
        with services.store.write() as session:
            row = session.get_one(NoticeRow, line)
            handed = NoticeRow(
                case_id=row.case_id,
                kind=NoticeKind.UNACKNOWLEDGED,
                member_id=2,
                dedupe="handed over",
                topic=LOG,
                stated_on=row.stated_on,
                written_at=at(12),
                not_before=at(12),
            )
            session.add(handed)
    else:
        with services.store.write() as session:
            open_task(
                session,
                OfficeTaskKind.UNOWNED,
                dedupe="handed over",
                said=f"{case} {LOG} 2026-01-23",
                now=at(12),
                case_id=1,
            )
    audit_when_due(services)
    assert _only_owning(services) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"failed_at": NIGHT}, [f"2026-0001 never_left {LOG} 2026-04-07"]),
        ({"cancelled_at": NIGHT}, [f"2026-0001 unsaid {LOG} 2026-04-07 new"]),
        ({}, []),
        (
            {"give_up_at": NIGHT - timedelta(hours=3)},
            [f"2026-0001 never_left {LOG} 2026-04-07", "past_its_time notice {id}"],
        ),
        ({"claimed_by": "x:1:1", "claimed_until": NIGHT - timedelta(hours=3)}, ["claimed_for_ever notice {id}"]),
        ({"claimed_by": "x:1:1", "claimed_until": NIGHT - timedelta(hours=1)}, []),
    ],
    ids=["refused", "cancelled", "on its way", "past its time", "claimed for ever", "claimed"],
)
def test_a_notice_that_did_not_leave_is_found(
    services: Services, case: str, changes: dict[str, object], said: list[str]
) -> None:
    del case
    line = log_line(services)
    plain: dict[str, object] = {"sent_at": None, "proof": None, "ack_by": None}
    change(services, line, **plain, **changes)
    audit_when_due(services)
    assert found(services) == [text.format(id=line) for text in said]
    assert missing(services) == len(said)


def test_what_is_found_again_is_one_task_until_it_is_done_and_comes_back_after(
    services: Services, case: str, clock: SteppedClock, wall: SteppedClock
) -> None:
    change_case(services, case, next_wake_at=None)
    tasks = []
    for day in range(4):
        step(clock, wall, 20, 5 + day, day=WEDNESDAY + timedelta(days=day))
        audit_when_due(services)
        with services.store.read() as session:
            tasks.append(len(session.exec(select(OfficeTaskRow)).all()))
        if day == 1:
            finish_task(services.store, 1, how="直した", by=STAFF, now=clock.now())
    assert tasks == [1, 1, 2, 2]
    assert missing(services) == 1


def test_two_that_audit_at_once_count_once(services: Services, case: str, clock: SteppedClock) -> None:
    change_case(services, case, next_wake_at=None)
    cases = rows.next_refs(services.store, 0, 1)
    assert [ref for _, ref in cases] == [case]
    for _ in range(2):
        given = rows.audit_case(services.store, services.law, case, clock.now(), WEDNESDAY)
        rows.report(services.store, services.law, given, WEDNESDAY, clock.now())
        rows.note_progress(services.store, clock.now(), start=0, reached=1, missing=1, night=None)
    rows.note_progress(services.store, clock.now(), start=1, reached=2, missing=1, night=None)
    rows.note_progress(services.store, clock.now(), start=1, reached=2, missing=1, night=None)
    assert missing(services) == 2
    assert found(services) == [f"{case} no_wake_up"]
