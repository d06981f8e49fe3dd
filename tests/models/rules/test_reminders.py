"""Reminders: a date is said when it appears and when it moves, one rung a day, in office hours unless it is fatal."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from models.facts import Deadline
from models.provisions.ladders import Ladder
from models.rules.carriage import days_left
from models.rules.japan_time import japan_date
from models.rules.progress.plan import Escalation
from models.rules.redating import DateChange, dated
from models.rules.reminders import NEW, History, NoticeSpec, Said, deadline_notices, escalation_notices, next_look
from models.rules.rungs import rungs_of
from models.terms import Addressee, Carriage, DeadlineKind, NoticeKind, Stage
from tests.models.rules.ladder_desk import (
    ALARMS,
    CALENDAR,
    EXPECTED,
    HEARING,
    LOG,
    SECURITY,
    Desk,
    at,
    said_of,
)

LADDERS, OFFICE = ALARMS.ladders, ALARMS.office
TWIN = replace(LOG, key="log_expiry:observation:2", subject="observation:2")
MOVED = replace(LOG, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))


def notices(*deadlines: Deadline, now: str, **past: object) -> list[NoticeSpec]:
    history = History(**past)  # type: ignore[arg-type]
    return deadline_notices(deadlines, history, at(now), CALENDAR, ALARMS)


# ── a date appears, and moves ────────────────────────────────────────────────


def test_a_new_deadline_is_announced_once() -> None:
    desk = Desk(LOG)
    (notice,) = desk.look("2026-07-01T10:00")
    assert (notice.kind, notice.role, notice.rung) == (NoticeKind.DEADLINE, Addressee.ATTORNEY, NEW)
    assert (notice.stated_on, notice.act_by, notice.moved_from) == (LOG.due_on, LOG.act_by, None)
    assert desk.look("2026-07-01T10:00") == []
    assert desk.look("2026-07-02T10:00") == []


def test_a_far_date_appears_in_the_next_digest_and_a_near_one_at_once() -> None:
    (far,) = Desk(LOG).look("2026-08-21T10:00")  # Friday, ten days left; seven when the digest is read on Monday
    assert (far.carriage, far.not_before) == (Carriage.SINGLE, at("2026-08-21T10:00"))
    (farther,) = Desk(LOG).look("2026-08-20T10:00")
    assert (farther.carriage, farther.not_before) == (Carriage.DIGEST, at("2026-08-21T08:00"))
    near = Desk(SECURITY).look("2026-08-24T10:00")
    assert {(n.carriage, n.not_before) for n in near} == {(Carriage.SINGLE, at("2026-08-24T10:00"))}


def test_a_safe_day_that_moves_alone_is_told_once() -> None:
    desk = Desk(replace(LOG, act_by=date(2026, 8, 28)))
    desk.look("2026-07-01T10:00")
    desk.deadlines = [replace(LOG, act_by=date(2026, 8, 27))]
    (notice,) = desk.look("2026-07-02T10:00")
    assert (notice.rung, notice.moved_from, notice.act_by_from) == (NEW, None, date(2026, 8, 28))
    assert desk.look("2026-07-02T10:00") == []
    assert desk.look("2026-07-03T10:00") == []


def test_a_safe_day_that_nobody_was_told_is_not_compared() -> None:
    said = (Said(topic=LOG.key, stated_on=LOG.due_on, rung=NEW, read_on=date(2026, 7, 1)),)
    assert notices(LOG, now="2026-07-02T10:00", said=said) == []


def moved(before: Deadline, now: Deadline) -> DateChange:
    return DateChange(key=now.key, old=dated(before), new=dated(now))


def test_a_date_that_was_only_shown_is_told_when_it_moves_by_itself() -> None:
    now = replace(HEARING, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    assert notices(now, now="2026-07-01T10:00") == []
    changes = (moved(HEARING, now),)
    (notice,) = found = notices(now, now="2026-07-01T10:00", moved=changes)
    assert (notice.rung, notice.moved_from, notice.stated_on) == (NEW, HEARING.due_on, now.due_on)
    assert notices(now, now="2026-07-01T10:00", moved=changes, said=said_of(found)) == []


def test_a_date_that_has_just_appeared_has_not_moved() -> None:
    found = DateChange(key=HEARING.key, old=None, new=dated(HEARING))
    assert notices(HEARING, now="2026-07-01T10:00", moved=(found,)) == []


def test_a_date_of_which_nothing_is_mailed_moves_silently() -> None:
    finality = replace(HEARING, key="finality:x", kind=DeadlineKind.FINALITY)
    now = replace(finality, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    assert notices(now, now="2026-07-01T10:00", moved=(moved(finality, now),)) == []


def test_a_window_that_is_said_by_its_shares_alone_tells_of_its_move_too() -> None:
    shares = Ladder(rungs=(), shares=(50,), announce=False, supervisor_from=0)
    desk = Desk(MOVED, alarms=replace(ALARMS, ladders=dict.fromkeys(DeadlineKind, shares)))
    desk.moved = (moved(LOG, MOVED),)
    assert desk.rungs("2026-07-01T10:00") == [NEW]


def test_a_date_that_moved_there_and_back_on_one_day_has_moved_twice() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deadlines = [MOVED]
    desk.look("2026-07-01T11:00")
    desk.deadlines = [LOG]
    (notice,) = desk.look("2026-07-01T12:00")
    assert (notice.stated_on, notice.moved_from) == (LOG.due_on, MOVED.due_on)
    assert desk.look("2026-07-01T13:00") == []


def test_a_hearing_that_moves_is_said_although_it_was_not_announced() -> None:
    desk = Desk(HEARING)
    desk.look("2026-07-01T10:00")
    desk.look("2026-08-17T06:00")
    desk.deadlines = [replace(HEARING, due_on=date(2026, 10, 30), act_by=date(2026, 10, 30))]
    (notice,) = desk.look("2026-08-18T10:00")
    assert notice.moved_from == HEARING.due_on


def test_a_date_that_moves_back_is_said_again_with_a_key_of_its_own() -> None:
    desk = Desk(LOG)
    (first,) = desk.look("2026-07-01T10:00")
    keys = {first.dedupe}
    for day, deadline, before in (
        ("2026-07-10", MOVED, LOG),
        ("2026-07-20", LOG, MOVED),
        ("2026-07-21", MOVED, LOG),
        ("2026-07-22", LOG, MOVED),
    ):
        desk.deadlines = [deadline]
        (notice,) = desk.look(f"{day}T10:00")
        assert (notice.stated_on, notice.moved_from) == (deadline.due_on, before.due_on)
        assert notice.dedupe not in keys
        keys.add(notice.dedupe)
    assert desk.look("2026-07-23T10:00") == []


def test_a_date_that_moved_near_is_a_mail_of_its_own() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deadlines = [replace(LOG, due_on=date(2026, 7, 17), act_by=date(2026, 7, 17))]
    found = desk.look("2026-07-10T10:00")
    assert {(n.carriage, n.not_before) for n in found} == {(Carriage.SINGLE, at("2026-07-10T10:00"))}


def test_a_fatal_date_whose_rungs_are_all_past_is_announced_all_the_same() -> None:
    limit = replace(LOG, key="limitation_known:sender:1", kind=DeadlineKind.LIMITATION_KNOWN)
    desk = Desk(limit)
    assert desk.rungs("2026-09-02T10:00") == [NEW]
    assert desk.rungs("2026-09-03T10:00") == []
    assert Desk(HEARING).rungs("2026-09-02T10:00") == []


# ── rungs ────────────────────────────────────────────────────────────────────


def test_a_deadline_without_announcement_is_first_said_at_its_rung() -> None:
    desk = Desk(HEARING)
    assert desk.rungs("2026-07-01T10:00") == []
    assert desk.rungs("2026-08-17T06:00") == ["14"]
    assert desk.rungs("2026-08-18T10:00") == []


def test_rungs_that_are_past_when_a_deadline_appears_are_skipped() -> None:
    desk = Desk(LOG)
    assert desk.rungs("2026-08-20T10:00") == [NEW]
    assert desk.skipped == ["30", "14"]
    assert desk.rungs("2026-08-21T10:00") == []
    assert desk.rungs("2026-08-24T06:00") == ["7"]


def test_a_rung_past_when_an_unannounced_date_appears_is_skipped_too() -> None:
    desk = Desk(HEARING)
    assert desk.rungs("2026-08-19T06:00") == []
    assert desk.skipped == ["14"]
    assert desk.rungs("2026-08-24T06:00") == ["7"]


def test_a_rung_of_the_day_on_which_it_appears_is_said() -> None:
    assert Desk(HEARING).rungs("2026-08-17T06:00") == ["14"]
    limit = replace(LOG, key="limitation_known:sender:1", kind=DeadlineKind.LIMITATION_KNOWN)
    assert Desk(limit).rungs("2026-08-31T06:00") == ["0"]


def test_a_line_that_was_late_says_the_rung_of_the_day_on_which_it_is_read() -> None:
    desk = Desk(replace(HEARING, due_on=date(2026, 9, 7), act_by=date(2026, 9, 7)))
    desk.look("2026-08-20T10:00")
    (line,) = desk.look("2026-08-28T10:00")  # Friday; nobody looked since the fourteenth day
    assert (line.rung, line.not_before) == ("7", at("2026-08-31T08:00"))


def test_a_share_of_the_window_that_ends_with_the_safe_day_is_no_rung() -> None:
    window = replace(LOG, opens_on=date(2026, 6, 2), due_on=date(2026, 9, 10))
    ladder = Ladder(rungs=(30,), shares=(50, 90), announce=False, supervisor_from=0)
    assert [(rung.name, rung.on) for rung in rungs_of(window, ladder)] == [
        ("s50", date(2026, 7, 22)),
        ("30", date(2026, 8, 1)),
    ]


def test_after_a_long_stop_one_rung_is_said_not_five() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    assert desk.rungs("2026-08-28T10:00") == ["3"]
    assert desk.rungs("2026-08-28T10:01") == []


def test_a_log_that_the_firm_s_new_ladder_does_not_name_stays_said() -> None:
    said = (Said(topic=LOG.key, stated_on=LOG.due_on, rung="21", read_on=date(2026, 8, 10), act_by=LOG.act_by),)
    assert notices(LOG, now="2026-08-12T10:00", said=said) == []
    assert [n.rung for n in notices(LOG, now="2026-08-17T06:00", said=said)] == ["14"]


def test_the_supervisor_is_told_when_it_gets_late() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    assert [n.role for n in desk.look("2026-08-17T06:00")] == [Addressee.ATTORNEY]
    late = desk.look("2026-08-24T06:00")
    assert [n.role for n in late] == [Addressee.ATTORNEY, Addressee.SUPERVISOR]
    assert len({n.dedupe for n in late}) == 2


def test_an_overdue_deadline_is_said_once() -> None:
    desk = Desk(LOG)
    desk.look("2026-08-20T10:00")
    assert desk.rungs("2026-09-05T10:00") == ["0"]
    assert [desk.rungs(f"2026-09-{day:02}T10:00") for day in range(6, 12)] == [[]] * 6


def test_the_day_of_others_is_a_line_to_the_attorney_and_nothing_louder() -> None:
    desk = Desk(EXPECTED)
    assert desk.rungs("2026-07-01T10:00") == []
    (line,) = desk.look("2026-08-31T06:00")
    assert (line.rung, line.role, line.carriage) == ("0", Addressee.ATTORNEY, Carriage.DIGEST)
    assert (line.not_before, line.ack_hours) == (at("2026-08-31T08:00"), None)
    assert Desk(EXPECTED).rungs("2026-09-02T10:00") == []


# ── when, how loudly, until when ─────────────────────────────────────────────


def test_a_rung_far_off_is_a_line_of_that_morning_s_digest() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    (line,) = desk.look("2026-08-17T06:00")
    assert (line.carriage, line.not_before) == (Carriage.DIGEST, at("2026-08-17T08:00"))


def test_what_is_not_fatal_waits_for_the_office() -> None:
    found = Desk(replace(SECURITY, act_by=date(2026, 8, 25))).look("2026-08-22T23:00")
    assert {(n.not_before, n.carriage) for n in found} == {(at("2026-08-24T08:00"), Carriage.SINGLE)}


def test_what_would_be_read_too_late_in_the_digest_is_a_mail_today() -> None:
    desk = Desk(SECURITY)
    desk.look("2026-08-20T10:00")
    found = desk.look("2026-08-28T10:00")  # Friday, the day is Monday
    assert {(n.rung, n.carriage, n.not_before) for n in found} == {("3", Carriage.SINGLE, at("2026-08-28T10:00"))}


def test_the_fatal_one_arrives_anyway() -> None:
    desk = Desk(LOG)
    desk.look("2026-08-24T10:00")
    late = desk.look("2026-08-30T00:10")  # Sunday: one day left
    assert {(n.rung, n.not_before) for n in late} == {("1", at("2026-08-30T00:10"))}
    last = desk.look("2026-08-31T00:00")
    assert {(n.rung, n.not_before) for n in last} == {("0", at("2026-08-31T00:00"))}


def test_a_fatal_rung_of_a_holiday_does_not_wait_for_an_office_that_opens_too_late() -> None:
    """A Thursday after five closed days: said on Wednesday morning, not when the office opens again."""
    limit = replace(LOG, due_on=date(2026, 9, 24), act_by=date(2026, 9, 24))
    desk = Desk(limit)
    desk.look("2026-09-01T10:00")
    found = desk.look("2026-09-21T06:00")
    assert {(n.rung, n.not_before) for n in found} == {("1", at("2026-09-23T08:00"))}
    assert desk.rungs("2026-09-23T08:00") == []
    assert desk.rungs("2026-09-24T08:00") == ["0"]


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


@pytest.mark.parametrize(
    ("left", "hours", "by_the_clock"), [(14, 12, False), (7, 12, False), (3, 4, False), (1, 4, False), (0, 1, True)]
)
def test_the_nearer_the_day_the_sooner_it_must_be_owned(left: int, hours: int, *, by_the_clock: bool) -> None:
    day = LOG.act_by - timedelta(days=left)
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    for notice in desk.look(f"{day}T06:00"):
        assert days_left(LOG, japan_date(notice.not_before)) == left
        assert (notice.ack_hours, notice.ack_any_time) == (hours, by_the_clock)


def test_nobody_need_own_what_its_ladder_does_not_ask() -> None:
    (notice,) = Desk(HEARING).look("2026-08-17T06:00")
    assert (notice.ack_hours, notice.ack_any_time) == (None, False)


def test_the_last_try_lies_before_the_safe_day_ends() -> None:
    desk = Desk(LOG)
    assert desk.look("2026-07-01T10:00")[0].give_up_at == at("2026-07-05T08:00")
    assert desk.look("2026-08-31T08:00")[0].give_up_at == at("2026-09-01T00:00")
    late, _ = Desk(LOG).look("2026-09-05T08:00")
    assert late.give_up_at == at("2026-09-06T08:00")
    midnight, _ = Desk(LOG).look("2026-09-01T00:00")
    assert midnight.give_up_at == at("2026-09-02T00:00")


# ── put off ──────────────────────────────────────────────────────────────────


def test_what_was_put_off_is_silent_until_that_day() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deferred = {LOG.key: date(2026, 8, 24)}
    assert desk.rungs("2026-08-17T06:00") == []
    assert desk.rungs("2026-08-24T06:00") == []  # the renewed alarm of that day says it
    assert desk.rungs("2026-08-25T06:00") == []
    assert desk.rungs("2026-08-28T06:00") == ["3"]


def test_the_last_days_of_a_fatal_date_cannot_be_put_off() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deferred = {LOG.key: LOG.act_by}
    assert desk.rungs("2026-08-28T06:00") == []
    assert desk.rungs("2026-08-30T08:00") == ["1"]
    assert desk.rungs("2026-08-31T08:00") == ["0"]


def test_a_move_is_told_although_the_old_date_was_put_off() -> None:
    desk = Desk(LOG)
    desk.look("2026-07-01T10:00")
    desk.deferred = {LOG.key: date(2026, 8, 24)}
    desk.deadlines = [MOVED]
    assert desk.rungs("2026-08-10T10:00") == [NEW]


# ── several dates ────────────────────────────────────────────────────────────


def test_log_lines_that_die_on_one_day_are_one_mail() -> None:
    later = replace(MOVED, key="log_expiry:observation:3")
    first = notices(LOG, TWIN, later, now="2026-06-01T10:00")
    assert [(notice.topic, notice.stated_on) for notice in first] == [(LOG.key, LOG.due_on), (later.key, later.due_on)]
    assert first[0].also == (TWIN.key,)
    assert notices(LOG, TWIN, later, now="2026-06-01T10:00", said=said_of(first)) == []


def test_a_line_that_was_told_of_with_another_is_known_when_it_goes_its_own_way() -> None:
    told = said_of(notices(LOG, TWIN, now="2026-06-01T10:00"))
    gone = replace(TWIN, due_on=date(2026, 9, 30), act_by=date(2026, 9, 30))
    assert notices(TWIN, now="2026-06-02T10:00", said=told) == []
    [notice] = notices(LOG, gone, now="2026-06-02T10:00", said=told)
    assert (notice.topic, notice.moved_from) == (TWIN.key, LOG.due_on)


def test_a_line_that_moves_to_the_day_of_another_is_told_alone() -> None:
    early = replace(TWIN, due_on=date(2026, 7, 31), act_by=date(2026, 7, 31))
    told = said_of(notices(LOG, early, now="2026-06-01T10:00"))
    [notice] = notices(LOG, TWIN, now="2026-06-02T10:00", said=told)
    assert (notice.topic, notice.moved_from, notice.also) == (TWIN.key, early.due_on, ())


# ── the next look, and silences ──────────────────────────────────────────────


def test_the_next_look_is_in_time_for_the_digest_or_when_the_office_would_open() -> None:
    ladder = LADDERS[DeadlineKind.LOG_EXPIRY]
    assert next_look(LOG, ladder, at("2026-08-01T10:00"), OFFICE) == at("2026-08-17T06:00")
    assert next_look(LOG, ladder, at("2026-08-28T10:00"), OFFICE) == at("2026-08-30T08:00")
    assert next_look(LOG, ladder, at("2026-08-30T09:00"), OFFICE) == at("2026-08-31T08:00")
    assert next_look(LOG, ladder, at("2026-08-31T00:00"), OFFICE) is None
    early = replace(OFFICE, opens=time(0, 30), digest_at=time(1))
    assert next_look(LOG, ladder, at("2026-08-16T22:00"), early) == at("2026-08-16T23:00")
    assert next_look(LOG, ladder, at("2026-08-16T23:00"), early) == at("2026-08-23T23:00")


def test_silence_is_told_to_supervisor_and_attorney_in_office_hours() -> None:
    silence = Escalation(stage=Stage.PLATFORM_REQUEST, subject="platform:x", reason="platform_silent")
    found = escalation_notices([silence], at("2026-08-30T08:00"), CALENDAR, OFFICE)
    assert [n.role for n in found] == [Addressee.SUPERVISOR, Addressee.ATTORNEY]
    assert {(n.not_before, n.give_up_at) for n in found} == {(at("2026-08-31T08:00"), at("2026-09-03T08:00"))}
    again = escalation_notices([silence], at("2026-09-30T08:00"), CALENDAR, OFFICE)
    assert {n.dedupe for n in found} == {n.dedupe for n in again}
    assert len({n.dedupe for n in found}) == 2


def test_a_ladder_may_be_short() -> None:
    ladder = Ladder(rungs=(0,), announce=False, supervisor_from=0)
    desk = Desk(LOG, alarms=replace(ALARMS, ladders=dict.fromkeys(DeadlineKind, ladder)))
    assert desk.look("2026-08-28T10:00") == []
    assert len(desk.look("2026-08-31T10:00")) == 2
