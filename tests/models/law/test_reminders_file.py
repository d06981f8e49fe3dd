"""The firm's own reminders.toml over ours: which section wins, every fault at once, and that cases are woken by it."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from models.provisions import LawError, load_law
from models.provisions.fingerprint import fingerprint
from models.provisions.ladders import Ladder
from models.terms import DeadlineKind

Written = Callable[[str], Path]
OFFICE = """
[office]
opens = "{opens}"
closes = "{closes}"
digest_at = "{digest_at}"
pressing_days = {pressing}
near_days = 7
urgent_days = 1
ack_hours = {ack}
pressing_ack_hours = 4
last_ack_hours = 1
idle_days = 2
"""
HOURS = {"opens": "09:30", "closes": "18:00", "digest_at": "09:30", "pressing": 3, "ack": 8}


@pytest.fixture
def write(tmp_path: Path) -> Written:
    def put(text: str) -> Path:
        (tmp_path / "reminders.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return put


def faults_of(firm: Path) -> tuple[str, ...]:
    with pytest.raises(LawError) as caught:
        load_law(firm)
    return caught.value.faults


def test_every_kind_of_deadline_has_a_ladder() -> None:
    ladders = load_law().alarms.ladders
    assert set(ladders) == set(DeadlineKind)
    for ladder in ladders.values():
        assert list(ladder.rungs) == sorted(set(ladder.rungs), reverse=True)
        assert list(ladder.shares) == sorted(set(ladder.shares))


def test_what_is_never_mailed_by_its_day_is_other_people_s_or_told_by_another_kind() -> None:
    """Their periods are shown and not mailed; a postponed limitation is mailed by limitation_known."""
    silent = {kind for kind, ladder in load_law().alarms.ladders.items() if 0 not in ladder.rungs}
    assert silent == {
        DeadlineKind.FINALITY,
        DeadlineKind.OPINION_REPLY,
        DeadlineKind.WITHDRAWAL_CONSENT,
        DeadlineKind.DEMAND_EFFECT,
        DeadlineKind.NEGOTIATION_END,
    }


def test_logs_are_said_by_share_and_by_days_and_periods_by_days_only() -> None:
    ladders = load_law().alarms.ladders
    logs = {DeadlineKind.LOG_EXPIRY, DeadlineKind.KEPT_UNTIL, DeadlineKind.PLATFORM_LOG_EXPIRY}
    assert {kind for kind, ladder in ladders.items() if ladder.shares} == logs
    assert {ladders[kind].shares for kind in logs} == {(50, 75, 90)}


def test_a_section_of_the_firm_replaces_that_kind_s_and_no_other(write: Written) -> None:
    firm = write("[appeal]\nannounce = false\nacknowledge = true\nrungs = [0, 5]\nshares = []\nsupervisor_from = 2\n")
    own, ours = load_law(firm).alarms, load_law().alarms
    changed = Ladder(rungs=(5, 0), announce=False, acknowledge=True, supervisor_from=2)
    assert own.ladders == {**ours.ladders, DeadlineKind.APPEAL: changed}
    assert own.office == ours.office


def test_the_default_of_the_firm_is_that_of_every_kind_without_a_section(write: Written) -> None:
    own = load_law(write("[default]\nannounce = false\nrungs = [21, 0]\nsupervisor_from = 0\n")).alarms.ladders
    ours = load_law().alarms.ladders
    changed = {kind for kind in DeadlineKind if own[kind] != ours[kind]}
    assert changed == {DeadlineKind.HEARING, DeadlineKind.ROUTE_START}
    assert {own[kind].rungs for kind in changed} == {(21, 0)}


def test_the_hours_of_the_firm(write: Written) -> None:
    office = load_law(write(OFFICE.format(**HOURS))).alarms.office
    assert (office.opens, office.closes, office.digest_at) == (time(9, 30), time(18), time(9, 30))
    assert (office.ack_hours, office.near_days) == (8, 7)


def test_a_change_of_the_ladder_is_another_law(write: Written) -> None:
    """So the next sweep wakes every open case, and each is looked at under the new ladder."""
    before = fingerprint(load_law(), "0.1.0")
    firm = write("[default]\nannounce = false\nrungs = [21, 0]\nsupervisor_from = 0\n")
    assert fingerprint(load_law(firm), "0.1.0") != before
    load_law.cache_clear()
    assert fingerprint(load_law(write(OFFICE.format(**HOURS))), "0.1.0") != before


def test_every_fault_of_it_at_once(write: Written) -> None:
    ladders = """
[log_expiry]
announce = "yes"
acknowledge = true
rungs = [30, 7]
shares = [50, 100]
supervisor_from = -1
[appeal]
announce = true
rungs = [7, 7, -1]
[hearing]
acknowledge = true
rungs = ["7"]
supervisor_from = 1
share = [50]
[log_expirry]
rungs = [1]
"""
    office = OFFICE.format(opens="9時", closes="20:00+09:00", digest_at="08:00", pressing=0, ack=0)
    clock = 'write a time of day in Japan without a zone, e.g. "08:00"'
    expected = (
        "log_expiry.shares = [50, 100]: write each number once, from 0 to 99",
        "log_expiry.announce = 'yes': write true or false",
        "log_expiry.supervisor_from = -1: write a whole number, at least 0",
        "log_expiry.rungs = [30, 7]: what must be owned is said on its last day: add 0",
        "appeal.rungs = [7, 7, -1]: write each number once, from 0",
        "appeal.supervisor_from is missing: write a whole number, at least 0",
        "hearing.rungs = ['7']: write a list of whole numbers, e.g. [7, 3, 1]",
        "hearing.share = [50]: unknown key; known: acknowledge, announce, of_others, rungs, shares, supervisor_from",
        f"office.opens = '9時': {clock}",
        f"office.closes = '20:00+09:00': {clock}",
        "office.ack_hours = 0: write a whole number, at least 1",
        "office.pressing_days = 0: write at least urgent_days, 1",
    )
    found = {fault.removeprefix("profiles/reminders.toml: reminders.") for fault in faults_of(write(ladders + office))}
    unknown = next(fault for fault in found if fault.startswith("log_expirry"))
    assert unknown.startswith("log_expirry = {'rungs': [1]}: unknown key; known: answer_expected, appeal, ")
    assert found - {unknown} == set(expected)


def test_a_digest_outside_the_office_s_hours_is_refused(write: Written) -> None:
    (fault,) = faults_of(write(OFFICE.format(**{**HOURS, "digest_at": "18:00"})))
    assert fault.endswith("office.digest_at = '18:00': write an hour between opens and closes")
