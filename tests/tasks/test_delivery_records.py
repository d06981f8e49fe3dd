"""What delivery records of each notice, and that none keeps another back; the mail system is a fake that obeys."""

from dataclasses import replace

import pytest

from models.tables import CaseRow, MemberRow
from models.terms import AttemptResult, CaseStatus, NoticeKind
from tasks.case_store.outbox import LEASE
from tasks.delivery import Delivered
from tasks.ports import FateUnknown, Refused, ServiceRefused, Unavailable, Unreached
from tasks.wiring import Services
from tests.fakes import START, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened, work
from tests.tasks.case_store.claims import add_digest, add_notices, attempts, change, due, row, rows, stamp
from tests.tasks.test_delivery import deliver, only

pytestmark = pytest.mark.one_database("what is written on either is tested with the outbox")


@pytest.mark.parametrize(
    "address", ["", "a@", "@firm.example", "弁護士@例.jp", "two words@firm.example", "a@b\nBcc: c@d"]
)
def test_an_address_that_cannot_be_read_is_refused_for_good(
    services: Services, mailer: RecordingMailer, address: str
) -> None:
    opened(services)
    (notice,) = only(services)
    with services.store.write() as session:
        member = session.get_one(MemberRow, row(services, notice).member_id)
        member.email = address
        session.add(member)
    assert deliver(services) == Delivered(refused=1)
    assert mailer.sent == []
    ((result, said),) = attempts(services, notice)
    assert result is AttemptResult.REFUSED
    assert not address or address not in said


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (RuntimeError("a defect that names attorney.planted@firm.example"), AttemptResult.TEMPORARY),
        (Unavailable("not now"), AttemptResult.TEMPORARY),
        (FateUnknown("silence"), AttemptResult.UNKNOWN),
        (ServiceRefused("not from us"), AttemptResult.TEMPORARY),
        (Refused("too big"), AttemptResult.REFUSED),
    ],
    ids=["defect", "unavailable", "unknown", "service", "refused"],
)
def test_one_notice_s_fault_is_recorded_and_the_others_leave(
    services: Services, mailer: RecordingMailer, fault: Exception, expected: AttemptResult
) -> None:
    opened(services)
    notices = only(services, 2)
    mailer.faults.append(fault)
    assert deliver(services).sent == 1
    ended = [row(services, notice) for notice in notices]
    assert [found.sent_at is None for found in ended].count(True) == 1
    assert {found.claimed_by for found in ended} == {None}
    ((result, said),) = [tried for notice in notices for tried in attempts(services, notice)]
    assert result is expected
    assert PLANTED["attorney's mail"] not in said
    if isinstance(fault, RuntimeError):
        assert "faults.log" in said


def test_a_second_try_follows_a_lost_connection_and_no_third(services: Services, mailer: RecordingMailer) -> None:
    opened(services)
    (notice,) = only(services)
    mailer.faults.extend([Unreached("lost"), Unreached("lost again")])
    assert deliver(services) == Delivered(put_off=1)
    assert len(attempts(services, notice)) == 1


def test_a_claim_that_is_about_to_end_is_given_back_unsent(
    services: Services, mailer: RecordingMailer, wall: SteppedClock
) -> None:
    """Another process may take the notice over any moment: nobody may be sending it then."""

    class Dawdling(RecordingMailer):
        async def send(self, message: object) -> str:
            del message
            wall.step(seconds=LEASE.total_seconds() / 2)
            return "kept"

    opened(services)
    notices = only(services, 2)
    services.settings.notices.connections = 1
    assert deliver(replace(services, mailer=Dawdling())) == Delivered(sent=1, left=1)
    assert [row(services, notice).claimed_by for notice in notices] == [None, None]
    assert deliver(services) == Delivered(sent=1)
    assert len(mailer.sent) == 1


def test_a_row_that_cannot_be_claimed_keeps_no_other_back(services: Services, mailer: RecordingMailer) -> None:
    """Two facts with one Message-ID: never seen, but the mails claimed beside such a row must leave."""
    opened(services)
    first, second, third = *only(services, 2), *add_notices(services, due(services)[0], 1)
    change(services, third, message_id=stamp(services)(row(services, first).dedupe)[0], sent_at=START, proof="250")
    assert deliver(services) == Delivered(sent=1, left=1)
    assert (row(services, first).sent_at, len(mailer.sent)) == (None, 1)
    assert row(services, second).sent_at


def test_nothing_of_a_held_case_leaves(services: Services, mailer: RecordingMailer) -> None:
    opened(services)
    (notice,) = only(services)
    change(services, notice, kind=NoticeKind.DEADLINE)
    with services.store.write() as session:
        case = session.get_one(CaseRow, 1)
        case.status = CaseStatus.HELD
        session.add(case)
    assert deliver(services) == Delivered()
    assert mailer.sent == []


def test_a_digest_leaves_once_and_proves_its_lines(services: Services, mailer: RecordingMailer) -> None:
    opened(services)
    lines = only(services, 2)
    digest = add_digest(services, *lines)
    assert deliver(services) == Delivered(sent=1)
    assert len(mailer.sent) == 1
    assert {row(services, line).proof for line in lines} == {f"digest:{digest}"}
    assert deliver(services) == Delivered()


def test_every_kind_of_notice_of_a_case_is_composed_without_a_person(
    services: Services, mailer: RecordingMailer, clock: SteppedClock
) -> None:
    ref = opened(services)
    for _ in range(12):
        work(services, ref)
        found = deliver(services)
        assert (found.put_off, found.refused, found.left) == (0, 0, 0)
        clock.step(days=15)
    kinds = {found.kind for found in rows(services, *NoticeKind) if found.sent_at}
    assert {NoticeKind.CASE_OPENED, NoticeKind.RELEASE_REQUESTED} <= kinds
    assert len(mailer.message_ids()) == len(set(mailer.message_ids()))
    allowed = {"attorney", "attorney's mail", "supervisor", "supervisor's mail"}  # the recipients themselves
    for message in mailer.sent:
        parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
        text = "\n".join([str(message["Subject"]), *(str(part.get_content()) for part in parts)])
        assert [name for name, value in PLANTED.items() if name not in allowed and value in text] == []
