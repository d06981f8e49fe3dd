"""Fixtures of the mail tests: the server on loopback, its certificate, one message."""

from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.tasks.mail.loopback_smtp import Desk, Start, loopback_smtp, self_signed


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def start(certificate: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def start_one(security: str = "none", *, auth: bool = True, port: int = 0) -> Desk:
            return stack.enter_context(loopback_smtp(security, certificate, auth=auth, port=port))

        yield start_one


@pytest.fixture
def message() -> EmailMessage:
    return make_message(1)


def make_message(number: int) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "kaiji@firm.example", "attorney@firm.example"
    message["Subject"], message["Message-ID"] = "【本日】2026-0042", f"<notice-{number}@firm.example>"
    message.set_content("ログ保存期限\n.\nは本日です。\n", cte="base64")
    return message
