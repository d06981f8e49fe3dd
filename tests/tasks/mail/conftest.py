"""Fixtures of the mail tests: the server on loopback, its certificate, one message."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from models.provisions import Law
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, disclosed, opened
from tests.tasks.mail.loopback_smtp import Desk, Start, loopback_smtp, self_signed


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def opened_home(migrated_file: Path, law: Law, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm's folder in which the case of two posts is open, to be copied."""
    return _home(migrated_file, law, tmp_path_factory.mktemp("opened"), opened)


@pytest.fixture(scope="session")
def disclosed_home(migrated_file: Path, law: Law, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after the platform disclosed an address for each post, with two known providers."""
    return _home(migrated_file, law, tmp_path_factory.mktemp("disclosed"), disclosed)


def _home(migrated: Path, law: Law, folder: Path, begin: Callable[[Services], str]) -> Path:
    shutil.copy(migrated, folder / "kaiji.db")
    clock, registry = SteppedClock(), DictRegistry({MOBILE_IP: "ntt_docomo", FIXED_IP: "biglobe"})
    settings = Settings(home=folder, database=f"sqlite:///{folder / 'kaiji.db'}", firm=FIRM)
    made = build_services(settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=registry)
    begin(made)
    made.store.dispose()
    return folder


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
