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
