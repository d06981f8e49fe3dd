"""The outbox: one sender at a time, a dead one's work is taken over, a window is used to its end and no further."""

import threading
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from models.rules.reminders import GIVE_UP_AFTER
from models.tables import NoticeRow, PersonRow
from models.terms import NoticeKind, PersonRole
from tasks.case_store import docket
from tasks.case_store.opening import close_case
from tasks.case_store.outbox import (
    LEASE,
    claim_notice,
    due_notice_ids,
    failed_count,
    give_back,
    mark_failed,
    mark_sent,
    overdue_count,
    pending_count,
    put_off,
)
from tasks.process_identity import me
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import STAFF, opened

HOST = me().rsplit(":", 2)[0]
DEAD, ELSEWHERE = f"{HOST}:999999999:1", "another-host:1:1"
WHOSE = ("living", "dead", "elsewhere")


@pytest.fixture
def notice(services: Services) -> int:
    """The first notice of a new case."""
    opened(services)
    return due_notice_ids(services.store, services.clock.now())[0]


def _row(made: Services, notice_id: int) -> NoticeRow:
    with made.store.read() as session:
        return session.get_one(NoticeRow, notice_id)


def _claim_as(made: Services, notice_id: int, owner: str) -> None:
    until = made.wall.now() + LEASE
    with made.store.write() as session:
        row = session.get_one(NoticeRow, notice_id)
        row.claimed_by, row.claimed_until = owner, until
        session.add(row)


def test_of_many_that_claim_at_once_one_gets_each_notice(services: Services) -> None:
    """Threads of one process and of several count alike."""
    for number in range(4):
        opened(services, requester={"name": f"人 {number}", "address": "架空県", "born_on": "1990-01-01"})
    wanted = due_notice_ids(services.store, services.clock.now())
    start, got, faults = threading.Barrier(4), list[int](), list[Exception]()

    def claim_all() -> None:
        start.wait()
        try:
            for notice_id in wanted:
                if claim_notice(services.store, notice_id, services.wall.now()):
                    got.append(notice_id)
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Counter(got) == dict.fromkeys(wanted, 1)
    assert len(wanted) > 4


def test_a_claim_carries_what_the_mail_needs_and_no_person_in_its_repr(services: Services, notice: int) -> None:
    claimed = claim_notice(services.store, notice, services.wall.now())
    assert claimed is not None
    assert (claimed.case_ref, claimed.kind, claimed.email) == (
        "2026-0001",
        NoticeKind.CASE_OPENED,
        "attorney.planted@firm.example",
    )
    assert claimed.email not in repr(claimed)
    assert claimed.name not in repr(claimed)


@pytest.mark.parametrize(("owner", "is_taken"), [(me(), True), (DEAD, False), (ELSEWHERE, True)], ids=WHOSE)
def test_a_dead_owner_s_claim_is_taken_over_at_once_a_live_one_s_is_not(
    services: Services, notice: int, owner: str, *, is_taken: bool
) -> None:
    _claim_as(services, notice, owner)
    assert (claim_notice(services.store, notice, services.wall.now()) is None) is is_taken
    assert _row(services, notice).claimed_by == (owner if is_taken else me())


def test_a_claim_ends_with_its_lease(services: Services, notice: int, wall: SteppedClock) -> None:
    _claim_as(services, notice, ELSEWHERE)
    wall.step(seconds=LEASE.total_seconds() - 1)
    assert claim_notice(services.store, notice, wall.now()) is None
    wall.step(seconds=1)
    assert claim_notice(services.store, notice, wall.now()) is not None


def test_only_one_s_own_claim_is_given_back(services: Services, notice: int) -> None:
    _claim_as(services, notice, ELSEWHERE)
    give_back(services.store, notice)
    assert _row(services, notice).claimed_by == ELSEWHERE
    _claim_as(services, notice, me())
    give_back(services.store, notice)
    assert _row(services, notice).claimed_by is None


def test_what_was_sent_is_never_claimed_put_off_or_failed_again(services: Services, notice: int) -> None:
    claim_notice(services.store, notice, services.wall.now())
    mark_sent(services.store, notice, "250 ok", services.clock.now())
    once = _row(services, notice).model_dump()
    assert claim_notice(services.store, notice, services.wall.now()) is None
    assert put_off(services.store, notice, "silent", services.clock.now()) is False
    mark_failed(services.store, notice, "refused", services.clock.now())
    mark_sent(services.store, notice, "251 again", services.clock.now())
    assert _row(services, notice).model_dump() == once
    assert (once["proof"], once["claimed_by"], once["failed_at"]) == ("250 ok", None, None)
    assert notice not in due_notice_ids(services.store, services.clock.now())
    assert _events(services).count("notice_sent") == 1


def test_a_proof_outweighs_a_cancellation_meanwhile(services: Services, notice: int) -> None:
    claim_notice(services.store, notice, services.wall.now())
    with services.store.write() as session:
        session.exec(sa.update(NoticeRow).where(col(NoticeRow.id) == notice).values(cancelled_at=services.clock.now()))
    mark_sent(services.store, notice, "250 ok", services.clock.now())
    row = _row(services, notice)
    assert (row.proof, row.cancelled_at) == ("250 ok", None)


def test_putting_off_uses_the_window_to_its_end_and_then_tells(services: Services, notice: int) -> None:
    """Three days of silence: pauses grow, none leaves the window, and only its end is the end."""
    end = services.clock.now() + GIVE_UP_AFTER
    moments = [services.clock.now()]
    while put_off(services.store, notice, "silent", moments[-1]):
        moments.append(_row(services, notice).not_before)
        assert _row(services, notice).claimed_by is None
    pauses = [after - before for before, after in pairwise(moments)]
    assert pauses[0] == timedelta(minutes=5)
    assert pauses[1] == timedelta(minutes=10)
    assert all(moment < end for moment in moments)
    assert end - moments[-1] < timedelta(minutes=10)
    assert min(pauses) >= timedelta(minutes=1)
    row = _row(services, notice)
    assert (row.failed_at, row.last_error, row.attempts) == (moments[-1], "silent", len(moments))
    assert failed_count(services.store) == 1
    assert _told(services) == [PersonRole.SUPERVISOR]


def test_a_window_that_is_over_fails_at_once(services: Services, notice: int, clock: SteppedClock) -> None:
    clock.step(days=4)
    assert put_off(services.store, notice, "silent", clock.now()) is False
    assert _row(services, notice).failed_at == clock.now()


def test_a_refusal_tells_the_other_lawyer_and_never_of_itself(services: Services) -> None:
    opened(services)
    attorney, supervisor = due_notice_ids(services.store, services.clock.now())[:2]
    mark_failed(services.store, attorney, "550", services.clock.now())
    mark_failed(services.store, supervisor, "550", services.clock.now())
    mark_failed(services.store, supervisor, "550", services.clock.now())
    assert _told(services) == [PersonRole.SUPERVISOR, PersonRole.ATTORNEY]
    with services.store.read() as session:
        kinds = select(NoticeRow.id).where(NoticeRow.kind == NoticeKind.UNDELIVERABLE)
        undeliverable = [found for found in session.exec(kinds) if found]
    for notice_id in undeliverable:
        mark_failed(services.store, notice_id, "550", services.clock.now())
    assert len(_told(services)) == 2
    assert failed_count(services.store) == 4


def _told(made: Services) -> list[PersonRole]:
    """Roles that were told of something undeliverable."""
    query = (
        select(PersonRow)
        .join(NoticeRow, col(NoticeRow.person_id) == col(PersonRow.id))
        .where(NoticeRow.kind == NoticeKind.UNDELIVERABLE)
        .order_by(col(NoticeRow.id))
    )
    with made.store.read() as session:
        return [person.role for person in session.exec(query)]


def _events(made: Services) -> list[str]:
    with made.store.read() as session:
        return [entry.event for entry in docket.entries(session, 1)]


def test_counting(services: Services, notice: int, clock: SteppedClock) -> None:
    before = pending_count(services.store)
    assert overdue_count(services.store, clock.now()) == 0
    assert overdue_count(services.store, clock.now() + timedelta(minutes=1)) > 0
    claim_notice(services.store, notice, services.wall.now())
    mark_sent(services.store, notice, "250", clock.now())
    assert pending_count(services.store) == before - 1


def test_the_closing_notice_of_a_closed_case_is_sent(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    close_case(services.store, services.law, ref, reason="終わり", by=STAFF, now=clock.now())
    kinds = Counter(_row(services, notice_id).kind for notice_id in due_notice_ids(services.store, clock.now()))
    assert kinds == {NoticeKind.CASE_OPENED: 2, NoticeKind.CASE_CLOSED: 2}


def test_sending_and_answering_at_once_keep_the_docket_whole(services: Services) -> None:
    """Proofs are written while the case moves on; no entry is lost and nobody waits for ever."""
    ref = opened(services)
    notices = due_notice_ids(services.store, services.clock.now())
    faults: list[Exception] = []

    def send() -> None:
        try:
            for notice_id in notices:
                claim_notice(services.store, notice_id, services.wall.now())
                mark_sent(services.store, notice_id, "250", services.clock.now())
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    thread = threading.Thread(target=send)
    thread.start()
    for number in range(10):
        with services.store.write() as session:
            docket.append(session, 1, services.clock.now(), STAFF, f"looked_{number}", ref=ref)
    thread.join()
    assert faults == []
    events = _events(services)
    assert events.count("notice_sent") == len(notices)
    assert len([event for event in events if event.startswith("looked")]) == 10
    with services.store.read() as session:
        assert list(docket.verify(session)) == []
