"""Reminders: a date is said when it appears and when it moves, one rung a day, in office hours unless it is fatal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import Deadline
from models.provisions import load_law
from models.provisions.ladders import Ladder
from models.rules.japan_time import JST
from models.rules.progress.plan import Escalation, japan_day
from models.rules.redating import DateChange, dated
from models.rules.reminders import (
    NEW,
    NoticeSpec,
    Said,
    deadline_notices,
    escalation_notices,
    next_rung_day,
    office_moment,
)
from models.terms import Addressee, Confidence, DeadlineKind, NoticeKind, Stage

CALENDAR = load_law().calendar
LADDERS = load_law().alarms.ladders
LOG = Deadline(
    key="log_expiry:observation:1",
    kind=DeadlineKind.LOG_EXPIRY,
    stage=Stage.LOG_PRESERVATION,
    subject="observation:1",
    due_on=date(2026, 8, 31),
    act_by=date(2026, 8, 31),  # a Monday
    because=(),
    consequence="ログが消えます。",
    confidence=Confidence.HIGH,
    rule="90日",
    fatal=True,
)
HEARING = replace(LOG, key="hearing:platform:x:7", kind=DeadlineKind.HEARING, subject="platform:x", fatal=False)
# Other people's periods are shown and not mailed; a postponed limitation is mailed by its own kind.
QUIET = {
    DeadlineKind.FINALITY,
    DeadlineKind.OPINION_REPLY,
    DeadlineKind.WITHDRAWAL_CONSENT,
    DeadlineKind.DEMAND_EFFECT,
    DeadlineKind.NEGOTIATION_END,
}
SECURITY = replace(LOG, key="security_deposit:platform:x:8", kind=DeadlineKind.SECURITY_DEPOSIT, fatal=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def said_of(notices: Iterable[NoticeSpec], written_at: datetime) -> list[Said]:
    day = japan_day(written_at)
    return [
        Said(topic=topic, stated_on=n.stated_on, rung=n.rung, written_on=day, act_by=n.act_by)
        for n in notices
        for topic in (n.topic, *n.also)
    ]


class Desk:
    """The desk from day to day: what was said is remembered, as the outbox does."""

    def __init__(self, *deadlines: Deadline) -> None:
        self.deadlines = list(deadlines)
        self.said: list[Said] = []

    def look(self, text: str) -> list[NoticeSpec]:
        moment = at(text)
        found = deadline_notices(self.deadlines, self.said, LADDERS, moment, CALENDAR)
        self.said += said_of(found, moment)
        return found

    def rungs(self, text: str) -> list[str]:
        return list(dict.fromkeys(notice.rung for notice in self.look(text)))


def test_a_new_deadline_is_announced_once() -> None:
    desk = Desk(LOG)
    (notice,) = desk.look("2026-07-01T10:00")
    assert (notice.kind, notice.role, notice.rung) == (NoticeKind.DEADLINE, Addressee.ATTORNEY, NEW)
    assert (notice.stated_on, notice.act_by, notice.moved_from) == (LOG.due_on, LOG.act_by, None)
    assert desk.look("2026-07-01T10:00") == []
    assert desk.look("2026-07-02T10:00") == []


def test_each_rung_is_said_on_its_day_and_never_again() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    on = {
        "2026-08-03": ["30"],  # the thirtieth day is a Saturday
        "2026-08-17": ["14"],
        "2026-08-24": ["7"],
        "2026-08-28": ["3"],
        "2026-08-31": ["0"],
    }
    heard = {}
    day = date(2026, 7, 2)
    while day <= date(2026, 9, 10):
        if not CALENDAR.closed(day):
            heard[str(day)] = desk.rungs(f"{day}T08:00") + desk.rungs(f"{day}T18:00")
        day += timedelta(days=1)
    assert {day: rungs for day, rungs in heard.items() if rungs} == on


def test_rungs_that_are_past_when_a_deadline_appears_are_skipped() -> None:
    desk = Desk(LOG)
    assert desk.rungs("2026-08-20T10:00") == [NEW]
    assert desk.rungs("2026-08-21T10:00") == []
    assert desk.rungs("2026-08-24T10:00") == ["7"]


def test_after_a_long_stop_one_rung_is_said_not_five() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    assert desk.rungs("2026-08-28T10:00") == ["3"]
    assert desk.rungs("2026-08-28T10:01") == []


def test_a_deadline_without_announcement_is_first_said_at_its_rung() -> None:
    desk = Desk(HEARING)
    assert desk.rungs("2026-07-01T10:00") == []
    assert desk.rungs("2026-08-17T10:00") == ["14"]
    assert desk.rungs("2026-08-18T10:00") == []


def test_a_safe_day_that_moves_alone_is_told_once() -> None:
    desk = Desk(replace(LOG, act_by=date(2026, 8, 28)))
    desk.look("2026-07-01T10:00")
    desk.deadlines = [replace(LOG, act_by=date(2026, 8, 27))]
    (notice,) = desk.look("2026-07-02T10:00")
    assert (notice.rung, notice.moved_from, notice.act_by_from) == (NEW, None, date(2026, 8, 28))
    assert desk.look("2026-07-02T10:00") == []
    assert desk.look("2026-07-03T10:00") == []


def test_a_safe_day_that_nobody_was_told_is_not_compared() -> None:
    said = [Said(topic=LOG.key, stated_on=LOG.due_on, rung=NEW, written_on=date(2026, 7, 1))]
    assert deadline_notices([LOG], said, LADDERS, at("2026-07-02T10:00"), CALENDAR) == []


def moved(before: Deadline, now: Deadline) -> DateChange:
    return DateChange(key=now.key, old=dated(before), new=dated(now))


def test_a_date_that_was_only_shown_is_told_when_it_moves_by_itself() -> None:
    now = replace(HEARING, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    look = at("2026-07-01T10:00")
    assert deadline_notices([now], [], LADDERS, look, CALENDAR) == []
    (notice,) = deadline_notices([now], [], LADDERS, look, CALENDAR, [moved(HEARING, now)])
    assert (notice.rung, notice.moved_from, notice.stated_on) == (NEW, HEARING.due_on, now.due_on)
    said = said_of([notice], look)
    assert deadline_notices([now], said, LADDERS, look, CALENDAR, [moved(HEARING, now)]) == []


def test_a_date_that_has_just_appeared_has_not_moved() -> None:
    found = DateChange(key=HEARING.key, old=None, new=dated(HEARING))
    assert deadline_notices([HEARING], [], LADDERS, at("2026-07-01T10:00"), CALENDAR, [found]) == []


def test_a_date_of_which_nothing_is_mailed_moves_silently() -> None:
    ladders = {**LADDERS, DeadlineKind.HEARING: Ladder(rungs=(), announce=False, supervisor_from=0)}
    now = replace(HEARING, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    assert deadline_notices([now], [], ladders, at("2026-07-01T10:00"), CALENDAR, [moved(HEARING, now)]) == []


def test_a_date_that_moved_there_and_back_on_one_day_has_moved_twice() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deadlines = [replace(LOG, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))]
    desk.look("2026-07-01T11:00")
    desk.deadlines = [LOG]
    (notice,) = desk.look("2026-07-01T12:00")
    assert (notice.stated_on, notice.moved_from) == (LOG.due_on, date(2026, 9, 30))
    assert desk.look("2026-07-01T13:00") == []


def test_a_moved_date_says_where_it_moved_from() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deadlines = [replace(LOG, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))]
    (notice,) = desk.look("2026-07-10T10:00")
    assert (notice.rung, notice.moved_from, notice.stated_on) == (NEW, LOG.due_on, date(2026, 9, 30))
    assert desk.look("2026-07-10T11:00") == []


def test_a_hearing_that_moves_is_said_although_it_was_not_announced() -> None:
    desk = Desk(HEARING)
    desk.look("2026-08-17T10:00")
    desk.deadlines = [replace(HEARING, due_on=date(2026, 10, 30), act_by=date(2026, 10, 30))]
    (notice,) = desk.look("2026-08-18T10:00")
    assert notice.moved_from == HEARING.due_on


def test_a_date_that_moves_back_is_said_again_with_a_key_of_its_own() -> None:
    desk = Desk(LOG)
    (first,) = desk.look("2026-07-01T10:00")
    moved = replace(LOG, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    keys = {first.dedupe}
    for day, deadline, before in (
        ("2026-07-10", moved, LOG),
        ("2026-07-20", LOG, moved),
        ("2026-07-21", moved, LOG),
        ("2026-07-22", LOG, moved),
    ):
        desk.deadlines = [deadline]
        (notice,) = desk.look(f"{day}T10:00")
        assert (notice.stated_on, notice.moved_from) == (deadline.due_on, before.due_on)
        assert notice.dedupe not in keys
        keys.add(notice.dedupe)
    assert desk.look("2026-07-23T10:00") == []


def test_the_supervisor_is_told_when_it_gets_late() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    assert [n.role for n in desk.look("2026-08-17T10:00")] == [Addressee.ATTORNEY]
    late = desk.look("2026-08-24T10:00")
    assert [n.role for n in late] == [Addressee.ATTORNEY, Addressee.SUPERVISOR]
    assert len({n.dedupe for n in late}) == 2


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-08-28T08:00", "2026-08-28T08:00"),
        ("2026-08-28T19:59", "2026-08-28T19:59"),
        ("2026-08-28T07:59", "2026-08-28T08:00"),
        ("2026-08-28T20:00", "2026-08-31T08:00"),  # Friday evening
        ("2026-08-29T10:00", "2026-08-31T08:00"),
        ("2026-12-28T21:00", "2027-01-04T08:00"),  # the courts' year end
        ("2026-09-19T10:00", "2026-09-24T08:00"),  # Saturday before four holidays
    ],
)
def test_the_office_is_open_from_eight_to_eight_on_working_days(now: str, opens: str) -> None:
    assert office_moment(at(now), CALENDAR) == at(opens)


def test_what_is_not_fatal_waits_for_the_office() -> None:
    (notice,) = Desk(SECURITY).look("2026-08-22T23:00")
    assert notice.not_before == at("2026-08-24T08:00")


def test_the_fatal_one_arrives_anyway() -> None:
    desk = Desk(LOG)
    desk.look("2026-08-24T10:00")
    late = desk.look("2026-08-30T00:10")  # Sunday: one day left
    assert {(n.rung, n.not_before) for n in late} == {("1", at("2026-08-30T00:10"))}
    last = desk.look("2026-08-31T00:00")
    assert {(n.rung, n.not_before) for n in last} == {("0", at("2026-08-31T00:00"))}


def test_the_fatal_one_does_not_wait_for_an_office_that_opens_too_late() -> None:
    friday = replace(LOG, due_on=date(2026, 12, 28), act_by=date(2026, 12, 28))
    (notice, _) = Desk(friday).look("2026-12-28T20:30")
    assert notice.not_before == at("2026-12-28T20:30")


def test_a_weekend_brings_one_mail_on_monday() -> None:
    desk = Desk(SECURITY)
    desk.look("2026-08-24T10:00")
    assert desk.rungs("2026-08-28T10:00") == ["3"]
    weekend = [n for day in ("29", "30", "31") for n in desk.look(f"2026-08-{day}T08:00")]
    assert {(n.rung, n.not_before) for n in weekend} == {("0", at("2026-08-31T08:00"))}
    assert len({n.role for n in weekend}) == len(weekend) == 2


def test_what_is_announced_on_a_weekend_is_not_repeated_on_monday() -> None:
    desk = Desk(SECURITY)
    assert desk.rungs("2026-08-29T10:00") == [NEW]
    assert desk.rungs("2026-08-31T08:00") == []


def test_the_last_try_lies_before_the_safe_day_ends() -> None:
    desk = Desk(LOG)
    assert desk.look("2026-07-01T10:00")[0].give_up_at == at("2026-07-04T10:00")
    assert desk.look("2026-08-31T08:00")[0].give_up_at == at("2026-09-01T00:00")
    (late, _) = Desk(LOG).look("2026-09-05T08:00")
    assert late.give_up_at == at("2026-09-06T08:00")


def test_an_overdue_deadline_is_said_once() -> None:
    desk = Desk(LOG)
    desk.look("2026-08-20T10:00")
    assert desk.rungs("2026-09-05T10:00") == ["0"]
    assert [desk.rungs(f"2026-09-{day:02}T10:00") for day in range(6, 12)] == [[]] * 6


def test_the_next_rung_day_is_when_to_look_again() -> None:
    ladder = LADDERS[DeadlineKind.LOG_EXPIRY]
    assert next_rung_day(LOG, ladder, date(2026, 8, 1)) == date(2026, 8, 17)
    assert next_rung_day(LOG, ladder, date(2026, 8, 30)) == date(2026, 8, 31)
    assert next_rung_day(LOG, ladder, date(2026, 8, 31)) is None


def test_silence_is_told_to_supervisor_and_attorney_in_office_hours() -> None:
    silence = Escalation(stage=Stage.PLATFORM_REQUEST, subject="platform:x", reason="platform_silent")
    notices = escalation_notices([silence], at("2026-08-30T08:00"), CALENDAR)
    assert [n.role for n in notices] == [Addressee.SUPERVISOR, Addressee.ATTORNEY]
    assert {n.not_before for n in notices} == {at("2026-08-31T08:00")}
    assert len({n.dedupe for n in notices}) == 2
    assert {n.dedupe for n in notices} == {n.dedupe for n in escalation_notices([silence], at("2026-09-30T08:00"))}


def test_every_kind_of_deadline_has_a_ladder() -> None:
    assert set(LADDERS) == set(DeadlineKind)
    for ladder in LADDERS.values():
        assert list(ladder.rungs) == sorted(set(ladder.rungs), reverse=True)
        assert ladder.supervisor_from >= 0
    silent = {kind for kind, ladder in LADDERS.items() if not ladder.rungs}
    assert silent == QUIET
    assert all(min(ladder.rungs) == 0 for kind, ladder in LADDERS.items() if kind not in silent)


looks = st.lists(st.integers(0, 24 * 90), min_size=1, max_size=25).map(sorted)


@settings(max_examples=150, deadline=None)
@given(looks, st.sampled_from([LOG, HEARING, SECURITY]), st.integers(0, 80))
def test_however_often_one_looks_nothing_is_said_twice(hours: list[int], deadline: Deadline, days: int) -> None:
    last = date(2026, 7, 1) + timedelta(days=days)
    desk = Desk(replace(deadline, due_on=last, act_by=CALENDAR.previous_open(last)))
    keys: list[str] = []
    for hour in hours:
        moment = datetime.combine(date(2026, 7, 1), time(0), tzinfo=JST) + timedelta(hours=hour)
        found = deadline_notices(desk.deadlines, desk.said, LADDERS, moment, CALENDAR)
        desk.said += said_of(found, moment)
        assert len({n.rung for n in found}) <= 1
        assert all(n.not_before >= moment and n.give_up_at > n.not_before for n in found)
        assert all(n.not_before == office_moment(moment, CALENDAR) for n in found if not deadline.fatal)
        keys += [n.dedupe for n in found]
    assert len(keys) == len(set(keys))


def test_a_ladder_may_be_short() -> None:
    ladder = Ladder(rungs=(0,), announce=False, supervisor_from=0)
    ladders = dict.fromkeys(DeadlineKind, ladder)
    assert deadline_notices([LOG], [], ladders, at("2026-08-28T10:00"), CALENDAR) == []
    assert len(deadline_notices([LOG], [], ladders, at("2026-08-31T10:00"), CALENDAR)) == 2


def test_log_lines_that_die_on_one_day_are_one_mail() -> None:
    twin = replace(LOG, key="log_expiry:observation:2", subject="observation:2")
    later = replace(LOG, key="log_expiry:observation:3", due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    now = at("2026-06-01T10:00:00")
    first = deadline_notices([LOG, twin, later], [], LADDERS, now, CALENDAR)
    assert [(notice.topic, notice.stated_on) for notice in first] == [(LOG.key, LOG.due_on), (later.key, later.due_on)]
    assert deadline_notices([LOG, twin, later], said_of(first, now), LADDERS, now, CALENDAR) == []


def test_a_line_that_was_told_of_with_another_is_known_when_it_goes_its_own_way() -> None:
    twin = replace(LOG, key="log_expiry:observation:2", subject="observation:2")
    told = said_of(
        deadline_notices([LOG, twin], [], LADDERS, at("2026-06-01T10:00:00"), CALENDAR), at("2026-06-01T10:00")
    )
    moved = replace(twin, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    later = at("2026-06-02T10:00:00")
    assert deadline_notices([twin], told, LADDERS, later, CALENDAR) == []
    [notice] = deadline_notices([LOG, moved], told, LADDERS, later, CALENDAR)
    assert (notice.topic, notice.moved_from) == (twin.key, LOG.due_on)


def test_a_line_that_moves_to_the_day_of_another_is_told_alone() -> None:
    early = replace(LOG, key="log_expiry:observation:2", due_on=date(2026, 7, 31), act_by=date(2026, 7, 31))
    told = said_of(
        deadline_notices([LOG, early], [], LADDERS, at("2026-06-01T10:00:00"), CALENDAR), at("2026-06-01T10:00")
    )
    moved = replace(early, due_on=LOG.due_on, act_by=LOG.act_by)
    [notice] = deadline_notices([LOG, moved], told, LADDERS, at("2026-06-02T10:00:00"), CALENDAR)
    assert (notice.topic, notice.moved_from, notice.also) == (early.key, date(2026, 7, 31), ())
