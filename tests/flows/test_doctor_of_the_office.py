"""`kaiji doctor` on the office: who is told of what goes wrong, whether sweeps run, and what waits for a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.doctor import Finding, examine
from models.provisions import Law
from models.terms import OfficeTaskKind
from tasks.case_store.heartbeat import the_heartbeat
from tasks.case_store.office_tasks import open_task
from tasks.heartbeat import beat, begin
from tasks.replies.maildir_box import MaildirBox
from tasks.settings import NoticesSection, OperationsPerson, Settings, WatchdogSection
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock
from tests.tasks.case_store.cases import opened
from tests.tasks.case_store.claims import change, sent
from tests.tasks.mornings import WEDNESDAY, move_shown, waiting

pytestmark = pytest.mark.one_database("nothing here depends on its kind")

LOG = "log_expiry:post:1"


Made = tuple[Services, SteppedClock]


@pytest.fixture
def made(tmp_path: Path, migrated_url: str, law: Law, plain_environment: None) -> Iterator[Made]:
    """A firm that has named operations, a mailbox for replies, and whom the watchdog tells."""
    del plain_environment
    clock = SteppedClock()
    settings = Settings(
        home=tmp_path,
        database=migrated_url,
        firm=FIRM,
        notices=NoticesSection(operations=[OperationsPerson(name="運用", mail="ops@firm.example")]),
        watchdog=WatchdogSection(to=["watch@firm.example"]),
    )
    built = build_services(
        settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=DictRegistry({})
    )
    yield replace(built, mailboxes=(MaildirBox(tmp_path / "replies", "read"),)), clock
    built.store.dispose()


def said(made: Services, about: str) -> Finding:
    return next(finding for finding in examine(made) if finding.about == about)


def without(made: Services, section: str) -> Services:
    if section == "replies":
        return replace(made, mailboxes=())
    plain = {"notices": NoticesSection(), "watchdog": WatchdogSection()}[section]
    return replace(made, settings=made.settings.model_copy(update={section: plain}))


@pytest.mark.parametrize(
    ("section", "about", "cure"),
    [
        ("notices", "operations", "name somebody in [notices] operations"),
        ("replies", "replies", "set [replies] host"),
        ("watchdog", "watchdog", "set [watchdog] to"),
    ],
)
def test_who_is_told_and_the_cure_when_nobody_is(made: Made, section: str, about: str, cure: str) -> None:
    services, _clock = made
    assert said(services, about).ok
    finding = said(without(services, section), about)
    assert not finding.ok
    assert cure in finding.said


def test_a_mailbox_that_is_silent_is_named(made: Made) -> None:
    services, _clock = made
    (services.settings.root / "replies-imap-silent-since").write_text("x", encoding="ascii")
    finding = said(services, "replies")
    place = f"Maildir {services.settings.root / 'replies'}"
    assert (finding.ok, finding.said) == (False, f"{place}; silent: replies-imap-silent-since")


def test_sweeps_that_stopped_or_failed_in_part_are_a_fault(made: Made) -> None:
    services, clock = made
    assert said(services, "heartbeat").said.startswith("no sweep has ended yet")
    begin(services)
    beat(services)
    clock.step(minutes=20)
    assert said(services, "heartbeat").ok
    clock.step(minutes=1)
    stopped = said(services, "heartbeat")
    assert (stopped.ok, "the last sweep ended 2026-01-13 01:00 UTC" in stopped.said) == (False, True)
    beat(services, ["the replies"])
    failed = said(services, "heartbeat")
    assert (failed.ok, "failed in it: the replies" in failed.said) == (False, True)


def test_what_waits_for_a_person_is_a_fault(made: Made) -> None:
    services, clock = made
    for about in ("audit", "office tasks", "unowned dates"):
        assert said(services, about).ok
    with services.store.write() as session:
        open_task(session, OfficeTaskKind.STALL, dedupe="x", said="x", now=clock.now())
        row = the_heartbeat(session, clock.now())
        row.audit_missing, row.audited_on = 2, WEDNESDAY
        session.add(row)
    assert said(services, "office tasks") == Finding(ok=False, about="office tasks", said="1 to do: `kaiji tasks`")
    audit = said(services, "audit")
    assert (audit.ok, audit.said) == (False, "audited 2026-01-14: 2 missing, see `kaiji tasks`")


def test_cases_with_a_date_that_nobody_owned_are_named(made: Made) -> None:
    services, clock = made
    near = WEDNESDAY + timedelta(days=9)
    refs = [
        opened(services, requester={"name": f"人 {number}", "address": "架空県", "born_on": "1990-01-01"})
        for number in range(12)
    ]
    for number in range(12):
        move_shown(services, f"log_expiry:post:{2 * number + 1}", near)
    for line in waiting(services):
        change(services, line.id or 0, stated_on=near)
        sent(services, line.id or 0)
    assert said(services, "unowned dates").ok
    clock.step(days=2)
    finding = said(services, "unowned dates")
    assert not finding.ok
    assert finding.said == f"nobody owned a fatal date in time: {', '.join(refs[:10])}, and 2 more"


def test_mail_that_does_not_leave_is_a_fault_while_it_may(made: Made) -> None:
    services, clock = made
    opened(services)
    clock.step(minutes=30)
    assert said(services, "outbox").ok
    clock.step(minutes=1)
    late = said(services, "outbox")
    assert (late.ok, late.said.rpartition(", ")[2]) == (False, "the oldest has been waiting since 2026-01-13 01:00 UTC")
    clock.step(hours=12)
    assert said(services, "outbox").ok  # at night nothing of it may leave
