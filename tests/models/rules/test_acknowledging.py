"""A date that nobody owns goes on to the next person; what was owned and left lying comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.rules.acknowledging import deferred_until, is_answered
from models.rules.ownership import People, open_questions
from models.terms import AckKind, Addressee, Carriage, NoticeKind
from tests.models.rules.ladder_desk import LOG, at
from tests.models.rules.owning_desk import (
    ATTORNEY,
    BOSS,
    LAWYER,
    OPERATIONS,
    OPERATOR,
    SECOND,
    SUPERVISOR,
    Office,
    told,
)

TWIN = replace(LOG, key="log_expiry:observation:2", subject="observation:2")
OTHER = replace(LOG, key="appeal:platform:x:1", due_on=date(2026, 8, 20), act_by=date(2026, 8, 20))
MONDAY, TUESDAY = "2026-08-03", "2026-08-04"


# ── nobody owns it: the next person ──────────────────────────────────────────


def test_what_nobody_owned_in_time_goes_to_the_supervisor_then_to_operations_and_becomes_a_task() -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00")  # until 20:00
    assert office.look(f"{MONDAY}T19:59") == []
    assert office.next_look(f"{MONDAY}T19:59") == at(f"{MONDAY}T20:00")
    (first,) = office.look(f"{MONDAY}T20:00")
    assert (first.kind, first.role, first.to) == (NoticeKind.UNACKNOWLEDGED, SUPERVISOR, (BOSS,))
    assert (first.topic, first.stated_on, first.act_by) == (LOG.key, LOG.due_on, LOG.act_by)
    assert (first.since, first.ack_hours, first.ack_any_time) == (at(f"{MONDAY}T08:00"), 12, False)
    assert office.tasks == []
    assert office.look(f"{MONDAY}T20:00") == []
    (second,) = office.look(f"{TUESDAY}T20:00")
    assert told([second]) == [(OPERATIONS, (OPERATOR,))]
    (task,) = office.tasks
    assert (task.topics, task.stated_on, task.notice_id) == ((LOG.key,), LOG.due_on, 1)
    assert office.look("2026-08-05T20:00") == [] == office.look("2026-08-20T20:00")
    assert len(office.tasks) == 1


def test_a_far_date_is_handed_over_in_the_digest_a_near_one_at_once_and_on_the_last_day_at_any_hour() -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00")
    (far,) = office.look(f"{MONDAY}T20:00")
    assert (far.carriage, far.not_before) == (Carriage.DIGEST, at(f"{TUESDAY}T08:00"))
    near = Office(LOG)
    near.tell("2026-08-27T08:00", hours=4, pressing=True)  # Thursday; the safe day is Monday the 31st
    (notice,) = near.look("2026-08-27T12:00")
    assert (notice.carriage, notice.not_before) == (Carriage.SINGLE, at("2026-08-27T12:00"))
    assert (notice.ack_hours, notice.ack_any_time) == (4, False)
    last = Office(LOG)
    last.tell("2026-08-31T00:00", hours=1, pressing=True)
    (notice,) = last.look("2026-08-31T21:00")
    assert (notice.not_before, notice.ack_hours, notice.ack_any_time) == (at("2026-08-31T21:00"), 1, True)


def test_near_is_judged_on_the_day_on_which_the_digest_is_read() -> None:
    """Thursday evening, four days before the safe day: three when Friday's digest is read."""
    office = Office(replace(LOG, due_on=date(2026, 8, 11), act_by=date(2026, 8, 10)))
    office.tell("2026-08-06T08:00", *office.live.values())
    (notice,) = office.look("2026-08-06T20:00")
    assert notice.carriage is Carriage.SINGLE


@pytest.mark.parametrize("kind", AckKind)
def test_whatever_anybody_answers_ends_the_handovers(kind: AckKind) -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00")
    until = "2026-08-10" if kind is AckKind.DEFERRED else ""
    office.say(f"{MONDAY}T19:00", kind, who=SECOND, until=until)
    assert office.look(f"{MONDAY}T20:00") == [] == open_questions(office.known)
    office.tell(f"{TUESDAY}T08:00")  # a later line of a digest is owned too
    assert office.look(f"{TUESDAY}T20:00") == []


def test_a_pressing_mail_asks_again() -> None:
    office = Office(LOG)
    office.tell("2026-08-03T08:00")
    office.say("2026-08-03T09:00", AckKind.SEEN)
    office.tell("2026-08-28T08:00", hours=4, pressing=True)
    assert told(office.look("2026-08-28T12:00")) == [(SUPERVISOR, (BOSS,))]
    office.say("2026-08-28T13:00", AckKind.SEEN, who=BOSS)
    assert office.look("2026-08-28T20:00") == []


def test_an_answer_at_the_very_moment_of_the_mail_is_an_answer_to_it() -> None:
    office = Office(LOG)
    office.tell("2026-08-28T08:00", hours=4, pressing=True)
    office.say("2026-08-28T08:00", AckKind.SEEN)
    assert open_questions(office.known) == []


def test_what_moved_or_went_is_not_handed_over() -> None:
    office = Office(LOG, OTHER)
    office.tell(f"{MONDAY}T08:00")
    office.live = {LOG.key: replace(LOG, due_on=date(2026, 9, 15))}
    assert office.look(f"{MONDAY}T20:00") == []
    assert office.next_look(f"{MONDAY}T09:00") is None


def test_what_need_not_be_owned_is_not_handed_over() -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00", hours=None)
    assert office.look(f"{TUESDAY}T20:00") == []


def test_what_is_on_its_way_is_waited_for() -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00", on_its_way=True)
    assert office.look(f"{TUESDAY}T20:00") == []
    assert office.next_look(f"{MONDAY}T08:00") is None
    (question,) = open_questions(office.known)
    assert [item.sent_at for item in question.told] == [None]


def test_what_came_back_is_handed_over_at_once() -> None:
    office = Office(LOG)
    office.lose(office.tell(f"{MONDAY}T08:00"), f"{MONDAY}T08:05")
    assert told(office.look(f"{MONDAY}T08:05")) == [(SUPERVISOR, (BOSS,))]


def test_dates_of_one_mail_are_handed_over_in_one_mail() -> None:
    office = Office(LOG, TWIN)
    office.tell(f"{MONDAY}T08:00")
    (notice,) = office.look(f"{MONDAY}T20:00")
    assert (notice.topic, notice.also) == (LOG.key, (TWIN.key,))
    office.say(f"{TUESDAY}T09:00", AckKind.SEEN, LOG, who=BOSS)
    (notice,) = office.look(f"{TUESDAY}T20:00")
    assert (notice.topic, notice.also) == (TWIN.key, ())
    assert [task.topics for task in office.tasks] == [(TWIN.key,)]


def test_dates_of_one_mail_become_one_task() -> None:
    office = Office(LOG, TWIN, people=People(roles={ATTORNEY: (LAWYER,)}))
    office.tell(f"{MONDAY}T08:00")
    assert office.look(f"{MONDAY}T20:00") == []
    assert [task.topics for task in office.tasks] == [(LOG.key, TWIN.key)]


def test_dates_of_several_mails_are_not_mixed() -> None:
    office = Office(LOG, OTHER)
    office.tell(f"{MONDAY}T08:00", LOG)
    office.tell(f"{MONDAY}T08:00", OTHER)
    assert [n.topic for n in office.look(f"{MONDAY}T20:00")] == [OTHER.key, LOG.key]  # the more urgent first


def test_a_rung_said_to_the_supervisor_too_goes_on_to_operations() -> None:
    office = Office(LOG)
    office.tell("2026-08-28T08:00", hours=4, pressing=True)
    office.tell("2026-08-28T08:00", hours=4, pressing=True, who=BOSS)
    assert told(office.look("2026-08-28T12:00")) == [(OPERATIONS, (OPERATOR,))]
    assert len(office.tasks) == 1


def test_a_later_rung_to_the_lawyer_does_not_hold_up_the_chain() -> None:
    office = Office(LOG)
    office.tell(f"{MONDAY}T08:00")
    office.look(f"{MONDAY}T20:00")
    office.tell(f"{TUESDAY}T19:00")
    assert told(office.look(f"{TUESDAY}T20:00")) == [(OPERATIONS, (OPERATOR,))]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({ATTORNEY: (LAWYER,), SUPERVISOR: (LAWYER,), OPERATIONS: (OPERATOR,)}, [(OPERATIONS, (OPERATOR,))]),
        ({ATTORNEY: (LAWYER,), SUPERVISOR: (), OPERATIONS: (OPERATOR,)}, [(OPERATIONS, (OPERATOR,))]),
        ({ATTORNEY: (LAWYER,), SUPERVISOR: (BOSS, SECOND)}, [(SUPERVISOR, (BOSS, SECOND))]),
        ({ATTORNEY: (LAWYER, BOSS), SUPERVISOR: (BOSS,), OPERATIONS: ()}, [(ATTORNEY, (BOSS,))]),
        ({ATTORNEY: (LAWYER,), SUPERVISOR: (), OPERATIONS: ()}, []),
        ({ATTORNEY: (LAWYER,), SUPERVISOR: (LAWYER,), OPERATIONS: (LAWYER, OPERATOR)}, [(OPERATIONS, (OPERATOR,))]),
    ],
    ids=["lawyer-supervises", "no-supervisor", "two-supervisors", "two-lawyers", "alone", "lawyer-is-operations"],
)
def test_who_is_next(
    roles: dict[Addressee, tuple[int, ...]], expected: list[tuple[Addressee, tuple[int, ...]]]
) -> None:
    office = Office(LOG, people=People(roles=roles))
    office.tell(f"{MONDAY}T08:00")
    assert told(office.look(f"{MONDAY}T20:00")) == expected
    last = not expected or expected[0][0] is OPERATIONS or OPERATIONS not in roles or not roles[OPERATIONS]
    assert len(office.tasks) == (1 if last else 0)


def test_nobody_hears_of_it_twice_whoever_reads_for_whom() -> None:
    """The lawyer is away and the supervisor reads for them: operations are next, not the supervisor again."""
    people = replace(Office().people, reads_for={LAWYER: BOSS})
    office = Office(LOG, people=people)
    office.tell(f"{MONDAY}T08:00", who=LAWYER, read_by=BOSS)
    assert told(office.look(f"{MONDAY}T20:00")) == [(OPERATIONS, (OPERATOR,))]


def test_a_supervisor_whose_mail_the_lawyer_reads_is_skipped() -> None:
    office = Office(LOG, people=replace(Office().people, reads_for={BOSS: LAWYER}))
    office.tell(f"{MONDAY}T08:00")
    assert told(office.look(f"{MONDAY}T20:00")) == [(OPERATIONS, (OPERATOR,))]


def test_of_two_mails_to_one_person_the_shorter_time_counts() -> None:
    office = Office(LOG)
    office.tell("2026-08-27T08:00")
    office.tell("2026-08-27T09:00", hours=4, pressing=True)
    assert office.next_look("2026-08-27T09:00") == at("2026-08-27T13:00")
    assert office.next_look("2026-08-27T13:00") is None
    stranger = Office(LOG)
    stranger.tell("2026-08-27T08:00", who=99)
    stranger.tell("2026-08-27T09:00", hours=4, pressing=True)
    assert stranger.next_look("2026-08-27T09:00") == at("2026-08-27T13:00")


def test_whoever_is_furthest_along_has_their_time() -> None:
    office = Office(LOG)
    office.tell("2026-08-28T08:00", hours=4, pressing=True)
    office.tell("2026-08-28T11:00", hours=4, pressing=True, who=BOSS)
    assert office.next_look("2026-08-28T11:00") == at("2026-08-28T15:00")


def test_a_pressing_date_passes_through_the_office_within_the_day() -> None:
    office = Office(LOG)
    office.tell("2026-08-28T08:00", hours=4, pressing=True)
    assert told(office.look("2026-08-28T12:00")) == [(SUPERVISOR, (BOSS,))]
    assert office.look("2026-08-28T15:59") == []
    assert told(office.look("2026-08-28T16:00")) == [(OPERATIONS, (OPERATOR,))]


def test_the_next_look_is_for_what_comes_first() -> None:
    office = Office(LOG, OTHER)
    office.tell(f"{MONDAY}T08:00", LOG)
    office.tell(f"{MONDAY}T09:00", OTHER, hours=4)
    assert office.next_look(f"{MONDAY}T09:00") == at(f"{MONDAY}T13:00")
    assert office.next_look(f"{MONDAY}T13:00") == at(f"{MONDAY}T20:00")


def test_everybody_are_those_of_the_chain_and_who_reads_for_them() -> None:
    assert replace(Office().people, reads_for={BOSS: SECOND}).everybody() == {LAWYER, BOSS, OPERATOR, SECOND}


# ── owned and left lying ─────────────────────────────────────────────────────


def test_said_to_be_done_and_still_there_comes_back_to_its_owner_then_to_the_supervisor_too_then_rests() -> None:
    office = Office(LOG)
    office.say("2026-08-07T15:00", AckKind.DONE)  # Friday before a holiday on Tuesday
    assert office.next_look("2026-08-07T15:00") == at("2026-08-12T15:00")
    assert office.look("2026-08-12T14:59") == []
    (first,) = office.look("2026-08-12T15:00")
    assert (first.kind, first.to, first.reason) == (NoticeKind.IDLE, (LAWYER,), "done")
    assert (first.since, first.ack_hours, first.not_before) == (at("2026-08-07T15:00"), None, at("2026-08-12T15:00"))
    assert office.look("2026-08-14T14:59") == []
    assert told(office.look("2026-08-14T15:00")) == [(ATTORNEY, (LAWYER,)), (SUPERVISOR, (BOSS,))]
    assert office.look("2026-08-28T15:00") == []


def test_what_is_answered_again_waits_again() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DONE)
    office.look("2026-08-05T10:00")
    office.say("2026-08-05T11:00", AckKind.DONE)
    assert office.look("2026-08-07T10:59") == []
    assert told(office.look("2026-08-07T11:00")) == [(ATTORNEY, (LAWYER,))]


def test_a_supervisor_who_owns_it_hears_of_it_once() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DONE, who=BOSS)
    assert told(office.look("2026-08-05T10:00")) == [(ATTORNEY, (BOSS,))]
    assert told(office.look("2026-08-07T10:00")) == [(ATTORNEY, (BOSS,))]


def test_done_and_gone_is_silent() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DONE)
    office.live = {}
    assert office.look("2026-08-20T10:00") == []


def test_only_seen_comes_back_in_the_last_week_beside_its_rungs() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.SEEN)
    # Seven days before the safe day is a rung of its own, so the next working day; the rest of the ladder stays clear.
    assert office.next_look(f"{MONDAY}T10:00") == at("2026-08-25T08:00")
    (notice,) = office.look("2026-08-25T08:00")
    assert (notice.kind, notice.to, notice.reason) == (NoticeKind.IDLE, (LAWYER,), "seen")
    assert told(office.look("2026-08-27T08:00")) == [(ATTORNEY, (LAWYER,)), (SUPERVISOR, (BOSS,))]


def test_the_last_week_begins_seven_days_before_the_safe_day() -> None:
    office = Office(replace(LOG, due_on=date(2026, 8, 28), act_by=date(2026, 8, 28)))
    office.say(f"{MONDAY}T10:00", AckKind.SEEN)
    assert office.next_look(f"{MONDAY}T10:00") == at("2026-08-24T08:00")  # Friday the 21st is a rung


def test_what_is_recorded_or_said_again_is_not_idle() -> None:
    office = Office(LOG)
    office.say("2026-08-24T10:00", AckKind.SEEN)
    office.recorded_at = at("2026-08-25T16:00")
    assert office.next_look("2026-08-24T10:00") == at("2026-08-27T16:00")
    office.tell("2026-08-26T09:00")
    assert office.next_look("2026-08-24T10:00") == at("2026-08-31T09:00") + timedelta(days=1)  # 28th and 31st: rungs


def test_put_off_comes_back_on_its_day() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DEFERRED, until="2026-08-08")  # a Saturday
    assert deferred_until(office.acks, LOG.key, LOG.due_on) == date(2026, 8, 8)
    assert office.next_look(f"{MONDAY}T10:00") == at("2026-08-10T08:00")
    (notice,) = office.look("2026-08-10T08:00")
    assert (notice.to, notice.reason, notice.since) == ((LAWYER,), "deferred", at("2026-08-08T00:00"))
    assert told(office.look("2026-08-13T08:00")) == [(ATTORNEY, (LAWYER,)), (SUPERVISOR, (BOSS,))]


def test_put_off_over_the_last_working_day_comes_back_on_a_closed_one() -> None:
    sunday = replace(LOG, due_on=date(2026, 8, 30), act_by=date(2026, 8, 30))
    office = Office(sunday)
    office.say("2026-08-26T10:00", AckKind.DEFERRED, until="2026-08-29")
    assert office.next_look("2026-08-26T10:00") == at("2026-08-29T08:00")
    (notice,) = office.look("2026-08-29T08:00")
    assert notice.not_before == at("2026-08-29T08:00")
    harmless = Office(replace(sunday, fatal=False))
    harmless.say("2026-08-26T10:00", AckKind.DEFERRED, until="2026-08-29")
    assert harmless.next_look("2026-08-26T10:00") == at("2026-08-31T08:00")


def test_put_off_over_a_weekend_before_the_safe_day_comes_back_on_it() -> None:
    office = Office(LOG)
    office.say("2026-08-26T10:00", AckKind.DEFERRED, until="2026-08-29")
    assert office.next_look("2026-08-26T10:00") == at("2026-08-31T08:00")


def test_the_last_word_counts() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DEFERRED, until="2026-08-10")
    office.say(f"{MONDAY}T11:00", AckKind.SEEN)
    assert deferred_until(office.acks, LOG.key, LOG.due_on) is None
    assert deferred_until(office.acks, TWIN.key, TWIN.due_on) is None
    assert office.look("2026-08-10T08:00") == []


def test_dates_owned_together_come_back_together() -> None:
    office = Office(LOG, TWIN, OTHER)
    office.say(f"{MONDAY}T10:00", AckKind.DONE)
    assert sorted((n.topic, n.also) for n in office.look("2026-08-05T10:00")) == [
        (OTHER.key, ()),
        (LOG.key, (TWIN.key,)),
    ]
    assert office.look("2026-08-05T10:00") == []


def test_a_renewed_alarm_waits_for_the_office() -> None:
    office = Office(LOG)
    office.say(f"{MONDAY}T10:00", AckKind.DONE)
    (notice,) = office.look("2026-08-05T23:00")
    assert notice.not_before == at("2026-08-06T08:00")


# ── a waiting notice that has lost its point ─────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "said", "alive", "expected"),
    [
        (NoticeKind.UNACKNOWLEDGED, "10:00", True, True),
        (NoticeKind.UNACKNOWLEDGED, "09:59", True, False),
        (NoticeKind.IDLE, "10:00", True, False),
        (NoticeKind.IDLE, "10:01", True, True),
        (NoticeKind.IDLE, "", True, False),
        (NoticeKind.IDLE, "", False, True),
    ],
    ids=["owned", "owned-before", "the-word-itself", "another-word", "silent", "gone"],
)
def test_a_waiting_alarm_has_a_point_until_it_is_answered(
    kind: NoticeKind,
    said: str,
    alive: bool,  # noqa: FBT001 (a column of the table above)
    expected: bool,  # noqa: FBT001
) -> None:
    office = Office(LOG)
    if said:
        office.say(f"{MONDAY}T{said}", AckKind.DONE)
    live = office.live if alive else {}
    dates = [(LOG.key, LOG.due_on)]
    assert is_answered(kind, dates, at(f"{MONDAY}T10:00"), office.acks, live) is expected


def test_a_waiting_alarm_on_two_dates_has_a_point_while_one_is_left() -> None:
    office = Office(LOG, TWIN)
    office.say(f"{MONDAY}T11:00", AckKind.SEEN, LOG)
    dates = [(LOG.key, LOG.due_on), (TWIN.key, TWIN.due_on)]
    since = at(f"{MONDAY}T10:00")
    assert not is_answered(NoticeKind.UNACKNOWLEDGED, dates, since, office.acks, office.live)
    moved = {**office.live, TWIN.key: replace(TWIN, due_on=date(2026, 9, 1))}
    assert is_answered(NoticeKind.UNACKNOWLEDGED, dates, since, office.acks, moved)
