"""What holds for every row of periods on every day: an open day, early enough, never earlier for a later fact."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import Deadline, StepFact
from models.rules.deadlines import appeals, court, orders, practice
from models.rules.deadlines.guards import GUARDS
from models.rules.deadlines.started import Started, table_deadlines
from models.rules.japan_time import JST
from models.terms import DeadlineKind, Outcome, Stage, StepKind
from tests.models.rules.case_facts import LAW, case

ROWS = (*court.ROWS, *orders.ROWS, *appeals.ROWS, *practice.ROWS, *(guard.row for guard in GUARDS))
DAYS = st.dates(date(2026, 5, 21), date(2030, 12, 31))


def started(row: Started, on: date, days: int | None = None) -> list[Deadline]:
    subject = "platform:mamasta" if row.by is StepKind.DISPOSITION_DECIDED else "holder:1"
    outcome = (
        min(row.outcomes) if row.outcomes else Outcome.OVERSEAS if row.figure.endswith("overseas") else Outcome.NONE
    )
    step = made(2, row.by, subject, on, outcome, days)
    order = made(1, StepKind.DELETION_PROHIBITED, subject, on, Outcome.NONE)
    found = table_deadlines((row,), case(steps=(order, step)), LAW, date(2026, 5, 21))
    return [deadline for deadline in found if deadline.trigger == "step:2"]


def made(number: int, kind: StepKind, subject: str, on: date, outcome: Outcome, days: int | None = None) -> StepFact:
    return StepFact(
        id=number,
        stage=Stage.SUBSCRIBER_DISCLOSURE,
        kind=kind,
        subject=subject,
        happened_at=datetime.combine(on, time(10), tzinfo=JST),
        outcome=outcome,
        days=days,
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.row} {row.kind}")
@settings(max_examples=15)
@given(first=DAYS, later=st.integers(0, 40))
def test_a_later_fact_never_makes_an_earlier_date(row: Started, first: date, later: int) -> None:
    (before,), (after,) = started(row, first), started(row, first + timedelta(days=later))
    assert before.due_on <= after.due_on
    assert before.act_by <= after.act_by
    for found in (before, after):
        assert found.act_by <= found.due_on
        assert not LAW.calendar.closed(found.act_by)
        assert found.act_by == min((r.act_by for r in found.readings), default=found.act_by)


@settings(max_examples=15)
@given(first=DAYS, days=st.integers(1, 60), more=st.integers(0, 30))
def test_a_longer_period_set_by_the_court_never_ends_earlier(first: date, days: int, more: int) -> None:
    for row in (guard.row for guard in GUARDS if guard.row.row in {"T2", "T6"}):
        (short,), (long,) = started(row, first, days), started(row, first, days + more)
        assert short.due_on <= long.due_on
        assert first < short.due_on


def test_the_guards_watch_every_step_whose_omission_kills_an_order() -> None:
    assert {guard.row.row for guard in GUARDS} == {"T1", "T2", "T6", "T7", "T8", "T10"}
    assert all(guard.forgotten and guard.after for guard in GUARDS)
    fatal = {guard.row.kind for guard in GUARDS if guard.row.fatal}
    assert fatal == {
        DeadlineKind.EXECUTION,
        DeadlineKind.MAIN_SUIT_PROOF,
        DeadlineKind.PROVISION_NOTICE,
        DeadlineKind.KEPT_UNTIL,
    }
    (execution,) = started(next(g.row for g in GUARDS if g.row.row == "T1"), date(2026, 6, 1))
    assert execution.kind is DeadlineKind.EXECUTION
