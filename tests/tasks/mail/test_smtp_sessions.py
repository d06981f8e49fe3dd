"""Kept connections against a real server: how many, what they survive, and that no message spoils the next."""

import asyncio
from email.message import EmailMessage
from pathlib import Path

import pytest

from tasks.ports import Refused, Unavailable, Unreached
from tests.tasks.mail.conftest import make_message
from tests.tasks.mail.loopback_smtp import DROP_AT_DATA, DROP_IN_DATA, SILENT_IN_DATA, Desk, Start, loopback_smtp
from tests.tasks.mail.test_smtp import Security, free_port, mailer_for, send


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_session_sends_many_over_no_more_connections_than_asked_for(start: Start, security: Security) -> None:
    desk = start(security)
    mailer = mailer_for(desk, security, connections=4)

    async def many() -> None:
        async with mailer.session():
            await asyncio.gather(*(mailer.send(make_message(n)) for n in range(1, 401)))

    asyncio.run(many())
    assert (desk.connections, desk.most_open, len(desk.signed_in)) == (4, 4, 4)
    assert len(desk.messages) == 400
    assert set(desk.message_ids().values()) == {1}
    assert set(desk.was_encrypted) == {security != "none"}


def test_a_session_opens_what_it_needs_and_nothing_is_kept_without_one(start: Start) -> None:
    desk = start()
    mailer = mailer_for(desk, connections=4)

    async def few() -> None:
        async with mailer.session():
            for number in range(1, 4):
                await mailer.send(make_message(number))
        await mailer.send(make_message(4))
        async with mailer.session():
            pass

    asyncio.run(few())
    assert desk.connections == 2
    assert len(desk.messages) == 4


@pytest.mark.parametrize(
    ("fault", "greetings"), [("451 4.3.0 later", 1), ("554 5.7.1 no", 1), (DROP_IN_DATA, 2), (SILENT_IN_DATA, 2)]
)
def test_a_session_goes_on_after_a_failed_message(start: Start, fault: str, greetings: int) -> None:
    desk = start()
    desk.data_faults.append(fault)
    mailer = mailer_for(desk, timeout_seconds=1 if fault == SILENT_IN_DATA else 10)

    async def failing_then_good() -> None:
        async with mailer.session():
            with pytest.raises((Unavailable, Refused)):
                await mailer.send(make_message(1))
            await mailer.send(make_message(2))

    asyncio.run(failing_then_good())
    assert desk.message_ids() == {"<notice-2@firm.example>": 1}
    assert desk.greetings == greetings


def test_a_session_survives_a_server_that_was_restarted(start: Start, certificate: Path) -> None:
    port = free_port()

    async def across_a_restart() -> Desk:
        mailer = mailer_for(Desk(port=port))
        async with mailer.session():
            with loopback_smtp("none", certificate, port=port):
                await mailer.send(make_message(1))
            desk = start(port=port)
            await mailer.send(make_message(2))
            return desk

    assert asyncio.run(across_a_restart()).message_ids() == {"<notice-2@firm.example>": 1}


def test_a_cancelled_send_leaves_no_half_message_on_the_kept_connection(start: Start) -> None:
    desk = start()
    desk.data_faults.append(SILENT_IN_DATA)
    mailer = mailer_for(desk)

    async def cancelled_then_good() -> None:
        async with mailer.session():
            sending = asyncio.create_task(mailer.send(make_message(1)))
            assert await asyncio.to_thread(desk.fell_silent.wait, 10)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await mailer.send(make_message(2))

    asyncio.run(cancelled_then_good())
    assert desk.message_ids() == {"<notice-2@firm.example>": 1}


def test_two_mailers_do_not_share_a_session(start: Start) -> None:
    first, second = start(), start()

    async def both() -> None:
        mailer, other = mailer_for(first), mailer_for(second)
        async with mailer.session():
            await mailer.send(make_message(1))
            await other.send(make_message(2))

    asyncio.run(both())
    assert len(first.messages) == len(second.messages) == 1


def test_a_connection_lost_before_the_text_was_asked_for_is_unreached_and_a_kept_one_is_replaced(
    start: Start, message: EmailMessage
) -> None:
    desk = start()
    mailer = mailer_for(desk)
    desk.data_faults.append(DROP_AT_DATA)
    with pytest.raises(Unreached):
        send(mailer, message)

    async def good_then_lost() -> None:
        async with mailer.session():
            await mailer.send(make_message(2))
            desk.data_faults.append(DROP_AT_DATA)
            await mailer.send(make_message(3))

    asyncio.run(good_then_lost())
    assert desk.message_ids() == {"<notice-2@firm.example>": 1, "<notice-3@firm.example>": 1}
    assert desk.connections == 3


def test_a_kept_connection_that_lay_idle_is_asked_whether_it_lives(
    start: Start, message: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.smtp_client._IDLE_SECONDS", -1.0)
    desk = start()
    mailer = mailer_for(desk)

    async def two() -> None:
        async with mailer.session():
            await mailer.send(message)
            desk.reset_faults.append(DROP_AT_DATA)
            await mailer.send(make_message(2))
            await mailer.send(make_message(3))

    asyncio.run(two())
    assert desk.commands == ["MAIL", "RSET", "MAIL", "RSET", "MAIL"]
    assert (desk.connections, len(desk.messages)) == (2, 3)


def test_a_server_that_says_goodbye_on_a_kept_connection_is_greeted_anew(start: Start, message: EmailMessage) -> None:
    desk = start()
    mailer = mailer_for(desk)

    async def two() -> None:
        async with mailer.session():
            await mailer.send(message)
            desk.recipient_faults.append("421 4.7.0 enough for one connection")
            await mailer.send(make_message(2))

    asyncio.run(two())
    assert (desk.connections, len(desk.messages)) == (2, 2)
