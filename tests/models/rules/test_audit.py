"""照合: each thing that can be missing is found, and what is in order is not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from models.facts import Deadline
from models.provisions import load_law
from models.rules.audit import Finding, Missing, Record, Told, findings, night_of
from models.rules.japan_time import JST
from models.terms import Confidence, DeadlineKind, NoticeKind, Stage

ALARMS = load_law().alarms
DUE = date(2026, 9, 30)
KEY = "log_expiry:observation:1"
SILENCE = "escalation:platform:x:silent"
LOG = Deadline(
    key=KEY,
    kind=DeadlineKind.LOG_EXPIRY,
    stage=Stage.LOG_PRESERVATION,
    subject="observation:1",
    due_on=DUE,
    act_by=DUE,
    because=(),
    consequence="",
    confidence=Confidence.HIGH,
    rule="x",
    fatal=True,
)
LIMITATION = replace(LOG, key="limitation_act:post:1", kind=DeadlineKind.LIMITATION_ACT)
HEARING = replace(LOG, key="hearing:platform:x:1", kind=DeadlineKind.HEARING, fatal=False)


def night(left: int) -> date:
    """The evening on which so many days are left."""
    return DUE - timedelta(days=left)


def told(rung: str = "new", **changes: object) -> Told:
    plain = Told(kind=NoticeKind.DEADLINE, topic=KEY, stated_on=DUE, rung=rung, read_on=night(60), alive=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


def record(*notices: Told, **changes: object) -> Record:
    plain = Record(ref="2026-0001", told=notices, appeared_on={KEY: night(60)})
    return replace(plain, **changes)  # type: ignore[arg-type]


def missing(known: Record, left: int, *dates: Deadline, silences: tuple[str, ...] = ()) -> list[tuple[Missing, str]]:
    found = findings(known, dates or (LOG,), silences, ALARMS, night(left))
    return [(item.missing, item.rung) for item in found]


UNSAID, NEVER_LEFT = Missing.UNSAID, Missing.NEVER_LEFT


@pytest.mark.parametrize(
    ("notices", "left", "found"),
    [
        ([], 60, [(UNSAID, "new")]),
        ([told()], 60, []),
        ([told()], 31, []),
        ([told()], 30, [(UNSAID, "30")]),
        ([told("30")], 30, []),
        ([told("30")], 29, []),
        ([told("30")], 3, [(UNSAID, "3")]),
        ([told("3"), told("7")], 3, []),
        ([told(read_on=night(14))], 14, []),
        ([told(read_on=night(15))], 14, [(UNSAID, "14")]),
        ([told("0")], -5, []),
        ([told(stated_on=night(2))], 60, [(UNSAID, "new")]),
        ([told(), told(stated_on=night(2))], 60, [(UNSAID, "new")]),
        ([told(stated_on=night(2)), told()], 60, []),
        ([told("30", stated_on=night(2)), told()], 30, [(UNSAID, "30")]),
        ([told(alive=False)], 60, [(NEVER_LEFT, "")]),
        ([told(alive=False), told("30")], 30, []),
        ([told(topic="log_expiry:observation:2")], 60, [(UNSAID, "new")]),
        ([told(kind=NoticeKind.IDLE)], 60, [(UNSAID, "new")]),
    ],
    ids=[
        "never announced",
        "announced",
        "the day before its rung",
        "a rung unsaid",
        "a rung said",
        "between rungs",
        "a later rung unsaid",
        "said out of order",
        "announced on the rung's day",
        "announced the day before the rung",
        "overdue and said",
        "only the old date said",
        "the old date said last",
        "the new date said last",
        "the rung of the old date only",
        "never left",
        "one of two left",
        "another date said",
        "no mail of the ladder",
    ],
)
def test_a_date_is_held_against_its_ladder(notices: list[Told], left: int, found: list[tuple[Missing, str]]) -> None:
    assert missing(record(*notices), left) == found


def test_rungs_that_were_past_when_the_date_appeared_are_not_missed() -> None:
    known = record(told(), appeared_on={KEY: night(5)})
    assert missing(known, 5) == []
    assert missing(known, 3) == [(UNSAID, "3")]


def test_what_was_put_off_is_missed_only_by_the_rungs_after_that_day() -> None:
    known = record(told(), deferred_until={KEY: night(14)})
    assert missing(known, 14) == []
    assert missing(known, 8) == []
    assert missing(known, 7) == [(UNSAID, "7")]


@pytest.mark.parametrize(
    ("deadline", "appeared", "found"),
    [
        (LIMITATION, 400, []),
        (LIMITATION, 30, [(UNSAID, "30")]),
        (LIMITATION, 0, [(UNSAID, "0")]),
        (LIMITATION, -1, [(UNSAID, "new")]),
        (replace(LIMITATION, fatal=False), -1, []),
        (HEARING, -1, []),
        (replace(LIMITATION, kind=DeadlineKind.FINALITY), -1, []),
    ],
    ids=[
        "far",
        "on a rung",
        "on its last rung",
        "after its last rung",
        "after its last rung, not fatal",
        "hearing",
        "no rungs",
    ],
)
def test_a_fatal_date_that_appears_after_its_last_rung_must_be_announced(
    deadline: Deadline, appeared: int, found: list[tuple[Missing, str]]
) -> None:
    known = record(appeared_on={deadline.key: night(appeared)})
    assert missing(known, min(appeared, 380), deadline) == found


def test_a_date_whose_appearance_is_unknown_is_not_announced_late() -> None:
    assert missing(record(appeared_on={}), -5, LIMITATION) == [(UNSAID, "0")]


def test_a_silence_of_which_nobody_heard_is_missed() -> None:
    heard = told(kind=NoticeKind.ESCALATION, topic=SILENCE, stated_on=None, rung="")
    of_another_kind = replace(heard, kind=NoticeKind.UNDELIVERABLE)
    assert missing(record(told(), of_another_kind), 60, silences=(SILENCE,)) == [(UNSAID, "")]
    assert missing(record(told(), heard), 60, silences=(SILENCE,)) == []


def test_what_nobody_owned_must_have_been_handed_over() -> None:
    known = record(told(), unowned=frozenset({KEY, "other"}), handed_over=frozenset({"other"}))
    (only,) = findings(known, (LOG,), (), ALARMS, night(60))
    assert (only.missing, only.topic) == (Missing.UNESCALATED, KEY)


@pytest.mark.parametrize(
    ("moment", "evening"),
    [("2026-06-03T20:00", 3), ("2026-06-03T23:59", 3), ("2026-06-04T00:01", 3), ("2026-06-04T19:59", 3)],
    ids=["closing", "late", "past midnight", "the next day, if the desk was off"],
)
def test_an_evening_is_audited_from_its_closing_hour_on(moment: str, evening: int) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=JST)
    assert night_of(now, ALARMS.office) == date(2026, 6, evening)


def test_a_finding_says_refs_and_ids_and_has_a_key_of_its_own() -> None:
    of_date = Finding(missing=UNSAID, ref="2026-0001", topic=KEY, on=DUE, rung="7")
    assert of_date.said == f"2026-0001 unsaid {KEY} 2026-09-30 7"
    assert of_date.key == f"audit:unsaid:2026-0001:{KEY}:2026-09-30:7"
    of_notice = Finding(missing=Missing.PAST_ITS_TIME, notice_id=12)
    assert (of_notice.said, of_notice.key) == ("past_its_time notice 12", "audit:past_its_time:notice:12")
