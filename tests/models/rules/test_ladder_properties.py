"""Ladders under any calendar of looks, moves and deferrals: once, one a day, in hours unless fatal, never a burst."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import Deadline
from models.rules.carriage import is_urgent
from models.rules.japan_time import JST, japan_date, start_of
from models.rules.office_hours import is_open
from models.rules.reminders import NEW, NoticeSpec
from models.rules.rungs import rungs_of
from models.terms import Addressee, Carriage, DeadlineKind
from tests.models.rules.ladder_desk import ALARMS, CALENDAR, LOG, Desk

START = date(2026, 4, 1)
OFFICE = ALARMS.office
FATAL = (DeadlineKind.LOG_EXPIRY, DeadlineKind.APPEAL, DeadlineKind.LIMITATION_KNOWN, DeadlineKind.LATE_REMEDY)
OTHERS = (DeadlineKind.HEARING, DeadlineKind.SECURITY_DEPOSIT, DeadlineKind.ANSWER_EXPECTED)


@st.composite
def dates(draw: st.DrawFn) -> Deadline:
    kind = draw(st.sampled_from([*FATAL, *OTHERS]))
    opens = START - timedelta(days=draw(st.integers(0, 60)))
    return _on(replace(LOG, key=f"{kind}:x", kind=kind, fatal=kind in FATAL, opens_on=opens), draw(st.integers(0, 150)))


def _on(deadline: Deadline, days: int) -> Deadline:
    due = START + timedelta(days=days)
    return replace(deadline, due_on=due, act_by=CALENDAR.previous_open(due))


def hour(number: int) -> datetime:
    return start_of(START) + timedelta(hours=number)


HOURS = st.lists(st.integers(0, 24 * 160), min_size=1, max_size=30).map(sorted)
MOVES = st.dictionaries(st.integers(0, 29), st.integers(0, 150), max_size=3)
DEFERRALS = st.dictionaries(st.integers(0, 29), st.integers(0, 40), max_size=2)


def lived(deadline: Deadline, hours: list[int], moves: dict[int, int], deferrals: dict[int, int]) -> list[NoticeSpec]:
    """Looks at any hours; between two of them the case wakes up by itself, as it does."""
    desk, found = Desk(deadline), []
    for number, now in enumerate(hours):
        if number in moves:
            desk.deadlines = [_on(deadline, moves[number])]
            desk.deferred = {}
        if number in deferrals:
            desk.deferred = {deadline.key: japan_date(hour(now)) + timedelta(days=deferrals[number])}
        moment: datetime | None = hour(now)
        until = hour(hours[number + 1]) if number + 1 < len(hours) else hour(now + 24 * 240)
        while moment and moment < until:
            told = desk.look(moment)
            _holds_at(desk, told, moment)
            found += told
            moment = desk.next_look(moment)
    return found


def _holds_at(desk: Desk, told: list[NoticeSpec], now: datetime) -> None:
    (deadline,) = desk.deadlines
    assert len({(notice.rung, notice.carriage, notice.not_before) for notice in told}) <= 1
    assert desk.look(now) == []  # a second look at the same moment adds nothing
    for notice in told:
        read_on = japan_date(notice.not_before)
        assert now <= notice.not_before < notice.give_up_at
        if not is_open(notice.not_before, CALENDAR, OFFICE):
            assert is_urgent(deadline, read_on, OFFICE)
        if notice.carriage is Carriage.DIGEST:
            assert notice.not_before.astimezone(JST).time() == OFFICE.digest_at
        if notice.rung != NEW:
            days = {rung.name: rung.on for rung in rungs_of(deadline, desk.alarms.ladders[deadline.kind])}
            assert desk.appeared[deadline.key] <= days[notice.rung] <= read_on
            assert [name for name, on in days.items() if days[notice.rung] < on <= read_on] == []


@settings(max_examples=250, deadline=None)
@given(dates(), HOURS, MOVES, DEFERRALS)
def test_every_rung_at_most_once_one_a_day_and_in_hours_unless_fatal(
    deadline: Deadline, hours: list[int], moves: dict[int, int], deferrals: dict[int, int]
) -> None:
    found = lived(deadline, hours, moves, deferrals)
    assert max(Counter(notice.dedupe for notice in found).values(), default=1) == 1
    to_attorney = [notice for notice in found if notice.role is Addressee.ATTORNEY]
    said = [notice for notice in to_attorney if not moves or notice.rung != NEW]
    days = Counter((notice.stated_on, japan_date(notice.not_before)) for notice in said)
    assert max(days.values(), default=1) == 1


@settings(max_examples=100, deadline=None)
@given(dates().filter(lambda deadline: deadline.fatal), HOURS)
def test_a_fatal_date_that_is_left_alone_is_said_in_its_last_days(deadline: Deadline, hours: list[int]) -> None:
    found = lived(deadline, hours, {}, {})
    last = deadline.act_by - timedelta(days=OFFICE.urgent_days)
    assert [notice for notice in found if japan_date(notice.not_before) >= last]
    owned = [notice for notice in found if notice.carriage is Carriage.SINGLE]
    assert all(notice.ack_hours is not None for notice in owned)
