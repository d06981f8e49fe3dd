"""The outbox: what is due, one sender at a time, a dead one's work is taken over, and what may no longer go stays."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from models.tables import AbsenceRow, CaseRow, MemberRow
from models.terms import AttemptResult, Carriage, CaseStatus, NoticeKind
from tasks.case_store.digests import lines_of
from tasks.case_store.facts import key_of
from tasks.case_store.opening import close_case
from tasks.case_store.outbox import LEASE, due_notice_ids, pending_count
from tasks.case_store.outcomes import mark_sent
from tasks.process_identity import me
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, opened
from tests.tasks.case_store.claims import add_digest, add_notices, attempts, change, claim, due, row, sent, statements

HOST = me().rsplit(":", 2)[0]
DEAD, ELSEWHERE = f"{HOST}:999999999:1", "another-host:1:1"
WHOSE = ("living", "dead", "elsewhere")


@pytest.fixture
def notice(services: Services) -> int:
    """The first notice of a new case."""
    opened(services)
    return due(services)[0]


def _claim_as(made: Services, notice_id: int, owner: str) -> None:
    change(made, notice_id, claimed_by=owner, claimed_until=made.wall.now() + LEASE)


def _set_status(made: Services, status: CaseStatus) -> None:
    with made.store.write() as session:
        case = session.get_one(CaseRow, 1)
        case.status = status
        session.add(case)


def test_of_many_that_claim_at_once_one_gets_each_notice(services: Services) -> None:
    """Threads of one process and of several count alike; each asks for several at once, in another order."""
    for number in range(4):
        opened(services, requester={"name": f"人 {number}", "address": "架空県", "born_on": "1990-01-01"})
    wanted = due(services)
    start, got, faults = threading.Barrier(4), list[int](), list[Exception]()

    def claim_all(turn: int) -> None:
        start.wait()
        try:
            for ids in (wanted[turn:], wanted[:turn]):
                got.extend(found.id for found in claim(services, *ids))
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    threads = [threading.Thread(target=claim_all, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Counter(got) == dict.fromkeys(wanted, 1)
    assert len(wanted) > 4


def test_a_claim_carries_what_the_mail_needs_and_no_person_in_its_repr(services: Services, notice: int) -> None:
    (claimed,) = claim(services, notice)
    assert (claimed.case_ref, claimed.kind, claimed.email) == (
        "2026-0001",
        NoticeKind.CASE_OPENED,
        PLANTED["attorney's mail"],
    )
    assert claimed.email not in repr(claimed)
    assert claimed.name not in repr(claimed)


def test_a_claim_keeps_the_ids_of_the_mail_before_it_leaves_and_never_changes_them(
    services: Services, notice: int
) -> None:
    """A reply must find its notice even if the sender dies now; and a second mail must be known as the same one."""
    (claimed,) = claim(services, notice)
    kept = row(services, notice)
    assert (kept.message_id, kept.reply_code) == (claimed.message_id, claimed.reply_code)
    assert kept.reply_code
    change(services, notice, claimed_by=DEAD, message_id="<kept@old.example>", reply_code="K-KEPT")
    (again,) = claim(services, notice)
    assert (again.message_id, again.reply_code) == ("<kept@old.example>", "K-KEPT")


@pytest.mark.parametrize(("owner", "is_taken"), [(me(), True), (DEAD, False), (ELSEWHERE, True)], ids=WHOSE)
def test_a_dead_owner_s_claim_is_taken_over_at_once_a_live_one_s_is_not(
    services: Services, notice: int, owner: str, *, is_taken: bool
) -> None:
    _claim_as(services, notice, owner)
    assert (claim(services, notice) == []) is is_taken
    assert row(services, notice).claimed_by == (owner if is_taken else me())
    said = [result for result, _ in attempts(services, notice)]
    assert said == ([] if is_taken else [AttemptResult.UNKNOWN])  # it may have left: nobody wrote down that it did not


def test_a_claim_ends_with_its_lease(services: Services, notice: int, wall: SteppedClock) -> None:
    _claim_as(services, notice, ELSEWHERE)
    wall.step(seconds=LEASE.total_seconds() - 1)
    assert claim(services, notice) == []
    wall.step(seconds=1)
    assert len(claim(services, notice)) == 1


def test_what_was_cancelled_put_off_or_given_to_a_digest_meanwhile_is_not_claimed(
    services: Services, notice: int
) -> None:
    later = services.clock.now() + timedelta(minutes=1)
    for changes in ({"cancelled_at": later, "cancel_reason": "overtaken"}, {"not_before": later}):
        change(services, notice, **changes)
        assert claim(services, notice) == []
        change(services, notice, cancelled_at=None, cancel_reason=None, not_before=services.clock.now())
    change(services, notice, carriage=Carriage.DIGEST)
    assert claim(services, notice) == []
    assert notice not in due(services)
    change(services, notice, carriage=Carriage.SINGLE)
    assert len(claim(services, notice)) == 1


@pytest.mark.parametrize("status", [CaseStatus.HELD, CaseStatus.DRAFT])
def test_of_a_case_that_rests_only_what_is_said_whatever_the_case_goes(services: Services, status: CaseStatus) -> None:
    opened(services)
    first, second, *_ = due(services)
    change(services, second, kind=NoticeKind.DEADLINE)
    _set_status(services, status)
    assert second not in due(services)
    assert [found.id for found in claim(services, first, second)] == [first]


def test_the_closing_notice_of_a_closed_case_is_sent(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    close_case(services.store, services.law, ref, reason="終わり", by=STAFF, now=clock.now())
    kinds = Counter(row(services, notice_id).kind for notice_id in due(services))
    assert kinds == {NoticeKind.CASE_OPENED: 2, NoticeKind.CASE_CLOSED: 2}


def test_cases_that_are_being_worked_on_are_left_out_and_what_is_of_no_case_is_not(services: Services) -> None:
    ref = opened(services)
    first, second, *_ = due(services)
    change(services, second, case_id=None)
    assert due_notice_ids(services.store, services.clock.now(), but_of=[ref]) == [second]
    assert {first, second} <= set(due(services))
    (claimed,) = claim(services, second)
    assert claimed.case_ref == ""


def test_the_delegate_gets_it_while_the_member_is_away_by_the_case_s_day(
    services: Services, notice: int, clock: SteppedClock
) -> None:
    other = due(services)[1]
    away, delegate = row(services, notice).member_id or 0, row(services, other).member_id or 0
    clock.step(days=1)
    day = clock.now().date()
    with services.store.write() as session:
        session.add(
            AbsenceRow(
                member_id=away,
                delegate_id=delegate,
                from_on=day,
                to_on=day,
                recorded_at=clock.now(),
                recorded_by=STAFF,
            )
        )
    (claimed,) = claim(services, notice)
    assert (claimed.member_id, claimed.email) == (delegate, PLANTED["supervisor's mail"])
    assert (row(services, notice).member_id, row(services, notice).sent_to_id) == (away, delegate)


def test_a_notice_from_before_members_were_kept_finds_its_person_s_member(services: Services, notice: int) -> None:
    with services.store.write() as session:
        person_id = 2
        expected = session.get_one(MemberRow, 1)
    change(services, notice, member_id=None, person_id=person_id)
    (claimed,) = claim(services, notice)
    assert claimed.email in {expected.email, PLANTED["supervisor's mail"]}
    assert row(services, notice).member_id == claimed.member_id


@pytest.mark.parametrize("count", [2, 16])
def test_a_claim_and_a_proof_of_several_ask_no_more_than_of_one(services: Services, notice: int, count: int) -> None:
    """Each statement is counted; an update of many rows is one, an entry of the docket three."""
    several = add_notices(services, notice, count)
    claim(services, notice)  # who we are is looked up once
    with statements(services) as claiming:
        assert len(claim(services, *several)) == count
    with statements(services) as proving:
        mark_sent(services.store, dict.fromkeys(several, "250"), services.law, services.clock.now())
    assert len(claiming) <= 8
    assert len(proving) <= 4 + 3 * count


def test_a_digest_leaves_without_what_was_cancelled_since_and_not_at_all_when_nothing_is_left(
    services: Services,
) -> None:
    opened(services)
    kept, gone, *_ = due(services)
    digest = add_digest(services, kept, gone)
    change(services, gone, cancelled_at=services.clock.now(), cancel_reason="overtaken")
    (claimed,) = claim(services, digest)
    assert [line.notice_id for line in lines_of(claimed.content)] == [kept]
    assert row(services, digest).content == claimed.content
    assert (row(services, kept).carrier_id, row(services, gone).carrier_id) == (digest, None)
    change(services, digest, claimed_by=DEAD)
    _set_status(services, CaseStatus.HELD)
    assert claim(services, digest) == []
    assert row(services, digest).cancel_reason == "overtaken"
    assert (row(services, kept).carrier_id, row(services, kept).cancelled_at) == (None, None)


def test_counting(services: Services, notice: int) -> None:
    before = pending_count(services.store)
    claim(services, notice)
    sent(services, notice)
    assert pending_count(services.store) == before - 1
    assert key_of(row(services, notice)) == notice
