"""SMTP against a real server on loopback: every protection, every failure, and what each failure means."""

import asyncio
import socket
import traceback
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import pytest

from tasks.ports import FateUnknown, Refused, ServiceRefused, Unavailable, Unreached
from tasks.smtp import SmtpMailer, SmtpSettings
from tests.tasks.mail.conftest import make_message
from tests.tasks.mail.loopback_smtp import (
    DROP_AT_DATA,
    DROP_IN_DATA,
    KEEP_AND_DROP,
    KEEP_AND_HANG,
    PASSWORD,
    SILENT_IN_DATA,
    USERNAME,
    Desk,
    Start,
    loopback_smtp,
    self_signed,
)

Security = Literal["starttls", "tls", "none"]


def mailer_for(
    desk: Desk,
    security: Security = "none",
    *,
    username: str | None = USERNAME,
    password: str | None = PASSWORD,
    timeout_seconds: float = 10.0,
    connections: int = 1,
) -> SmtpMailer:
    settings = SmtpSettings(
        host="127.0.0.1",
        port=desk.port,
        security=security,
        username=username,
        password=password,
        ca_file=desk.ca_file,
        timeout_seconds=timeout_seconds,
        verdict_seconds=timeout_seconds,
        connections=connections,
    )
    return SmtpMailer(settings)


def send(mailer: SmtpMailer, message: EmailMessage) -> str:
    return asyncio.run(mailer.send(message))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_message_arrives_whole_over_each_protection(start: Start, message: EmailMessage, security: Security) -> None:
    desk = start(security)
    proof = send(mailer_for(desk, security), message)
    assert proof == "250 2.0.0 queued as 1 for <address>"
    assert desk.signed_in == [USERNAME]
    assert desk.was_encrypted == [security != "none"]
    assert desk.recipients == [["attorney@firm.example"]]
    (arrived,) = desk.messages
    assert arrived["Subject"] == "【本日】2026-0042"
    assert arrived.get_content().replace("\r\n", "\n") == "ログ保存期限\n.\nは本日です。\n"


def test_a_451_is_unavailable_and_the_next_try_arrives_once(start: Start, message: EmailMessage) -> None:
    desk = start()
    desk.data_faults.append("451 4.3.0 try later")
    mailer = mailer_for(desk)
    with pytest.raises(Unavailable, match=r"451 4\.3\.0"):
        send(mailer, message)
    send(mailer, message)
    assert desk.message_ids() == {"<notice-1@firm.example>": 1}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("550 5.1.1 <{address}>: user unknown", Refused),
        ("452 4.2.2 <{address}>: mailbox full", Unavailable),
        ("421 4.7.0 too many mails for {address}", Unavailable),
    ],
)
def test_a_refused_recipient_is_final_only_at_5xx(
    start: Start, message: EmailMessage, fault: str, expected: type[Exception]
) -> None:
    desk = start()
    desk.recipient_faults.append(fault)
    with pytest.raises(expected, match=fault[:3]) as caught:
        send(mailer_for(desk), message)
    assert "attorney@" not in "".join(traceback.format_exception(caught.value))
    assert desk.messages == []


def test_a_554_for_the_text_is_refused(start: Start, message: EmailMessage) -> None:
    desk = start()
    desk.data_faults.append("554 5.7.1 rejected")
    with pytest.raises(Refused, match=r"554 5\.7\.1"):
        send(mailer_for(desk), message)


def test_one_refused_recipient_of_two_is_not_silent(start: Start, message: EmailMessage) -> None:
    desk = start()
    desk.recipient_faults.extend(["", "550 5.1.1 no such user"])
    message["Cc"] = "clerk@firm.example"
    with pytest.raises(Refused, match="550"):
        send(mailer_for(desk), message)
    assert desk.recipients == [["attorney@firm.example"]]


@pytest.mark.parametrize("greeting", ["421 4.3.2 too busy", "554 5.3.2 no service"])
def test_a_greeting_that_says_no(start: Start, message: EmailMessage, greeting: str) -> None:
    desk = start()
    desk.greeting_faults.append(greeting)
    with pytest.raises(Unreached if greeting.startswith("4") else ServiceRefused, match=greeting[:3]):
        send(mailer_for(desk), message)


@pytest.mark.parametrize("fault", [DROP_IN_DATA, SILENT_IN_DATA, KEEP_AND_DROP, KEEP_AND_HANG])
def test_without_an_answer_to_the_whole_text_nobody_knows_what_became_of_it(
    start: Start, message: EmailMessage, fault: str
) -> None:
    desk = start()
    desk.data_faults.append(fault)
    with pytest.raises(FateUnknown, match="whole text"):
        send(mailer_for(desk, timeout_seconds=0.3), message)
    assert len(desk.messages) == (fault in {KEEP_AND_DROP, KEEP_AND_HANG})


@pytest.mark.parametrize("answer", ["354 go on?", "999 what", "gibberish"])
def test_an_answer_to_the_text_that_is_no_answer_leaves_it_open(
    start: Start, message: EmailMessage, answer: str
) -> None:
    desk = start()
    desk.odd_answers.append(answer)
    with pytest.raises(FateUnknown, match="whole text"):
        send(mailer_for(desk), message)


def test_a_clear_no_stays_one_when_the_connection_is_lost_after_it(start: Start, message: EmailMessage) -> None:
    desk = start()
    desk.data_faults.append("554 5.7.1 no")
    desk.reset_faults.append(DROP_AT_DATA)
    with pytest.raises(Refused, match=r"554 5\.7\.1"):
        send(mailer_for(desk), message)


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


def test_nobody_listening_is_unavailable(message: EmailMessage) -> None:
    with pytest.raises(Unreached, match="no connection"):
        send(mailer_for(Desk(port=free_port()), username=None, password=None), message)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_wrong_password_is_refused_and_not_repeated_in_words(
    start: Start, message: EmailMessage, security: Security
) -> None:
    desk = start(security)
    wrong = PASSWORD[::-1]
    with pytest.raises(ServiceRefused, match="check username and password") as caught:
        send(mailer_for(desk, security, password=wrong), message)
    assert wrong not in "".join(traceback.format_exception(caught.value))
    assert USERNAME not in str(caught.value)
    assert desk.messages == []


def test_without_starttls_offered_nothing_leaves_in_the_clear(start: Start, message: EmailMessage) -> None:
    desk = start("none", auth=False)
    with pytest.raises(ServiceRefused, match="STARTTLS"):
        send(mailer_for(desk, "starttls", username=None, password=None), message)
    assert desk.commands == []
    assert desk.messages == []


def test_sign_in_not_offered_is_refused(start: Start, message: EmailMessage) -> None:
    desk = start("none", auth=False)
    with pytest.raises(ServiceRefused, match="sign-in"):
        send(mailer_for(desk), message)


def test_a_plain_server_where_tls_is_expected_is_unavailable(start: Start, message: EmailMessage) -> None:
    desk = start("none")
    with pytest.raises(Unavailable, match="no connection"):
        send(mailer_for(desk, "tls"), message)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_untrusted_certificate_is_refused(
    start: Start, message: EmailMessage, tmp_path: Path, security: Security
) -> None:
    desk = start(security)
    desk.ca_file = self_signed(tmp_path)
    with pytest.raises(ServiceRefused, match="certificate is not trusted"):
        send(mailer_for(desk, security), message)
    assert desk.signed_in == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_host_is_refused(tmp_path: Path, message: EmailMessage, security: Security) -> None:
    with loopback_smtp(security, self_signed(tmp_path, host="127.0.0.9")) as desk:
        with pytest.raises(ServiceRefused, match="certificate is not trusted"):
            send(mailer_for(desk, security), message)
        assert desk.signed_in == []


def test_a_message_without_recipient_is_refused(start: Start, message: EmailMessage) -> None:
    del message["To"]
    with pytest.raises(Refused, match="recipient"):
        send(mailer_for(start()), message)


def test_a_non_ascii_address_needs_a_server_that_takes_it(start: Start, message: EmailMessage) -> None:
    message.replace_header("To", "高橋@firm.example")
    with pytest.raises(Refused, match="ASCII") as caught:
        send(mailer_for(start()), message)
    assert "高橋" not in "".join(traceback.format_exception(caught.value))


def test_bcc_is_delivered_but_not_shown(start: Start, message: EmailMessage) -> None:
    desk = start()
    message["Bcc"] = "supervisor@firm.example"
    send(mailer_for(desk), message)
    assert desk.recipients == [["attorney@firm.example", "supervisor@firm.example"]]
    assert desk.messages[0]["Bcc"] is None


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


def test_settings_show_no_secret() -> None:
    settings = SmtpSettings(
        host="mail.firm.example", port=587, security="starttls", username="desk@firm.example", password="hush"
    )
    shown = f"{settings!r} {SmtpMailer(settings).describe()}"
    assert "hush" not in shown
    assert "desk@" not in shown
    assert "SMTP mail.firm.example:587, STARTTLS, with sign-in" in shown


def test_wrong_settings_name_every_fault_at_once() -> None:
    with pytest.raises(ValueError, match="host") as caught:
        SmtpSettings(host=" ", port=0, security="none", username="desk", timeout_seconds=0)
    for field in ("host", "port", "timeout_seconds", "username, password", "security='none'"):
        assert field in str(caught.value)


def test_a_missing_ca_file_is_named(tmp_path: Path) -> None:
    settings = SmtpSettings(host="localhost", port=465, security="tls", ca_file=tmp_path / "none.pem")
    with pytest.raises(ValueError, match="ca_file"):
        SmtpMailer(settings)
