"""`kaiji plan` as a person and as a program call it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.commands.plan import plan
from models.answers.faults import Faults
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.opening import open_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import case_file

POSTED = "2026-06-01T12:00:00+09:00"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain_environment: None) -> Path:
    del plain_environment
    monkeypatch.setenv("KAIJI_HOME", str(tmp_path))
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], **typed: Any) -> dict[str, Any]:
    plan(**typed, as_json=True)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_post_is_planned_and_nothing_is_written(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, posted_at=POSTED, retention="3m", on="2026-06-25")
    assert found["verdict"] == "late_by_plan"
    assert [leg["latest_start"] for leg in found["legs"]] == [
        "2026-06-22",
        "2026-06-25",
        "2026-07-09",
        "2026-07-31",
        "2026-08-07",
        "2026-08-21",
        "2026-08-24",
    ]
    assert list(home.iterdir()) == []
    plan(posted_at=POSTED, on="2026-06-25")
    assert capsys.readouterr().out.startswith("判定（2026年6月25日(木)現在）")


def test_the_firms_own_days_count(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "profiles").mkdir()
    own = 'min_days = 1\nmax_days = 9\ntypical_days = 5\nsource = "実績"\nchecked_on = 2026-11-01\nconfidence = "M"\n'
    text = f'[[leg]]\nroute = "provisional_disposition"\nleg = "petition"\n{own}'
    (home / "profiles" / "timetable.toml").write_text(text, encoding="utf-8")
    found = asked(capsys, posted_at=POSTED, retention="3m", on="2026-06-02")
    assert (found["legs"][0]["typical_days"], found["legs"][0]["planned_on"]) == (5, "2026-06-20")
    assert "profiles/timetable.toml" in found["legs"][0]["source"]


def test_a_case_and_all_open_cases(services: Services, clock: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ref = open_case(services.store, services.law, case_file(), clock.now())
    found = asked(capsys, ref=ref, on="2026-01-13")
    assert (found["ref"], found["plans"][0]["binding_leg"]) == (ref, "request")
    everything = asked(capsys, open_cases=True, on="2026-01-13")
    assert [row["ref"] for row in everything["later"]] == [ref]
    plan(ref=ref)
    assert capsys.readouterr().out.startswith(f"━━ {ref} mamasta ━━")
    plan(open_cases=True)
    assert "着手しないと失われるもの" in capsys.readouterr().out
    with pytest.raises(NoSuchCase):
        plan(ref="1999-0001")


@pytest.mark.parametrize(
    ("typed", "faults"),
    [
        ({}, ["REF / --posted-at / --open"]),
        ({"ref": "2026-0001", "open_cases": True}, ["REF / --open"]),
        ({"ref": "2026-0001", "posted_at": POSTED}, ["REF / --posted-at"]),
        ({"ref": "2026-0001", "platform": "x", "retention": "3m"}, ["--platform", "--retention"]),
        ({"open_cases": True, "on": "soon", "route": "form"}, ["--route", "--on"]),
        ({"posted_at": "", "on": "soon"}, ["--posted-at", "--on"]),
    ],
)
def test_words_that_do_not_go_together(home: Path, typed: dict[str, Any], faults: list[str]) -> None:
    del home
    with pytest.raises(Faults) as caught:
        plan(**typed)
    assert [fault.field for fault in caught.value.faults] == faults


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (f"--posted-at {POSTED} --on 2026-06-25", 0, ""),
        ("--posted-at 2026-06-01T12:00 --platform xx", 1, "--platform: 「xx」"),
        ("--posted-at 2026-06-01T12:00", 1, "時差がありません"),
        ("--open --nonsense", 2, "No such option"),
    ],
)
def test_exit_codes(
    home: Path,
    words: str,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del home
    monkeypatch.setattr(sys, "argv", ["kaiji", "plan", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err
