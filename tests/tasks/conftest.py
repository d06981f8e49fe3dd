"""A firm as its processes see it: services from settings, a mail server, the environment of another process."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tasks import wiring
from tasks.settings import Settings, SmtpSection
from tasks.wiring import Services
from tests.conftest import FIRM
from tests.fakes import START
from tests.tasks.case_store.cases import opened
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with loopback_smtp("none", tmp_path / "none.pem", auth=False) as running:
        yield running


@pytest.fixture
def firm(settings: Settings, desk: Desk, tmp_path: Path) -> Iterator[Services]:
    """Services as a process of the firm builds them from its settings, with a case whose mails are due."""
    clock = tmp_path / "clock"
    clock.write_text(START.isoformat(), encoding="ascii")
    smtp = SmtpSection(host="127.0.0.1", port=desk.port, security="none")
    made = wiring.build(
        Settings(home=settings.home, database=settings.database, clock_file=clock, firm=FIRM, smtp=smtp)
    )
    wiring.install(made)
    opened(made)
    yield made
    wiring.install(None)
    made.store.dispose()


@pytest.fixture
def environment(firm: Services) -> Mapping[str, str]:
    """What makes another process of the same firm."""
    settings = firm.settings
    return {
        "KAIJI_HOME": str(settings.home),
        "KAIJI_DATABASE": settings.database_url,
        "KAIJI_CLOCK_FILE": str(settings.clock_file),
        "KAIJI_SMTP__HOST": "127.0.0.1",
        "KAIJI_SMTP__PORT": str(settings.smtp.port),
        "KAIJI_SMTP__SECURITY": "none",
        "KAIJI_FIRM__MAIL_FROM": FIRM.mail_from,
        "KAIJI_FIRM__MAIL_DOMAIN": FIRM.mail_domain,
    }
