"""`kaiji ack`, `kaiji staff`, and dates nobody has owned on the case sheet: as text and as JSON with stable keys."""

import json
from datetime import datetime
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from models.answers.faults import Faults
from models.rules.japan_time import JST
from tasks.case_store.legs import due_cases
from tasks.case_store.position import refresh_case, view_case
from tasks.settings import NoticesSection, OperationsPerson, Settings
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import sent

pytestmark = pytest.mark.one_database("what is printed is the same on both")

LOGS = ["log_expiry:post:1", "log_expiry:post:2"]
OPEN_KEYS = ["notice", "key", "kind", "subject", "due_on", "act_by", "fatal", "told"]
STAFF_KEYS = ["id", "name", "mail", "language", "operations", "read_by", "away"]
OPERATOR = OperationsPerson(name="運用 見張子", mail="operations@firm.example", language="en")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The firm has somebody for operations."""
    return settings.model_copy(update={"notices": NoticesSection(operations=[OPERATOR])})


@pytest.fixture
def ref(services: Services, clock: SteppedClock) -> str:
    """A case whose two log windows have been told to the attorney at 8:00 on Wednesday."""
    made = opened(services)
    clock.step_to(datetime(2026, 1, 14, 8, 0, tzinfo=JST))
    for due in due_cases(services.store, clock.now()):
        refresh_case(services.store, services.law, due, clock.now())
    for item in view_case(services.store, services.law, made, clock.now()).unowned:
        sent(services, item.notice_id)
    return made


def run(*words: str) -> Result:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def refused(*words: str) -> list[str]:
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, Faults), done.output
    return [fault.field for fault in done.exception.faults]


def test_what_nobody_owns_is_listed_and_then_owned(ref: str) -> None:
    listed = as_json("ack", ref)
    assert [list(row) for row in listed] == [OPEN_KEYS] * 2
    assert [row["key"] for row in listed] == LOGS
    assert listed[0]["told"] == [{"role": "attorney", "sent_at": "2026-01-13T23:00:00+00:00"}]
    text = run("ack", ref).stdout
    assert "2026-01-14 08:00" in text
    assert "弁護士" in text
    assert "あと83日" in text
    assert refused("ack", ref, "--say", "了解", "--by", "1") == ["date", "date"]
    number = str(listed[0]["notice"])
    assert run("ack", ref, "--say", "了解", "--by", "1", "--notice", number).stdout == f"{ref}: {LOGS[0]}\n"
    assert as_json("ack", ref, "--say", "延期 3日 相手方の回答待ち", "--by", "2") == [LOGS[1]]
    assert run("ack", ref).stdout == f"{ref}: nothing waits to be owned\n"
    assert as_json("ack", ref) == []


def test_all_at_once_and_the_faults_of_it(ref: str) -> None:
    assert refused("ack", ref, "--say", "あとで？", "--by", "1", "--all") == ["say"]
    assert refused("ack", ref, "--say", "了解", "--all") == ["entered_by", "member"]
    assert refused("ack", ref, "--say", "延期 300日 多忙", "--by", "1", "--all") == ["until", "until"]
    assert as_json("ack", ref, "--say", "done", "--by", "1", "--all") == LOGS


def test_the_case_sheet_shows_them_until_they_are_owned(ref: str) -> None:
    assert [row["key"] for row in as_json("show", ref)["unowned"]] == LOGS
    sheet = run("show", ref).stdout
    assert "## 未確認の期限" in sheet
    assert not any(name in sheet for name in (PLANTED["attorney"], PLANTED["supervisor"]))
    run("ack", ref, "--say", "了解", "--by", "1", "--all")
    assert as_json("show", ref)["unowned"] == []
    sheet = run("show", ref).stdout
    assert "## 未確認の期限" not in sheet
    assert "期限を引き受けた（了解）" in sheet


def test_the_staff_list_and_an_absence(ref: str) -> None:
    del ref
    found = as_json("staff")
    assert [list(row) for row in found] == [STAFF_KEYS] * 3
    assert [(row["id"], row["operations"], row["language"]) for row in found] == [
        (1, False, "ja"),
        (2, False, "ja"),
        (3, True, "en"),
    ]
    days = ("--from", "2026-01-14", "--to", "2026-01-20", "--by", "事務")
    said = run("staff", "away", "1", "--delegate", "2", *days).stdout
    assert said == "absence 1: member 1 2026-01-14 to 2026-01-20, read by member 2\n"
    row = as_json("staff")[0]
    assert row["read_by"] == 2
    assert row["away"] == [{"id": 1, "from": "2026-01-14", "to": "2026-01-20", "delegate": 2}]
    assert "不在 2026-01-14 ～ 2026-01-20（代理 2）" in run("staff").stdout
    assert refused("staff", "away", "2", "--delegate", "1", *days) == ["delegate"]
    assert run("staff", "back", "1", "--by", "事務").stdout == "member 1: 1 absences ended\n"
    assert as_json("staff")[0]["away"] == []


def test_an_address_and_a_language_are_changed(ref: str) -> None:
    del ref
    said = run("staff", "--mail", "1", "new@firm.example", "--by", "事務", "--language", "2", "en").stdout
    assert said == "member 1: new address, in 1 cases\nmember 2: language en\n"
    assert [(row["mail"], row["language"]) for row in as_json("staff")[:2]] == [
        ("new@firm.example", "ja"),
        (PLANTED["supervisor's mail"], "en"),
    ]
    assert refused("staff", "--mail", "1", "new", "--by", "事務") == ["mail"]


def test_a_firm_without_cases_has_no_members(services: Services) -> None:
    services.settings.notices.operations.clear()
    assert run("staff").stdout == "no members\n"
