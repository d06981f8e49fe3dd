"""Delivery through a real SMTP server: proofs, refusals, silence, and processes that die in the middle."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.tables import NoticeRow, PersonRow
from models.terms import NoticeKind
from tasks import wiring
from tasks.case_store import docket
from tasks.case_store.outbox import due_notice_ids, put_off
from tasks.delivery import deliver
from tasks.ports import Refused, Unavailable
from tasks.settings import Settings, SmtpSection
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings
from tasks.wiring import Services
from tests.conftest import FIRM
from tests.fakes import RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened, work
from tests.tasks.mail.loopback_smtp import DROP_IN_DATA, Desk, loopback_smtp

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with loopback_smtp("none", tmp_path / "none.pem", auth=False) as running:
        yield running


@pytest.fixture
def mailing(services: Services, desk: Desk) -> Services:
    """Services that send through the loopback server."""
    return replace(services, mailer=SmtpMailer(SmtpSettings(host="127.0.0.1", port=desk.port, security="none")))


def _deliver(made: Services, notice_id: int) -> str:
    return asyncio.run(deliver(made, notice_id))


def _first(made: Services) -> int:
    opened(made)
    return due_notice_ids(made.store, made.clock.now())[0]


def _row(made: Services, notice_id: int) -> NoticeRow:
    with made.store.read() as session:
        return session.get_one(NoticeRow, notice_id)


def test_a_delivered_notice_has_its_proof_and_is_not_sent_again(mailing: Services, desk: Desk) -> None:
    notice = _first(mailing)
    assert _deliver(mailing, notice) == "sent"
    assert _deliver(mailing, notice) == "skipped"
    row = _row(mailing, notice)
    assert (row.sent_at, row.claimed_by) == (mailing.clock.now(), None)
    assert row.proof is not None
    assert row.proof.startswith("250 2.0.0 queued as 1 for <address>")
    assert desk.recipients == [[PLANTED["attorney's mail"]]]
    assert len(desk.messages) == 1


def test_a_passing_refusal_gives_the_claim_back_and_works_later(
    mailing: Services, desk: Desk, clock: SteppedClock
) -> None:
    notice = _first(mailing)
    desk.data_faults.extend(["451 4.3.0 try later", DROP_IN_DATA])
    for _ in range(2):
        with pytest.raises(Unavailable):
            _deliver(mailing, notice)
        assert _row(mailing, notice).claimed_by is None
    assert put_off(mailing.store, notice, "silent", clock.now()) is True
    assert notice not in due_notice_ids(mailing.store, clock.now())
    clock.step(minutes=5)
    assert notice in due_notice_ids(mailing.store, clock.now())
    assert _deliver(mailing, notice) == "sent"
    assert len(desk.messages) == 1


def test_a_refusal_for_good_fails_and_tells_without_the_address(mailing: Services, desk: Desk) -> None:
    notice = _first(mailing)
    desk.recipient_faults.append("550 5.1.1 <{address}> unknown")
    assert _deliver(mailing, notice) == "failed"
    row = _row(mailing, notice)
    assert row.failed_at == mailing.clock.now()
    assert row.last_error
    assert PLANTED["attorney's mail"] not in row.last_error
    with mailing.store.read() as session:
        assert not any(PLANTED["attorney's mail"] in entry.detail for entry in docket.entries(session, 1))
    due = [_row(mailing, found) for found in due_notice_ids(mailing.store, mailing.clock.now())]
    (told,) = [found for found in due if found.kind is NoticeKind.UNDELIVERABLE]
    assert _deliver(mailing, told.id or 0) == "sent"
    assert desk.recipients == [[PLANTED["supervisor's mail"]]]


@pytest.mark.parametrize(
    "address", ["", "a@", "@firm.example", "弁護士@例.jp", "two words@firm.example", "a@b\nBcc: c@d"]
)
def test_an_address_that_cannot_be_read_is_refused_for_good(
    services: Services, mailer: RecordingMailer, address: str
) -> None:
    notice = _first(services)
    with services.store.write() as session:
        row = session.get_one(NoticeRow, notice)
        person = session.get_one(PersonRow, row.person_id)
        person.email = address
        session.add(person)
    assert _deliver(services, notice) == "failed"
    assert mailer.sent == []
    if address:
        assert address not in str(_row(services, notice).last_error)


def test_any_other_fault_leaves_the_claim_and_nothing_else(services: Services, mailer: RecordingMailer) -> None:
    notice = _first(services)
    mailer.faults.append(RuntimeError("a defect"))
    with pytest.raises(RuntimeError):
        _deliver(services, notice)
    row = _row(services, notice)
    assert (row.sent_at, row.failed_at) == (None, None)
    assert put_off(services.store, notice, "a defect", services.clock.now()) is True


def test_a_refused_message_is_not_tried_again(services: Services, mailer: RecordingMailer) -> None:
    notice = _first(services)
    mailer.faults.append(Refused("too big"))
    assert [_deliver(services, notice), _deliver(services, notice)] == ["failed", "skipped"]


def test_every_kind_of_notice_of_a_case_is_composed_without_a_person(
    services: Services, mailer: RecordingMailer, clock: SteppedClock
) -> None:
    ref = opened(services)
    kinds = set()
    for _ in range(12):
        work(services, ref)
        for notice_id in due_notice_ids(services.store, clock.now()):
            kinds.add(_row(services, notice_id).kind)
            assert _deliver(services, notice_id) == "sent"
        clock.step(days=15)
    assert {NoticeKind.CASE_OPENED, NoticeKind.RELEASE_REQUESTED, NoticeKind.DEADLINE} <= kinds
    assert len(mailer.message_ids()) == len(set(mailer.message_ids()))
    allowed = {"attorney", "attorney's mail", "supervisor", "supervisor's mail"}  # the recipients themselves
    for message in mailer.sent:
        text = "\n".join(
            [str(message["Subject"]), *(str(part.get_content()) for part in message.walk() if not part.is_multipart())]
        )
        assert [name for name, value in PLANTED.items() if name not in allowed and value in text] == []


@pytest.fixture
def firm(settings: Settings, desk: Desk) -> Iterator[Services]:
    """Services as a process of the firm builds them from its settings."""
    smtp = SmtpSection(host="127.0.0.1", port=desk.port, security="none")
    made = wiring.build(Settings(home=settings.home, database=settings.database, firm=FIRM, smtp=smtp))
    wiring.install(made)
    yield made
    wiring.install(None)
    made.store.dispose()


@pytest.fixture
def sender(settings: Settings, desk: Desk) -> Callable[[str, int], subprocess.Popen[bytes]]:
    """Start a process that delivers one notice and dies at a point."""
    variables = {
        "KAIJI_HOME": str(settings.home),
        "KAIJI_DATABASE": settings.database_url,
        "KAIJI_SMTP__HOST": "127.0.0.1",
        "KAIJI_SMTP__PORT": str(desk.port),
        "KAIJI_SMTP__SECURITY": "none",
        "KAIJI_FIRM__MAIL_FROM": FIRM.mail_from,
        "KAIJI_FIRM__MAIL_DOMAIN": FIRM.mail_domain,
    }

    def start(point: str, notice_id: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.tasks.dying_sender", point, str(notice_id)]
        return subprocess.Popen(command, cwd=ROOT, env=os.environ | variables)

    return start


def test_a_sender_killed_anywhere_loses_nothing_and_repeats_only_the_same_message(
    firm: Services, desk: Desk, sender: Callable[[str, int], subprocess.Popen[bytes]]
) -> None:
    """Before sending: once. Between sending and proof: twice, one Message-ID. After the proof: once."""
    work(firm, opened(firm))
    with firm.store.engine.connect() as connection:
        notices = list(connection.scalars(sa.text("SELECT id FROM notice ORDER BY id")))
    points = dict(zip(["claimed", "sent", "marked"], notices, strict=False))
    killed = [sender(point, notice_id) for point, notice_id in points.items()]
    assert [process.wait() for process in killed] == [-9, -9, -9]
    assert {point: _row(firm, notice_id).sent_at is not None for point, notice_id in points.items()} == {
        "claimed": False,
        "sent": False,
        "marked": True,
    }
    results = {point: _deliver(firm, notice_id) for point, notice_id in points.items()}
    assert results == {"claimed": "sent", "sent": "sent", "marked": "skipped"}
    assert sorted(desk.message_ids().values()) == [1, 1, 2]
    assert all(_row(firm, notice_id).proof for notice_id in points.values())
    with firm.store.read() as session:
        assert list(docket.verify(session)) == []
        assert [entry.event for entry in docket.entries(session, 1)].count("notice_sent") == 3
