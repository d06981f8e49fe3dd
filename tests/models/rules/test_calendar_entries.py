"""What the calendars show of a case: which entries, in which state, and when one has become another version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import CaseFacts, Deadline, ExplainedStep, StepFact
from models.rules.calendar_entries import (
    CANCELLED,
    HEARING,
    QUIET,
    CalendarChange,
    CalendarEntry,
    Kept,
    calendar_change,
    calendar_entries,
)
from models.rules.deadlines import deadlines
from models.rules.japan_time import JST
from models.terms import CalendarStatus, CaseStatus, Confidence, DeadlineKind, Outcome, StepKind
from tests.models.rules.case_facts import LATER, LAW, case, step

TODAY = date(2026, 7, 1)
COURT = "holder:1"
CONFIRMED, TENTATIVE = CalendarStatus.CONFIRMED, CalendarStatus.TENTATIVE
LOG = next(item for item in deadlines(case(), LAW, LATER) if item.kind is DeadlineKind.LOG_EXPIRY)
ENTRY = CalendarEntry(key="k", kind="log_expiry", subject="post:1", status=CONFIRMED, on=date(2026, 9, 24))


def proposed(day: int, clock: time | None = None, happened: str = "2026-06-20T10:00") -> StepFact:
    return replace(step(StepKind.HEARING_PROPOSED, COURT, on=date(2026, 8, day), happened=happened), at=clock)


def hearing(day: int, clock: time | None = None, happened: str = "2026-06-25T10:00", month: int = 8) -> StepFact:
    return replace(step(StepKind.HEARING_SET, COURT, on=date(2026, month, day), happened=happened), at=clock)


def entries(
    *steps: StepFact, status: CaseStatus = CaseStatus.OPEN, found: Sequence[Deadline] = ()
) -> list[CalendarEntry]:
    return list(calendar_entries(case(steps=steps, status=status), found, TODAY))


def states(*steps: StepFact, status: CaseStatus = CaseStatus.OPEN) -> list[tuple[int, str, CalendarStatus]]:
    """(id of the step whose entry it is, day, state)."""
    found = entries(*steps, status=status)
    return sorted((int(item.key.rpartition(":")[2]), f"{item.on:%m-%d}", item.status) for item in found)


def test_a_deadline_is_an_entry_on_its_last_day_that_says_why() -> None:
    (entry,) = entries(found=[replace(LOG, act_by=LOG.due_on - timedelta(days=3))])
    assert (entry.key, entry.kind, entry.subject, entry.status) == (LOG.key, "log_expiry", LOG.subject, CONFIRMED)
    assert (entry.on, entry.act_by, entry.starts_at) == (LOG.due_on, LOG.due_on - timedelta(days=3), None)
    assert (entry.fatal, entry.held, entry.because, entry.confidence) == (True, False, LOG.because, LOG.confidence)


def test_every_kind_but_the_other_sides_periods_is_entered() -> None:
    found = [replace(LOG, key=f"{kind}:x", kind=kind) for kind in DeadlineKind]
    silent = {
        kind for kind in DeadlineKind if not LAW.alarms.ladders[kind].rungs and not LAW.alarms.ladders[kind].announce
    }
    assert {entry.kind for entry in entries(found=found)} == set(DeadlineKind) - QUIET - {DeadlineKind.HEARING}
    assert silent == QUIET  # what is never mailed is in no calendar either


def test_a_hearing_comes_from_its_fact_and_stays_when_its_day_is_over() -> None:
    past, coming = hearing(30, month=6), hearing(20, time(13, 30))
    first, second = entries(past, coming)
    assert (first.key, first.on, first.starts_at) == (f"hearing:{COURT}:{past.id}", date(2026, 6, 30), None)
    assert second.starts_at == datetime(2026, 8, 20, 13, 30, tzinfo=JST)
    assert (second.kind, second.status, second.act_by, second.fatal) == (HEARING, CONFIRMED, None, False)
    assert entries(replace(coming, on=None)) == []
    listed = deadlines(case(steps=(coming,)), LAW, LATER)
    assert [item.kind for item in entries(coming, found=listed)].count(HEARING) == 1


def test_candidate_days_are_tentative_until_a_hearing_is_set() -> None:
    one, two, three = proposed(18), proposed(20, time(13, 30)), proposed(25)
    assert states(one, two) == [(one.id, "08-18", TENTATIVE), (two.id, "08-20", TENTATIVE)]
    chosen = hearing(20, time(13, 30))
    assert states(one, two, three, chosen) == [(two.id, "08-20", CONFIRMED)]
    assert entries(replace(one, on=None)) == []


def test_another_day_than_the_candidates_ends_them_all() -> None:
    one, other = proposed(18), hearing(27)
    assert states(one, other) == [(other.id, "08-27", CONFIRMED)]


@pytest.mark.parametrize(
    ("candidate", "court", "keeps"),
    [
        (None, None, True),
        (None, time(13, 30), True),
        (time(13, 30), None, True),
        (time(13, 30), time(13, 30), True),
        (time(13, 30), time(10, 0), False),
    ],
)
def test_the_candidate_that_the_court_chose_keeps_its_entry(
    candidate: time | None, court: time | None, *, keeps: bool
) -> None:
    one, chosen = proposed(20, candidate), hearing(20, court)
    (entry,) = entries(one, chosen)
    assert entry.key == f"hearing:{COURT}:{one.id if keeps else chosen.id}"
    assert entry.starts_at == (datetime.combine(entry.on, court, tzinfo=JST) if court else None)


def test_candidates_of_the_next_hearing_live_beside_the_one_that_is_set() -> None:
    one, first, two = proposed(5), hearing(5), proposed(28, happened="2026-06-25T18:00")
    again = hearing(28, happened="2026-06-30T10:00")
    assert states(one, first, two) == [(one.id, "08-05", CONFIRMED), (two.id, "08-28", TENTATIVE)]
    assert states(one, first, two, again) == [(one.id, "08-05", CONFIRMED), (two.id, "08-28", CONFIRMED)]
    late = proposed(5, happened="2026-06-30T10:00")
    assert states(first, late) == [(first.id, "08-05", CONFIRMED), (late.id, "08-05", TENTATIVE)]


def test_two_hearings_of_one_day_take_two_candidates_of_it() -> None:
    morning, noon = proposed(5, time(10)), proposed(5, time(13))
    first, second = hearing(5, time(10)), hearing(5)
    assert states(morning, noon, first, second) == [(morning.id, "08-05", CONFIRMED), (noon.id, "08-05", CONFIRMED)]


def test_another_subjects_hearing_ends_nothing() -> None:
    one, other = proposed(18), replace(hearing(18), subject="holder:2")
    assert states(one, other) == [(one.id, "08-18", TENTATIVE), (other.id, "08-18", CONFIRMED)]


def test_a_case_on_hold_keeps_its_entries_and_says_so() -> None:
    steps = (proposed(18), replace(hearing(20), subject="holder:2"))
    plain, held = entries(*steps, found=[LOG]), entries(*steps, status=CaseStatus.HELD, found=[LOG])
    assert [replace(entry, held=True) for entry in plain] == held
    assert {entry.content_hash for entry in plain}.isdisjoint(entry.content_hash for entry in held)


def test_a_closed_case_keeps_past_hearings_only_and_a_draft_nothing() -> None:
    past, coming, maybe = hearing(30, month=6), hearing(20), proposed(28, happened="2026-06-28T10:00")
    before = replace(maybe, id=maybe.id + 50, on=date(2026, 6, 30))
    assert states(past, coming, maybe, before, status=CaseStatus.CLOSED) == [(past.id, "06-30", CONFIRMED)]
    today = replace(past, on=TODAY)
    assert states(today, status=CaseStatus.CLOSED) == []
    assert entries(past, coming, maybe, status=CaseStatus.DRAFT, found=[LOG]) == []


def kept(**changes: object) -> dict[str, Kept]:
    said = {"kind": ENTRY.kind, "on": ENTRY.on, "content_hash": ENTRY.content_hash} | changes
    return {ENTRY.key: Kept(**said)}  # type: ignore[arg-type]


def change(told: Mapping[str, Kept], *wanted: CalendarEntry, today: date = TODAY) -> CalendarChange:
    return calendar_change(told, wanted, today)


def test_what_is_new_moved_or_back_is_written_and_what_is_the_same_is_not() -> None:
    moved = replace(ENTRY, on=date(2026, 9, 25))
    assert change({}, ENTRY) == CalendarChange(written=(ENTRY,))
    assert change(kept(), ENTRY) == CalendarChange()
    assert change(kept(), moved) == CalendarChange(written=(moved,))
    assert change(kept(content_hash=CANCELLED), ENTRY) == CalendarChange(written=(ENTRY,))


def test_what_is_gone_is_taken_back_once() -> None:
    assert change(kept()) == CalendarChange(cancelled=("k",))
    assert change(kept(content_hash=CANCELLED)) == CalendarChange()
    assert change(kept(), today=ENTRY.on) == CalendarChange(cancelled=("k",))


def test_what_lies_behind_is_no_news() -> None:
    after = ENTRY.on + timedelta(days=1)
    assert change(kept(), today=after) == CalendarChange()
    assert change({}, ENTRY, today=after) == CalendarChange()
    assert change({}, ENTRY, today=ENTRY.on) == CalendarChange(written=(ENTRY,))
    moved = replace(ENTRY, subject="post:2")
    assert change(kept(), moved, today=after) == CalendarChange(written=(moved,))


def test_a_hearing_that_never_was_is_taken_back_at_any_time() -> None:
    after = ENTRY.on + timedelta(days=1)
    assert change(kept(kind=HEARING), today=after) == CalendarChange(cancelled=("k",))


said = st.builds(
    CalendarEntry,
    key=st.just("k"),
    kind=st.sampled_from(["appeal", HEARING]),
    subject=st.sampled_from(["holder:1", "holder:2"]),
    status=st.sampled_from([CONFIRMED, TENTATIVE]),
    on=st.dates(date(2026, 7, 1), date(2026, 7, 3)),
    act_by=st.none() | st.dates(date(2026, 7, 1), date(2026, 7, 2)),
    starts_at=st.none() | st.sampled_from([datetime(2026, 7, 1, hour, tzinfo=JST) for hour in (9, 10)]),
    fatal=st.booleans(),
    held=st.booleans(),
    because=st.lists(st.builds(ExplainedStep, text=st.sampled_from("ab"), cite=st.sampled_from("ab")), max_size=2).map(
        tuple
    ),
    confidence=st.sampled_from(Confidence),
)


@given(said, said)
def test_two_entries_have_one_hash_exactly_when_they_say_the_same(one: CalendarEntry, two: CalendarEntry) -> None:
    assert (one.content_hash == two.content_hash) == (one == two)


@settings(max_examples=200)
@given(st.lists(st.none() | said, max_size=8))
def test_the_sequence_rises_exactly_when_the_content_changes(life: list[CalendarEntry | None]) -> None:
    """An entry's life as its case tells it (None: gone); versions are counted as the store counts them."""
    told: dict[str, Kept] = {}
    sequence, before = -1, None
    for wanted in life:
        found = calendar_change(told, [wanted] if wanted else [], date(2026, 7, 1))
        now = wanted.content_hash if wanted else (CANCELLED if told else None)
        changed = bool(found.written or found.cancelled)
        assert changed == (now != before)
        assert not (found.written and found.cancelled)
        sequence += changed
        if wanted:
            told = {"k": Kept(kind=wanted.kind, on=wanted.on, content_hash=wanted.content_hash)}
        elif told:
            told = {"k": replace(told["k"], content_hash=CANCELLED)}
        before = now
    assert sequence <= len(life)


def test_outcomes_and_other_steps_make_no_entry() -> None:
    facts: CaseFacts = case(steps=(step(StepKind.DISPOSITION_DECIDED, COURT, Outcome.GRANTED),))
    assert calendar_entries(facts, (), TODAY) == ()
