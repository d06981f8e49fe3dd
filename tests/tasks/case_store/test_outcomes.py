"""What became of a notice: proofs, windows used to their end and no further, refusals that are told once."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from models.rules.reminders import GIVE_UP_AFTER
from models.tables import CaseRow, OfficeTaskRow
from models.terms import AttemptResult, Carriage, CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.case_store.members import ensure_member
from tasks.case_store.outbox import failed_count
from tasks.case_store.outcomes import give_back, mark_failed, put_off
from tasks.process_identity import me
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, opened
from tests.tasks.case_store.claims import add_digest, attempts, change, claim, due, mail_of, row, rows, sent
from tests.tasks.case_store.test_outbox import ELSEWHERE

SATURDAY = datetime(2026, 1, 17, 3, 0, tzinfo=UTC)
ATTORNEY, SUPERVISOR = PLANTED["attorney's mail"], PLANTED["supervisor's mail"]


@pytest.fixture
def notice(services: Services) -> int:
    """The first notice of a new case."""
    opened(services)
    return due(services)[0]


def _case(made: Services) -> CaseRow:
    with made.store.read() as session:
        return session.get_one(CaseRow, 1)


def _events(made: Services) -> list[str]:
    with made.store.read() as session:
        assert list(docket.verify(session)) == []
        return [entry.event for entry in docket.entries(session, 1)]


def _told(made: Services) -> list[str]:
    """Who was told of something undeliverable."""
    return [mail_of(made, found.id or 0) for found in rows(made, NoticeKind.UNDELIVERABLE)]


def _tasks(made: Services) -> list[OfficeTaskRow]:
    with made.store.read() as session:
        return list(session.exec(select(OfficeTaskRow).order_by(col(OfficeTaskRow.id))))


def test_only_one_s_own_claim_is_given_back(services: Services, notice: int) -> None:
    for owner, left in ((ELSEWHERE, ELSEWHERE), (me(), None)):
        change(services, notice, claimed_by=owner, claimed_until=services.wall.now())
        give_back(services.store, notice)
        assert row(services, notice).claimed_by == left


def test_what_was_sent_is_never_claimed_put_off_or_failed_again(services: Services, notice: int) -> None:
    claim(services, notice)
    sent(services, notice)
    once = row(services, notice).model_dump()
    assert claim(services, notice) == []
    assert put_off(services.store, notice, "silent", services.clock.now()) is False
    mark_failed(services.store, notice, "refused", services.clock.now())
    sent(services, notice, "251 again")
    assert row(services, notice).model_dump() == once
    assert (once["proof"], once["claimed_by"], once["failed_at"]) == ("250 ok", None, None)
    assert notice not in due(services)
    assert _events(services).count("notice_sent") == 1
    assert attempts(services, notice) == []


def test_a_proof_outweighs_a_cancellation_meanwhile(services: Services, notice: int) -> None:
    claim(services, notice)
    change(services, notice, cancelled_at=services.clock.now())
    sent(services, notice)
    assert (row(services, notice).proof, row(services, notice).cancelled_at) == ("250 ok", None)


@pytest.mark.parametrize(
    ("any_time", "until"),
    [(False, datetime(2026, 1, 19, 1, 0, tzinfo=UTC)), (True, SATURDAY + timedelta(hours=2))],
    ids=["office", "clock"],
)
def test_it_must_be_owned_within_hours_of_the_office_or_of_the_clock_and_the_case_wakes_then(
    services: Services, notice: int, clock: SteppedClock, *, any_time: bool, until: datetime
) -> None:
    """Two hours of the office after a Saturday end on Monday at ten; by the clock on Saturday."""
    change(services, notice, ack_hours=2, ack_any_time=any_time)
    with services.store.write() as session:
        case = session.get_one(CaseRow, 1)
        case.next_wake_at = SATURDAY + timedelta(days=30)
        session.add(case)
    clock.step_to(SATURDAY)
    claim(services, notice)
    sent(services, notice)
    assert row(services, notice).ack_by == until
    assert _case(services).next_wake_at == until


@pytest.mark.parametrize(
    ("status", "before", "after"),
    [(CaseStatus.OPEN, 1, 1), (CaseStatus.OPEN, 90, 60), (CaseStatus.OPEN, None, 60), (CaseStatus.HELD, None, None)],
    ids=["sooner", "later", "never", "held"],
)
def test_a_wake_up_is_only_ever_brought_forward_and_only_of_an_open_case(
    services: Services, notice: int, clock: SteppedClock, status: CaseStatus, before: int | None, after: int | None
) -> None:
    """In minutes from now; it must be owned in an hour."""

    def later(minutes: int | None) -> datetime | None:
        return None if minutes is None else clock.now() + timedelta(minutes=minutes)

    change(services, notice, ack_hours=1, ack_any_time=True)
    with services.store.write() as session:
        case = session.get_one(CaseRow, 1)
        case.status, case.next_wake_at = status, later(before)
        session.add(case)
    claim(services, notice)
    sent(services, notice)
    assert (row(services, notice).ack_by, _case(services).next_wake_at) == (later(60), later(after))


def test_the_lines_of_a_digest_are_proved_with_it(services: Services, clock: SteppedClock) -> None:
    opened(services)
    first, second, *_ = due(services)
    change(services, second, ack_hours=3, ack_any_time=True)
    digest = add_digest(services, first, second)
    assert digest in due(services)
    claim(services, digest)
    sent(services, digest)
    for line in (first, second):
        found = row(services, line)
        assert (found.sent_at, found.proof, found.carrier_id) == (clock.now(), f"digest:{digest}", digest)
        assert found.sent_to_id == row(services, digest).sent_to_id
    assert (row(services, first).ack_by, row(services, second).ack_by) == (None, clock.now() + timedelta(hours=3))
    assert _events(services).count("notice_sent") == 2
    assert _case(services).next_wake_at is not None


def test_a_line_that_was_cancelled_while_its_digest_was_on_the_way_has_been_said(services: Services) -> None:
    opened(services)
    first, second, *_ = due(services)
    digest = add_digest(services, first, second)
    change(services, first, cancelled_at=services.clock.now(), cancel_reason="overtaken")
    claim(services, digest)
    change(services, second, cancelled_at=services.clock.now(), cancel_reason="overtaken")
    sent(services, digest)
    assert (row(services, first).proof, row(services, first).cancel_reason) == (None, "overtaken")
    assert (row(services, second).proof, row(services, second).cancel_reason) == (f"digest:{digest}", None)


def test_the_lines_of_a_digest_that_cannot_leave_go_alone(services: Services, clock: SteppedClock) -> None:
    opened(services)
    lines = due(services)[:2]
    digest = add_digest(services, *lines)
    claim(services, digest)
    mark_failed(services.store, digest, "550", clock.now())
    for line in lines:
        found = row(services, line)
        assert (found.carrier_id, found.carriage, found.failed_at) == (None, Carriage.SINGLE, None)
    assert set(lines) <= set(due(services))
    (task,) = _tasks(services)
    assert (task.kind, task.notice_id, task.case_id) == (OfficeTaskKind.REFUSED, digest, None)
    assert _told(services) == []


def test_putting_off_uses_the_window_to_its_end_and_then_tells(services: Services, notice: int) -> None:
    """Three days of silence: pauses grow, none leaves the window, and only its end is the end."""
    end = services.clock.now() + GIVE_UP_AFTER
    moments = [services.clock.now()]
    while put_off(services.store, notice, "silent", moments[-1]):
        moments.append(row(services, notice).not_before)
        assert row(services, notice).claimed_by is None
    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses[0] == timedelta(minutes=5)
    assert pauses[1] == timedelta(minutes=10)
    assert all(moment < end for moment in moments)
    assert end - moments[-1] < timedelta(minutes=10)
    assert min(pauses) >= timedelta(minutes=1)
    found = row(services, notice)
    assert (found.failed_at, found.last_error, found.attempts) == (moments[-1], "silent", len(moments))
    assert attempts(services, notice) == [(AttemptResult.TEMPORARY, "silent")] * len(moments)
    assert failed_count(services.store) == 1
    assert _told(services) == [SUPERVISOR]
    assert [task.kind for task in _tasks(services)] == [OfficeTaskKind.REFUSED]


def test_a_window_that_is_over_fails_at_once(services: Services, notice: int, clock: SteppedClock) -> None:
    clock.step(days=4)
    assert put_off(services.store, notice, "silent", clock.now(), unknown=True) is False
    assert row(services, notice).failed_at == clock.now()
    assert attempts(services, notice) == [(AttemptResult.UNKNOWN, "silent")]


def test_a_refusal_tells_the_other_lawyer_and_operations_and_never_of_itself(services: Services) -> None:
    opened(services)
    attorney, supervisor = due(services)[:2]
    mark_failed(services.store, attorney, "550", services.clock.now())
    mark_failed(services.store, supervisor, "550", services.clock.now())
    mark_failed(services.store, supervisor, "550", services.clock.now())
    assert _told(services) == [SUPERVISOR, ATTORNEY]
    assert attempts(services, attorney) == attempts(services, supervisor) == [(AttemptResult.REFUSED, "550")]
    assert [(task.case_id, task.notice_id) for task in _tasks(services)] == [(1, attorney), (1, supervisor)]
    undeliverable = [found.id or 0 for found in rows(services, NoticeKind.UNDELIVERABLE)]
    for notice_id in undeliverable:
        mark_failed(services.store, notice_id, "550", services.clock.now())
    assert len(_told(services)) == 2
    assert failed_count(services.store) == 4
    assert len(_tasks(services)) == 2  # one a day for each case and recipient, however many mails fail


def _waiting(made: Services, kind: NoticeKind) -> list[str]:
    """To whom notices of this kind are still to go."""
    return [mail_of(made, found.id or 0) for found in rows(made, kind) if found.cancelled_at is None]


def test_who_hears_of_a_failure_as_a_lawyer_is_not_told_of_its_task_too(services: Services, notice: int) -> None:
    """While the firm has no operations, the supervisor is told of tasks; a firm that has is told by them."""
    mark_failed(services.store, notice, "550", services.clock.now())
    assert (_told(services), _waiting(services, NoticeKind.OFFICE_TASK)) == ([SUPERVISOR], [])
    with services.store.write() as session:
        ensure_member(
            session,
            name="運用",
            email="operations@firm.example",
            language="ja",
            now=services.clock.now(),
            operations=True,
        )
    mark_failed(services.store, due(services)[0], "550", services.clock.now())
    assert _waiting(services, NoticeKind.OFFICE_TASK) == ["operations@firm.example"]


def test_a_task_that_cannot_be_told_makes_no_other(services: Services, notice: int) -> None:
    change(services, notice, kind=NoticeKind.NOT_UNDERSTOOD)  # an answer to somebody: no lawyer is told that it failed
    mark_failed(services.store, notice, "550", services.clock.now())
    (telling,) = rows(services, NoticeKind.OFFICE_TASK)
    assert _waiting(services, NoticeKind.OFFICE_TASK) == [SUPERVISOR]
    mark_failed(services.store, telling.id or 0, "550", services.clock.now())
    assert (len(_tasks(services)), _told(services)) == (1, [])


def test_sending_and_answering_at_once_keep_the_docket_whole(services: Services) -> None:
    """Proofs are written while the case moves on; no entry is lost and nobody waits for ever."""
    ref = opened(services)
    notices = due(services)
    faults: list[Exception] = []

    def send() -> None:
        try:
            for notice_id in notices:
                claim(services, notice_id)
                sent(services, notice_id)
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    thread = threading.Thread(target=send)
    thread.start()
    for number in range(10):
        with services.store.write() as session:
            docket.append(session, 1, services.clock.now(), STAFF, f"looked_{number}", ref=ref)
    thread.join()
    assert faults == []
    assert _events(services).count("notice_sent") == len(notices)
