"""`kaiji event`, `facts`, `correct`, `redate`: what they print, as text and as JSON with stable keys."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from flows.cli import app
from models.answers.faults import Faults
from tasks import wiring
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, PLATFORM, STAFF, asked_platform

pytestmark = pytest.mark.one_database("what is printed is the same on both")

EVENT = f"""
event = "hearing_set"
subject = "{PLATFORM}"
happened = "2026-01-13"
on = "2026-02-20"
entered_by = "{STAFF}"
"""
NAMES = tuple(PLANTED[name] for name in ("requester", "attorney", "supervisor", "staff", "url", "proof"))


@pytest.fixture
def ref(services: Services, clock: SteppedClock, tmp_path: Path) -> str:
    """A case with a hearing that was recorded through the command."""
    made = asked_platform(services)
    clock.step(days=1)
    (tmp_path / "event.toml").write_text(EVENT, encoding="utf-8")
    assert run("event", made, "--file", str(tmp_path / "event.toml")).stdout == f"{made}: step 2 recorded\n"
    return made


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, (done.output, done.exception)
    return done


def refused(*words: str) -> dict[str, str]:
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, Faults)
    return {fault.field: fault.cure for fault in done.exception.faults}


def test_an_event_again_is_said_to_be_recorded_already(ref: str, tmp_path: Path) -> None:
    said = run("event", ref, "--file", str(tmp_path / "event.toml")).stdout
    assert said == f"{ref}: step 2 already recorded, nothing changed\n"
    (tmp_path / "broken.toml").write_text("event = ", encoding="utf-8")
    assert set(refused("event", ref, "--file", str(tmp_path / "broken.toml"))) == {"file"}


def test_facts_are_listed_by_the_numbers_that_correct_them(ref: str) -> None:
    found: list[dict[str, Any]] = json.loads(run("facts", ref, "--json").stdout)
    assert [item["fact"] for item in found] == ["post:1", "post:2", "1", "2"]
    assert found[-1] == {
        "fact": "2",
        "kind": "hearing_set",
        "label": "期日の指定",
        "subject": PLATFORM,
        "happened_at": "2026-01-13T14:59:59+00:00",
        "outcome": None,
        "on": "2026-02-20",
        "at": None,
        "days": None,
        "amount_yen": None,
        "corrections": 0,
        "withdrawn": False,
    }
    text = run("facts", ref).stdout
    assert "2026-01-13 23:59:59 JST  期日の指定" in text
    assert not [name for name in NAMES if name in text]


def test_a_correction_says_before_and_after(ref: str) -> None:
    words = ("--on", "2026-02-10", "--reason", "見間違い", "--by", STAFF)
    said = run("correct", ref, "2", *words).stdout
    assert "on: 2026-02-20 → 2026-02-10" in said
    assert "（訂正1回）" in run("facts", ref).stdout
    assert set(refused("correct", ref, "2", *words)) == {"fact"}
    said = run("correct", ref, "2", "--withdraw", "--reason", "別の事件の期日", "--by", STAFF).stdout
    assert said == f"{ref}: fact 2 withdrawn; the dates follow\n"
    assert "（取消し）" in run("facts", ref).stdout
    words = ("--posted-at", "2025-01-08 23:41 JST", "--reason", "年の誤記", "--by", STAFF)
    assert "posted_at: 2026-01-08" in run("correct", ref, "post:1", *words).stdout


def test_a_re_dating_shows_old_new_because(services: Services, ref: str) -> None:
    assert "0件の期限が変わりました" in run("redate").stdout
    closed = frozenset({date(2026, 2, 20), date(2029, 1, 8), date(2046, 1, 8), date(2046, 1, 9)})
    calendar = replace(services.law.calendar, extra_closed=closed)
    wiring.install(replace(services, law=replace(services.law, calendar=calendar)))
    dry = json.loads(run("redate", "--dry-run", "--json").stdout)
    done = json.loads(run("redate", "--json").stdout)
    assert (dry["dry_run"], done["dry_run"], done["looked_at"], done["failed"]) == (True, False, 1, [])
    assert done["cases"] == dry["cases"]
    ((case,),) = (done["cases"],)
    change = next(item for item in case["changes"] if item["kind"] == "limitation_act")
    assert case["ref"] == ref
    assert change["from"]["due_on"] < change["to"]["due_on"] or change["from"]["act_by"] > change["to"]["act_by"]
    assert all(set(step) == {"text", "cite"} for step in change["because"])
    assert "0件の期限が変わりました" in run("redate", "--ref", ref).stdout
    wiring.install(services)
    text = run("redate", "--dry-run").stdout
    assert "→" in text
    assert "変わります（何も書いていません）" in text
    assert not [name for name in NAMES if name in text]


def test_a_case_that_cannot_be_dated_is_named(services: Services, ref: str) -> None:
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_file SET remedies = '[\"broken\"]'"))
    said = run("redate", code=1).stdout
    assert f"{ref}: 計算できませんでした" in said
    assert json.loads(run("redate", "--json", code=1).stdout)["failed"] == [ref]
