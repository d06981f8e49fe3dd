"""The nightly audit: each planted defect is found and becomes one office task, nothing else does."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.tables import CaseRow, NoticeRow
from models.terms import CaseStatus, NoticeKind, WaitKind
from tasks.audit import audit_when_due
from tasks.case_store import audit as rows
from tasks.case_store.heartbeat import pulse
from tasks.case_store.legs import open_waits
from tasks.case_store.opening import close_case
from tasks.case_store.position import refresh_case
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, asked_platform, opened, release, work
from tests.tasks.case_store.claims import change, sent
from tests.tasks.case_store.claims import rows as notices_of
from tests.tasks.evenings import LOG, NIGHT, SECOND, TWIN, evening, found, log_line, missing, run, step
from tests.tasks.mornings import WEDNESDAY, at, change_case

pytestmark = pytest.mark.one_database("what differs between the two is tested on both")


@pytest.fixture
def case(services: Services, clock: SteppedClock, wall: SteppedClock) -> str:
    return evening(services, clock, wall)


def test_a_desk_that_is_off_at_night_is_audited_in_the_morning(
    services: Services, case: str, clock: SteppedClock, wall: SteppedClock
) -> None:
    del case
    audit_when_due(services)
    step(clock, wall, 9, day=WEDNESDAY + timedelta(days=2))
    assert audit_when_due(services)
    beat = pulse(services.store)
    assert beat is not None
    assert beat.audited_on == WEDNESDAY + timedelta(days=1)


def test_a_new_desk_has_no_evening_to_audit(services: Services, clock: SteppedClock, wall: SteppedClock) -> None:
    change_case(services, opened(services), next_wake_at=None)
    assert not audit_when_due(services)
    step(clock, wall, 10)
    assert audit_when_due(services)
    assert found(services) == ["2026-0001 no_wake_up"]


def test_a_date_of_which_no_row_tells_is_found(services: Services, case: str) -> None:
    run(services, "DELETE FROM notice WHERE topic = :topic", topic=LOG)
    audit_when_due(services)
    assert found(services) == [f"{case} unsaid {LOG} 2026-04-07 new"]
    assert missing(services) == 1


def test_a_rung_that_a_wrong_wake_up_let_pass_is_found(
    services: Services, case: str, clock: SteppedClock, wall: SteppedClock
) -> None:
    change_case(services, case, next_wake_at=at(8, day=date(2026, 6, 1)))
    step(clock, wall, 20, 5, day=date(2026, 3, 7))
    audit_when_due(services)
    assert f"{case} unsaid {LOG} 2026-04-07 s50" in found(services)
    step(clock, wall, 20, 5, day=date(2026, 3, 8))
    audit_when_due(services)
    assert f"{case} unsaid {LOG} 2026-04-07 30" in found(services)


@pytest.mark.parametrize(
    ("wake", "said"),
    [
        (None, ["2026-0001 no_wake_up"]),
        (NIGHT - timedelta(hours=3), ["2026-0001 overdue_wake_up"]),
        (NIGHT - timedelta(hours=1), []),
    ],
    ids=["none", "long past", "just past"],
)
def test_a_case_that_sleeps_on_is_found(services: Services, case: str, wake: object, said: list[str]) -> None:
    change_case(services, case, next_wake_at=wake)
    audit_when_due(services)
    assert found(services) == said


def test_a_silence_of_which_nobody_heard_is_found(services: Services, clock: SteppedClock) -> None:
    ref = asked_platform(services)
    while not notices_of(services, NoticeKind.ESCALATION):
        clock.step(days=5)
        work(services, ref)
        for wait in open_waits(services.store, ref):
            if wait.kind is WaitKind.LETTER_RELEASE:
                release(services, ref, wait.subject)
        work(services, ref)
    clock.step(hours=11)
    audit_when_due(services)
    silence = f"{ref} unsaid escalation:{PLATFORM}:platform_silent"
    assert silence not in found(services)
    run(services, "UPDATE notice SET cancelled_at = written_at, failed_at = NULL WHERE kind = 'escalation'")
    clock.step(days=1)
    audit_when_due(services)
    assert silence in found(services)


def test_a_case_that_cannot_be_computed_is_found_and_the_next_is_audited(services: Services, case: str) -> None:
    other = opened(services, requester=SECOND)
    run(services, "UPDATE case_file SET remedies = '5' WHERE id = 1")
    change_case(services, other, next_wake_at=None)
    audit_when_due(services)
    assert found(services) == [f"{case} not_computed", f"{other} no_wake_up"]


def test_work_that_no_sweep_could_do_is_found(
    services: Services, case: str, clock: SteppedClock, wall: SteppedClock
) -> None:
    del case
    ref = opened(services, requester=SECOND)
    audit_when_due(services)
    assert found(services) == []
    for _ in range(2):
        step(clock, wall, 20, 10, day=WEDNESDAY + timedelta(days=1))
        refresh_case(services.store, services.law, ref, clock.now())
    audit_when_due(services)
    assert f"{ref} left_undone" in found(services)


@pytest.mark.parametrize("status", [CaseStatus.HELD, CaseStatus.CLOSED, CaseStatus.DRAFT])
def test_only_open_cases_are_audited(services: Services, case: str, status: CaseStatus) -> None:
    if status is CaseStatus.CLOSED:
        close_case(services.store, services.law, case, reason="終わり", by=STAFF, now=services.clock.now())
    else:
        change_case(services, case, status=status)
    run(services, "DELETE FROM notice WHERE topic = :topic", topic=LOG)
    assert audit_when_due(services)
    assert found(services) == []


# ── slices, nights, tasks ────────────────────────────────────────────────────


def test_a_long_audit_goes_on_where_the_last_sweep_stopped(services: Services, case: str) -> None:
    refs = [case, *(opened(services, requester=SECOND | {"name": f"人 {number}"}) for number in range(3))]
    for ref in refs:
        change_case(services, ref, next_wake_at=None)
    steps = []
    for _ in range(3):
        ended = audit_when_due(services, most=2, seconds=0)
        beat = pulse(services.store)
        assert beat is not None
        steps.append((ended, beat.audited_to, beat.audit_missing, beat.audited_on))
    assert steps == [(False, 2, 2, None), (False, 4, 4, None), (True, 0, 4, WEDNESDAY)]
    assert found(services) == [f"{ref} no_wake_up" for ref in refs]


def test_a_wave_of_findings_is_not_a_wave_of_tasks(
    services: Services, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_TASKS", 2)
    for number in range(4):
        opened(services, requester=SECOND | {"name": f"人 {number}"})
    with services.store.write() as session:
        for row in session.exec(select(CaseRow)):
            row.next_wake_at = None
            session.add(row)
    audit_when_due(services)
    assert found(services)[:2] == [f"{case} no_wake_up", "2026-0002 no_wake_up"]
    assert len(found(services)) == 3
    assert missing(services) == 5


def test_operations_hear_of_it_when_the_office_opens(services: Services, case: str) -> None:
    change_case(services, case, next_wake_at=None)
    audit_when_due(services)
    with services.store.read() as session:
        (notice,) = session.exec(select(NoticeRow).where(NoticeRow.kind == NoticeKind.OFFICE_TASK)).all()
    assert notice.not_before == at(8, day=WEDNESDAY + timedelta(days=1))


def test_a_line_that_was_sent_alone_counts_as_said(services: Services, case: str) -> None:
    del case
    line = log_line(services, TWIN)
    change(services, line, sent_at=None, proof=None, ack_by=None, carrier_id=None, carriage="single")
    sent(services, line)
    audit_when_due(services)
    assert found(services) == []
