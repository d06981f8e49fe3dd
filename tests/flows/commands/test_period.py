"""`kaiji period` as a person and as a program call it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.commands.period import period
from models.answers.faults import Faults

COURT_DAYS = "末日が土曜日・日曜日・祝日・1月2日・3日・12月29日～31日に当たるので翌開庁日に延びる。"
KEYS = ["from", "length", "rule", "last_day", "rolled_from", "act_by", "steps", "provisional"]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain_environment: None) -> None:
    del plain_environment
    monkeypatch.setenv("KAIJI_HOME", str(tmp_path))


def asked(capsys: pytest.CaptureFixture[str], **typed: str) -> dict[str, Any]:
    """The JSON answer."""
    period(**typed, as_json=True)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert list(found) == KEYS
    assert all(list(step) == ["text", "cite"] for step in found["steps"])
    return found


@pytest.mark.parametrize(
    ("rule", "last_day", "rolled_from", "act_by"),
    [
        ("court", "2026-09-24", "2026-09-22", "2026-09-24"),
        ("criminal_complaint", "2026-09-24", "2026-09-22", "2026-09-24"),
        ("civil", "2026-09-24", "2026-09-22", "2026-09-18"),
        ("prosecution", "2026-09-21", None, "2026-09-18"),
        ("none", "2026-09-22", None, "2026-09-18"),
        ("window", "2026-09-21", None, "2026-09-18"),
    ],
)
def test_each_rule(
    rule: str, last_day: str, rolled_from: str | None, act_by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = asked(capsys, event="2026-09-08", length="2w", rule=rule)
    assert (found["from"], found["length"], found["rule"]) == ("2026-09-08", "2w", rule)
    assert (found["last_day"], found["rolled_from"], found["act_by"]) == (last_day, rolled_from, act_by)
    assert found["provisional"] is False


def test_counting_from_midnight_and_counting_back(capsys: pytest.CaptureFixture[str]) -> None:
    midnight = asked(capsys, starts="2026-11-30", length="2w", rule="court")
    assert (midnight["from"], midnight["last_day"]) == ("2026-11-30", "2026-12-14")
    assert midnight["steps"][0]["cite"] == "民法140条ただし書"
    back = asked(capsys, before="2026-09-30", length="1w", rule="court")
    assert (back["from"], back["last_day"], back["rolled_from"]) == ("2026-09-30", "2026-09-18", "2026-09-22")


def test_a_month_of_a_log_is_a_month_of_the_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys, event="2026-06-01", length="3m", rule="window")
    assert (found["last_day"], found["act_by"]) == ("2026-08-31", "2026-08-31")
    assert "2026年9月1日(火)に消える" in found["steps"][1]["text"]


@pytest.mark.parametrize("typed", [{"event": "2027-12-20"}, {"before": "2028-01-20"}])
@pytest.mark.parametrize("rule", ["court", "none"])
def test_beyond_the_gazette_the_answer_is_provisional(
    typed: dict[str, str], rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(capsys, **typed, length="2w", rule=rule)["provisional"]
    said(**typed, length="2w", rule=rule)
    assert capsys.readouterr().out.count("（暫定）") == 2


def test_a_window_beyond_the_gazette_is_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, event="2027-12-20", length="2w", rule="window")["provisional"]
    assert not asked(capsys, event="2027-12-01", length="2w", rule="window")["provisional"]


def test_the_steps_with_their_articles_and_the_weekday(capsys: pytest.CaptureFixture[str]) -> None:
    period(event="2026-11-28", length="2w", rule="court")
    assert capsys.readouterr().out.splitlines() == [
        "1. 2026年11月28日(土)の初日は算入せず、2026年11月29日(日)から数える［民事訴訟法95条1項、民法140条］",
        "2. 2026年11月29日(日)から2週間を数え、2026年12月12日(土)に満了する［民法141条］",
        f"3. 2026年12月12日(土): {COURT_DAYS}満了日は2026年12月14日(月)［民事訴訟法95条3項］",
        "末日: 2026年12月14日(月)",
        "この日までに行う: 2026年12月14日(月)",
    ]


def test_the_firms_own_closed_days_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "calendar.toml").write_text("closed = [2026-12-11]\n", encoding="utf-8")
    found = asked(capsys, event="2026-11-27", length="2w", rule="court")
    assert (found["rolled_from"], found["last_day"]) == ("2026-12-11", "2026-12-14")


def said(**typed: Any) -> None:
    """Print the answer for a person."""
    period(**typed)


def refused(**typed: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        said(**typed)
    return [f"{fault.field}={fault.value}" for fault in caught.value.faults]


def test_everything_wrong_is_said_at_once() -> None:
    assert refused(event="2026-02-30", starts="soon", length="0d", rule="courts") == [
        "--from / --starts=2026-02-30, soon",
        "--from=2026-02-30",
        "--starts=soon",
        "--length=0d",
        "--rule=courts",
    ]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({}, "--from / --starts / --before="),
        ({"event": "2026-09-08", "before": "2026-09-09"}, "--from / --before=2026-09-08, 2026-09-09"),
        ({"event": ""}, "--from="),
        ({"event": "1948-12-31"}, "--from=1948-12-31"),
        ({"event": "2100-01-01"}, "--from=2100-01-01"),
        ({"event": "2026-09-08T10:00+09:00"}, "--from=2026-09-08T10:00+09:00"),
        ({"event": "2098-06-01", "length": "2y"}, "--length=2y"),
        ({"event": "2099-12-20"}, "--length=2w"),
        ({"before": "1949-01-10"}, "--length=2w"),
        ({"before": "2026-09-08", "rule": "window"}, "--rule=window"),
        ({"before": "2026-09-08", "rule": "prosecution"}, "--rule=prosecution"),
        ({"event": "2026-09-08", "length": "101y"}, "--length=101y"),
    ],
)
def test_each_refusal_names_field_and_value(typed: dict[str, str], fault: str) -> None:
    assert refused(**({"length": "2w", "rule": "court"} | typed)) == [fault]


def test_the_cure_names_the_rules_that_fit() -> None:
    with pytest.raises(Faults) as caught:
        period(before="2026-09-08", length="2w", rule="window")
    assert caught.value.faults[0].cure == "次のいずれかです: court, civil, none"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("--from 2026-09-08 --length 2w --rule court", 0, ""),
        ("--from today --length 2w --rule court", 1, "--from: 「today」"),
        ("--length 2w --rule court", 1, "--before: （空欄）"),
        ("--from 2026-09-08 --rule court", 2, "Missing option '--length'"),
    ],
)
def test_exit_codes(
    words: str, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kaiji", "period", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert said in capsys.readouterr().err
