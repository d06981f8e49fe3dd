"""The morning digest on both databases: one a person and day, true until it leaves, whatever dies meanwhile."""

import asyncio
import threading
from datetime import date, timedelta

import pytest

from models.tables import NoticeRow
from models.terms import CaseStatus, NoticeKind
from tasks.case_store.heartbeat import pulse
from tasks.case_store.opening import close_case
from tasks.delivery import deliver_due
from tasks.digests import queue_digests
from tasks.wiring import Services
from tests.fakes import RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import PLANTED, STAFF, opened
from tests.tasks.case_store.claims import change, claim, row, sent
from tests.tasks.mornings import (
    WEDNESDAY,
    at,
    away,
    change_case,
    digests,
    member,
    move_shown,
    own,
    read,
    shown,
    waiting,
    withdraw,
)

MINE, HIS = PLANTED["attorney's mail"], "second.planted@firm.example"
LOG = "log_expiry:post:1"
ANOTHER = {
    "attorney": {"name": "第二 三郎", "email": HIS},
    "requester": {"name": "乙野 次", "address": "架空県", "born_on": "1990-01-01"},
}


@pytest.fixture
def case(services: Services) -> str:
    """A case opened on Tuesday; its dates are lines of Wednesday's digest."""
    return opened(services)


def morning(clock: SteppedClock, hour: int = 8, minute: int = 0, day: date = WEDNESDAY) -> None:
    clock.step_to(at(hour, minute, day))


def only(made: Services) -> NoticeRow:
    (digest,) = digests(made)
    return digest


def test_each_person_reads_their_own_dates_once(services: Services, case: str, clock: SteppedClock) -> None:
    other = opened(services, **ANOTHER)
    morning(clock)
    assert queue_digests(services) == 2
    by_reader = {digest.member_id: digest for digest in digests(services)}
    assert set(by_reader) == {member(services, MINE), member(services, HIS)}
    for mail, ref in ((MINE, case), (HIS, other)):
        digest = by_reader[member(services, mail)]
        said = read(digest)
        assert {line["ref"] for lines in said.values() for line in lines} == {ref}
        assert [line["deadline_kind"] for line in said["ahead"]] == ["route_start", "log_expiry", "log_expiry"]
        carried = {line.id for line in waiting(services) if line.carrier_id == digest.id}
        assert {line["notice_id"] for line in said["ahead"]} == carried
        assert (digest.dedupe, digest.carriage) == (f"digest:{digest.member_id}:2026-01-14", "single")
    assert queue_digests(services) == 0
    assert len(digests(services)) == 2


def test_a_digest_names_no_person(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    morning(clock)
    queue_digests(services)
    said = str(only(services).content)
    assert not [name for name, planted in PLANTED.items() if planted in said]


@pytest.mark.parametrize(
    ("hour", "day"),
    [(7, WEDNESDAY), (20, WEDNESDAY), (9, date(2026, 1, 17))],
    ids=["too early", "closed", "Saturday"],
)
def test_outside_its_hours_nothing_is_made(
    services: Services, case: str, clock: SteppedClock, hour: int, day: date
) -> None:
    del case
    morning(clock, hour, day=day)
    assert queue_digests(services) == 0
    assert digests(services) == []


def test_with_nothing_to_say_there_is_none_that_day(services: Services, case: str, clock: SteppedClock) -> None:
    """What becomes due after the morning waits for the next one."""
    for line in waiting(services):
        change(services, line.id or 0, not_before=at(9))
    morning(clock)
    assert queue_digests(services) == 0
    morning(clock, 10)
    assert queue_digests(services) == 0
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    assert queue_digests(services) == 1
    assert {line["ref"] for line in read(only(services))["ahead"]} == {case}


def test_a_late_desk_sends_it_then_and_once(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    for hour, made in ((11, 1), (12, 0)):
        morning(clock, hour)
        assert queue_digests(services) == made
    assert only(services).written_at == at(11)


def test_a_delegate_gets_one_digest_with_the_lines_of_both(
    services: Services, case: str, clock: SteppedClock, mailer: RecordingMailer
) -> None:
    own = opened(services, **ANOTHER)
    away(services, member(services, MINE), member(services, HIS))
    morning(clock)
    assert queue_digests(services) == 1
    digest = only(services)
    assert digest.member_id == member(services, HIS)
    marks = {line["ref"]: line["stands_in"] for line in read(digest)["ahead"]}
    assert marks == {case: True, own: False}
    assert {line.carrier_id for line in waiting(services)} == {digest.id}
    asyncio.run(deliver_due(services))
    assert {line.sent_to_id for line in waiting(services)} == {member(services, HIS)}
    (mail,) = (mail for mail in mailer.sent if "まとめ" in str(mail["Subject"]))
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("［代理］") == len(waiting(services)) / 2


def test_two_sweeps_at_once_make_one_digest(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    morning(clock)
    start, faults, made = threading.Barrier(3), list[Exception](), list[int]()

    def sweep() -> None:
        try:
            start.wait()
            made.append(queue_digests(services))
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, sorted(made)) == ([], [0, 0, 1])
    assert {line.carrier_id for line in waiting(services)} == {only(services).id}


def test_what_is_at_hand_is_listed_by_its_day(services: Services, case: str, clock: SteppedClock) -> None:
    move_shown(services, LOG, WEDNESDAY)
    move_shown(services, "log_expiry:post:2", WEDNESDAY + timedelta(days=7))
    for line in waiting(services):
        change(services, line.id or 0, cancelled_at=clock.now(), cancel_reason="test")
    morning(clock)
    assert queue_digests(services) == 1
    said = read(only(services))
    assert [(name, line["topic"], line["notice_id"]) for name, lines in said.items() for line in lines] == [
        ("today", LOG, None),
        ("week", "log_expiry:post:2", None),
    ]
    assert said["today"][0]["ref"] == case


def test_a_date_ahead_alone_is_no_reason_for_a_mail(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    move_shown(services, LOG, WEDNESDAY + timedelta(days=3))
    for line in waiting(services):
        change(services, line.id or 0, cancelled_at=clock.now(), cancel_reason="test")
    morning(clock)
    assert queue_digests(services) == 0
    beat = pulse(services.store)
    assert beat is not None
    assert beat.digested_on == WEDNESDAY


def _told_and_unowned(made: Services, clock: SteppedClock) -> int:
    """A date nine days ahead of which the attorney was told on Tuesday, and nothing else waits."""
    near = WEDNESDAY + timedelta(days=9)
    move_shown(made, LOG, near)
    told = next(line.id or 0 for line in waiting(made) if line.topic == LOG)
    change(made, told, stated_on=near)
    sent(made, told)
    for other in waiting(made):
        if other.sent_at is None:
            change(made, other.id or 0, cancelled_at=clock.now(), cancel_reason="test")
    return told


def test_what_was_told_and_nobody_owned_is_said_to_attorney_and_supervisor(
    services: Services, case: str, clock: SteppedClock
) -> None:
    del case
    told = _told_and_unowned(services, clock)
    morning(clock)
    own_by = row(services, told).ack_by
    assert own_by is not None
    assert own_by > clock.now()
    assert queue_digests(services) == 0
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    assert queue_digests(services) == 2
    for digest in digests(services):
        assert [line["topic"] for line in read(digest)["unowned"]] == [LOG]


def test_what_was_owned_before_the_digest_left_is_not_said_to_be_nobody_s(
    services: Services, case: str, clock: SteppedClock
) -> None:
    del case
    _told_and_unowned(services, clock)
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    queue_digests(services)
    first, second = (digest.id or 0 for digest in digests(services))
    (claimed,) = claim(services, first)
    assert [line["topic"] for line in claimed.content["sections"]["unowned"]] == [LOG]
    own(services, LOG, WEDNESDAY + timedelta(days=9))
    assert claim(services, second) == []
    assert row(services, second).cancelled_at == clock.now()


def test_a_date_that_was_told_and_is_gone_is_said_once(services: Services, case: str, clock: SteppedClock) -> None:
    """The case that told of it goes on: a date of another case is the reason for the mail."""
    line = next(line for line in waiting(services) if line.topic == LOG)
    sent(services, line.id or 0)
    withdraw(services, LOG)
    morning(clock)
    queue_digests(services)
    (gone,) = read(only(services))["withdrawn"]
    assert (gone["ref"], gone["topic"], gone["notice_id"]) == (case, LOG, None)
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    move_shown(services, "log_expiry:post:2", WEDNESDAY + timedelta(days=1))
    assert queue_digests(services) == 1
    assert "withdrawn" not in read(digests(services)[1])


# ── between making and sending ───────────────────────────────────────────────


def test_what_was_cancelled_since_is_not_said(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    morning(clock)
    queue_digests(services)
    digest = only(services)
    line = next(line for line in waiting(services) if line.topic == LOG)
    change(services, line.id or 0, cancelled_at=clock.now(), cancel_reason="test")
    (claimed,) = claim(services, digest.id or 0)
    topics = [each["topic"] for each in claimed.content["sections"]["ahead"]]
    assert LOG not in topics
    assert len(topics) == 2
    sent(services, digest.id or 0)
    assert row(services, line.id or 0).sent_at is None
    assert {each.proof for each in waiting(services) if each.id != line.id} == {f"digest:{digest.id}"}


def test_a_listed_date_that_moved_or_went_since_is_not_said(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    move_shown(services, LOG, WEDNESDAY)
    morning(clock)
    queue_digests(services)
    digest = only(services)
    assert [line["topic"] for line in read(digest)["today"]] == [LOG]
    move_shown(services, LOG, WEDNESDAY + timedelta(days=5))
    (claimed,) = claim(services, digest.id or 0)
    assert claimed.content["sections"]["today"] == []


def test_the_lines_of_a_held_case_come_back_in_a_later_digest(
    services: Services, case: str, clock: SteppedClock
) -> None:
    other = opened(services, requester=ANOTHER["requester"])
    morning(clock)
    queue_digests(services)
    first = only(services)
    change_case(services, case, status=CaseStatus.HELD)
    (claimed,) = claim(services, first.id or 0)
    assert {line["ref"] for line in claimed.content["sections"]["ahead"]} == {other}
    sent(services, first.id or 0)
    change_case(services, case, status=CaseStatus.OPEN)
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    queue_digests(services)
    later = digests(services)[1]
    assert {line["ref"] for line in read(later)["ahead"]} == {case}


def test_a_digest_with_nothing_left_is_never_sent(
    services: Services, case: str, clock: SteppedClock, mailer: RecordingMailer
) -> None:
    morning(clock)
    queue_digests(services)
    close_case(services.store, services.law, case, reason="終わり", by=STAFF, now=clock.now())
    asyncio.run(deliver_due(services))
    assert only(services).cancelled_at == clock.now()
    assert not [subject for subject in mailer.subjects() if "まとめ" in subject]


def test_a_digest_sent_a_day_late_says_what_is_today_then(services: Services, case: str, clock: SteppedClock) -> None:
    del case
    tomorrow = WEDNESDAY + timedelta(days=1)
    move_shown(services, LOG, tomorrow)
    morning(clock)
    queue_digests(services)
    assert [line["topic"] for line in read(only(services))["week"]] == [LOG]
    morning(clock, 7, day=tomorrow)
    (claimed,) = claim(services, only(services).id or 0)
    assert [line["topic"] for line in claimed.content["sections"]["today"]] == [LOG]


@pytest.mark.parametrize("is_sending", [False, True], ids=["waiting", "being sent"])
def test_a_digest_that_did_not_leave_gives_way_to_the_next(
    services: Services, case: str, clock: SteppedClock, *, is_sending: bool
) -> None:
    move_shown(services, "log_expiry:post:2", WEDNESDAY + timedelta(days=1))
    morning(clock)
    queue_digests(services)
    first = only(services)
    if is_sending:
        claim(services, first.id or 0)
    morning(clock, day=WEDNESDAY + timedelta(days=1))
    assert queue_digests(services) == 1
    old, new = digests(services)
    assert (old.cancelled_at is None) is is_sending
    assert {line.carrier_id for line in waiting(services)} == {old.id if is_sending else new.id}
    assert [line["ref"] for line in read(new)["today"]] == [case]


def test_shown_dates_are_what_the_case_says(services: Services, case: str) -> None:
    """These tests move what is shown by hand; without that it follows the case."""
    del case
    assert shown(services, LOG).act_by == date(2026, 4, 7)
    assert NoticeKind.DEADLINE in {line.kind for line in waiting(services)}
