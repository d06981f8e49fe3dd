"""Delivery through a real SMTP server: proofs, refusals, silence; one notice's failure never stops the others."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables import OfficeTaskRow
from models.terms import AttemptResult, NoticeKind, OfficeTaskKind
from tasks.case_store import docket
from tasks.delivery import Delivered, deliver_due
from tasks.settings import NoticesSection
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import add_notices, attempts, due, row, rows, sent
from tests.tasks.mail.loopback_smtp import (
    DROP_AFTER_OK,
    DROP_AT_DATA,
    DROP_IN_DATA,
    KEEP_AND_DROP,
    KEEP_AND_HANG,
    PASSWORD,
    SLOW,
    USERNAME,
    Desk,
    loopback_smtp,
    self_signed,
)
from tests.tasks.mail.test_smtp import free_port

pytestmark = pytest.mark.one_database("what is written on either is tested with the outbox")

Serve = Callable[..., tuple[Services, Desk]]


@pytest.fixture
def serve(services: Services, tmp_path: Path) -> Iterator[Serve]:
    """Start a server and give services that send through it."""
    with ExitStack() as stack:

        def start(security: str = "none", *, connections: int = 4, password: str = PASSWORD) -> tuple[Services, Desk]:
            certificate = self_signed(tmp_path)
            desk = stack.enter_context(loopback_smtp(security, certificate, auth=security != "none"))
            signing_in = {} if security == "none" else {"username": USERNAME, "password": password}
            mailer = SmtpMailer(
                SmtpSettings(
                    host="127.0.0.1",
                    port=desk.port,
                    security=security,  # type: ignore[arg-type]
                    ca_file=certificate,
                    timeout_seconds=5,
                    verdict_seconds=0.2,
                    connections=connections,
                    **signing_in,
                )
            )
            settings = services.settings.model_copy(update={"notices": NoticesSection(connections=connections)})
            return replace(services, mailer=mailer, settings=settings), desk

        yield start


@pytest.fixture
def mailing(serve: Serve) -> tuple[Services, Desk]:
    """A case, and a server that takes its mail over one connection."""
    made, desk = serve(connections=1)
    opened(made)
    return made, desk


def deliver(made: Services) -> Delivered:
    return asyncio.run(deliver_due(made))


def only(made: Services, count: int = 1) -> list[int]:
    """So many of the due notices; the others have left already."""
    kept, rest = due(made)[:count], due(made)[count:]
    for notice_id in rest:
        sent(made, notice_id)
    return kept


def test_a_delivered_notice_has_its_proof_and_is_not_sent_again(mailing: tuple[Services, Desk]) -> None:
    made, desk = mailing
    (notice,) = only(made)
    assert deliver(made) == Delivered(sent=1)
    assert deliver(made) == Delivered()
    found = row(made, notice)
    assert (found.sent_at, found.claimed_by) == (made.clock.now(), None)
    assert found.proof is not None
    assert found.proof.startswith("250 2.0.0 queued as 1 for <address>")
    assert desk.recipients == [[PLANTED["attorney's mail"]]]
    assert desk.message_ids() == {found.message_id: 1}


def test_over_starttls_and_sign_in_all_leaves_over_few_connections(serve: Serve) -> None:
    made, desk = serve("starttls", connections=3)
    opened(made)
    add_notices(made, due(made)[0], 30)
    waiting = len(due(made))
    assert deliver(made) == Delivered(sent=waiting)
    assert set(desk.message_ids().values()) == {1}
    assert len(desk.messages) == waiting
    assert desk.was_encrypted == [True] * waiting
    assert desk.connections == len(desk.signed_in) == desk.most_open <= 3


@pytest.mark.parametrize(
    "answer", ["451 4.3.0 try later", "450 4.2.0 <{address}> greylisted", "452 4.2.2 mailbox of {address} full"]
)
def test_a_passing_refusal_is_on_record_and_works_later(
    mailing: tuple[Services, Desk], clock: SteppedClock, answer: str
) -> None:
    made, desk = mailing
    (notice,) = only(made)
    (desk.data_faults if answer.startswith("451") else desk.recipient_faults).append(answer)
    assert deliver(made) == Delivered(put_off=1)
    found = row(made, notice)
    assert (found.claimed_by, found.attempts, found.not_before) == (None, 1, clock.now() + timedelta(minutes=5))
    ((result, said),) = attempts(made, notice)
    assert result is AttemptResult.TEMPORARY
    assert answer[:3] in said
    assert PLANTED["attorney's mail"] not in said
    assert deliver(made) == Delivered()
    clock.step(minutes=5)
    assert deliver(made) == Delivered(sent=1)
    assert len(desk.messages) == 1


def test_a_refusal_for_good_fails_and_tells_without_the_address(mailing: tuple[Services, Desk]) -> None:
    made, desk = mailing
    (notice,) = only(made)
    desk.recipient_faults.append("550 5.1.1 <{address}> unknown")
    assert deliver(made) == Delivered(refused=1)
    found = row(made, notice)
    assert found.failed_at == made.clock.now()
    ((result, said),) = attempts(made, notice)
    assert result is AttemptResult.REFUSED
    assert "550" in said
    with made.store.read() as session:
        (task,) = session.exec(select(OfficeTaskRow))
        assert (task.kind, task.case_id, task.notice_id) == (OfficeTaskKind.REFUSED, 1, notice)
        written = [*(entry.detail for entry in docket.entries(session, 1)), said, task.said, str(found.last_error)]
    assert not any(PLANTED["attorney's mail"] in text for text in written)
    assert [told.kind for told in rows(made, NoticeKind.UNDELIVERABLE)] == [NoticeKind.UNDELIVERABLE]
    assert deliver(made) == Delivered(sent=1)
    assert desk.recipients == [[PLANTED["supervisor's mail"]]]


def test_a_connection_lost_before_the_text_left_is_tried_again_in_the_same_sweep(
    mailing: tuple[Services, Desk],
) -> None:
    made, desk = mailing
    notices = only(made, 2)
    desk.data_faults.append(DROP_AT_DATA)
    assert deliver(made) == Delivered(sent=2)
    assert len(desk.messages) == 2
    assert [attempts(made, notice) for notice in notices] == [[], []]


@pytest.mark.parametrize("fault", [DROP_IN_DATA, KEEP_AND_DROP, KEEP_AND_HANG])
def test_a_lost_answer_to_the_whole_text_is_recorded_as_unknown_and_goes_again_as_the_same_message(
    mailing: tuple[Services, Desk], clock: SteppedClock, fault: str
) -> None:
    """Whether the server kept it nobody knows: the row says so, and the second mail is known as the first."""
    made, desk = mailing
    (notice,) = only(made)
    desk.data_faults.append(fault)
    assert deliver(made) == Delivered(put_off=1)
    ((result, said),) = attempts(made, notice)
    assert result is AttemptResult.UNKNOWN
    assert "whole text" in said
    assert row(made, notice).sent_at is None
    clock.step(minutes=5)
    assert deliver(made) == Delivered(sent=1)
    assert desk.message_ids() == {row(made, notice).message_id: 1 if fault == DROP_IN_DATA else 2}


@pytest.mark.parametrize("fault", [DROP_AFTER_OK, SLOW])
def test_what_was_accepted_stays_accepted(mailing: tuple[Services, Desk], fault: str) -> None:
    made, desk = mailing
    notices = only(made, 2)
    desk.data_faults.append(fault)
    assert deliver(made) == Delivered(sent=2)
    assert set(desk.message_ids().values()) == {1}
    assert all(row(made, notice).proof for notice in notices)


def test_many_faults_at_once_lose_nothing_and_keep_nobody_back(serve: Serve, clock: SteppedClock) -> None:
    made, desk = serve(connections=2)
    opened(made)
    add_notices(made, due(made)[0], 20)
    waiting = due(made)
    desk.data_faults.extend(["", "451 later", DROP_AFTER_OK, "", KEEP_AND_DROP, "554 no", "", DROP_IN_DATA, SLOW])
    desk.recipient_faults.extend(["", "", "", "450 greylisted", "", "550 unknown"])
    first = deliver(made)
    assert (first.refused, first.sent + first.put_off, first.left) == (2, len(waiting) - 2, 0)
    clock.step(minutes=5)
    for _ in range(2):
        deliver(made)
    ended = [row(made, notice) for notice in waiting]
    assert [bool(found.sent_at) for found in ended].count(False) == 2
    assert desk.most_open <= 2
    unknown = {found.message_id for found in ended if AttemptResult.UNKNOWN in dict(attempts(made, found.id or 0))}
    assert {message for message, count in desk.message_ids().items() if count > 1} <= unknown
    assert {found.message_id for found in ended if found.sent_at} <= set(desk.message_ids())


def test_nobody_listening_puts_off_a_few_and_leaves_the_rest_to_the_next_sweep(services: Services) -> None:
    nobody = SmtpMailer(SmtpSettings(host="127.0.0.1", port=free_port(), security="none"))
    made = replace(services, mailer=nobody, settings=services.settings.model_copy())
    made.settings.notices.connections = 1
    opened(made)
    waiting = due(made) + add_notices(made, due(made)[0], 10)
    delivered = deliver(made)
    assert delivered == Delivered(put_off=2, left=len(waiting) - 2)
    assert len(due(made)) == len(waiting) - 2
    assert {row(made, notice).claimed_by for notice in waiting} == {None}
    ((result, said),) = attempts(made, waiting[0])
    assert result is AttemptResult.TEMPORARY
    assert "no connection" in said


def test_a_refused_sign_in_fails_nobody_s_mail_and_is_a_task_of_its_own(serve: Serve, clock: SteppedClock) -> None:
    """The password can be mended inside the window; then what was put off leaves."""
    made, desk = serve("starttls", connections=1, password=PASSWORD[::-1])
    opened(made)
    (notice,) = only(made)
    assert deliver(made) == Delivered(put_off=1)
    assert (row(made, notice).failed_at, desk.messages) == (None, [])
    with made.store.read() as session:
        (task,) = session.exec(select(OfficeTaskRow))
    assert (task.kind, task.case_id) == (OfficeTaskKind.REFUSED, None)
    assert "check username and password" in task.said
    clock.step(minutes=5)
    mended, desk = serve("starttls", connections=1)
    assert deliver(mended).sent == len(desk.messages) > 0
    assert row(made, notice).sent_at
