"""Processes that die between two steps of a delivery, and processes that deliver at once: counted at the server."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from models.terms import AttemptResult, NoticeKind
from tasks import wiring
from tasks.case_store import docket
from tasks.delivery import deliver_due
from tasks.settings import NoticesSection, Settings, SmtpSection
from tasks.wiring import Services
from tests.conftest import FIRM
from tests.fakes import START
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import add_digest, add_notices, attempts, due, row
from tests.tasks.dying_sender import POINTS, start_sender
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp

KILLED = -9


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


@pytest.mark.parametrize("carries", [False, True], ids=["single", "digest"])
@pytest.mark.parametrize("point", POINTS, ids=[point.replace(" ", "-") for point in POINTS])
def test_a_sender_killed_anywhere_loses_nothing_and_repeats_only_what_may_have_left(
    firm: Services, desk: Desk, environment: Mapping[str, str], point: str, *, carries: bool
) -> None:
    """Doubled only between the server's taking it and our proof; with the same Message-ID, and the row says so."""
    lines = due(firm)
    waiting = [add_digest(firm, *lines)] if carries else lines
    sender = start_sender({**environment, "KAIJI_NOTICES__CONNECTIONS": "1"}, point)
    sender.join()
    assert sender.exitcode == KILLED
    assert [row(firm, notice).sent_at is not None for notice in waiting].count(True) == (point == "marked")
    while due(firm):
        asyncio.run(deliver_due(firm))
    asked = {row(firm, notice).message_id: notice for notice in waiting}
    counted = desk.message_ids()
    assert set(counted) == set(asked)
    doubled = {message for message, count in counted.items() if count > 1}
    assert len(doubled) <= (point in {"handed over", "accepted"})
    assert len(doubled) == 1 or point != "accepted"
    assert set(counted.values()) <= {1, 2}
    for message in doubled:
        assert [result for result, _ in attempts(firm, asked[message])] == [AttemptResult.UNKNOWN]
    assert all(row(firm, notice).proof for notice in {*waiting, *lines})
    with firm.store.read() as session:
        assert list(docket.verify(session)) == []
        assert [entry.event for entry in docket.entries(session, 1)].count("notice_sent") == len(lines)


def test_two_processes_that_deliver_at_once_send_each_message_once(
    firm: Services, desk: Desk, environment: Mapping[str, str]
) -> None:
    add_notices(firm, due(firm)[0], 60)
    waiting = due(firm)
    both = [start_sender(environment) for _ in range(2)]
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert due(firm) == []
    assert set(desk.message_ids().values()) == {1}
    assert set(desk.message_ids()) == {row(firm, notice).message_id for notice in waiting}
    assert all(attempts(firm, notice) == [] for notice in waiting)
    assert desk.most_open <= 2 * NoticesSection().connections
    assert {row(firm, notice).kind for notice in waiting} == {NoticeKind.CASE_OPENED}
