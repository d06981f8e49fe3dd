"""The one door for facts nobody was asked for: recorded once, with docket, waits and dates in one transaction."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.tables import CaseRow, DocketRow, ExpenseRow, StepRow
from models.terms import Stage, StepKind
from tasks.case_store.events import Recorded
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.position import view_case
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLATFORM, STAFF, asked_platform, work

pytestmark = pytest.mark.one_database("`test_facts_on_both.py` walks the same doors on both")

HEARING = {"event": "hearing_set", "subject": PLATFORM, "happened": "2026-01-13", "on": "2026-02-20"}


def record(made: Services, ref: str, **typed: Any) -> Recorded:
    return record_event(made, ref, {"entered_by": STAFF, **HEARING, **typed})


def rows(made: Services) -> list[StepRow]:
    with made.store.read() as session:
        return list(session.exec(select(StepRow).order_by(col(StepRow.id))))


def events(made: Services) -> list[str]:
    with made.store.read() as session:
        return list(session.exec(select(DocketRow.event).order_by(col(DocketRow.id))))


@pytest.fixture
def ref(services: Services, clock: SteppedClock) -> str:
    made = asked_platform(services)
    clock.step(days=1)
    return made


def test_an_event_is_a_step_with_docket_and_a_date_that_follows(services: Services, ref: str) -> None:
    with services.store.write() as session:
        session.exec(select(CaseRow)).one().sheet_hash = "shown"
    found = record(services, ref, court="東京地方裁判所", court_case_no="令和8年(ヨ)第1号")
    step = rows(services)[-1]
    assert found == Recorded(step_id=step.id or 0, is_new=True)
    assert (step.kind, step.subject, step.stage) == (StepKind.HEARING_SET, PLATFORM, Stage.PLATFORM_REQUEST)
    assert (step.on, step.court, step.recorded_by) == (date(2026, 2, 20), "東京地方裁判所", STAFF)
    assert events(services)[-1] == "event_recorded:hearing_set"
    view = view_case(services.store, services.law, ref, services.clock.now())
    assert date(2026, 2, 20) in {item.due_on for item in view.deadlines if item.kind == "hearing"}
    with services.store.read() as session:
        assert session.exec(select(CaseRow.sheet_hash)).one() is None  # so that the run's page follows


def test_the_page_follows_an_event_that_moves_no_date(services: Services, ref: str) -> None:
    with services.store.write() as session:
        session.exec(select(CaseRow)).one().sheet_hash = "shown"
    record(services, ref, event="main_suit_proved", on="")
    with services.store.read() as session:
        assert session.exec(select(CaseRow.sheet_hash)).one() is None


def test_the_same_event_twice_is_one_step(services: Services, ref: str) -> None:
    first, before = record(services, ref), len(rows(services))
    told = events(services)
    assert record(services, ref, happened="2026-01-13 10:00 JST") == Recorded(step_id=first.step_id, is_new=False)
    assert len(rows(services)) == before
    assert events(services) == told
    assert record(services, ref, on="2026-02-21").is_new  # a second hearing


def test_days_set_by_a_court_and_its_costs_are_kept(services: Services, ref: str) -> None:
    spent = [{"kind": "security", "amount_yen": 300_000}]
    record(services, ref, event="security_ordered", on="", days=5, amount_yen=300_000, spent=spent)
    step = rows(services)[-1]
    assert (step.days, step.on, step.amount_yen) == (5, None, 300_000)
    facts = view_case(services.store, services.law, ref, services.clock.now()).facts
    assert facts.steps[-1].days == 5
    with services.store.read() as session:
        assert session.exec(select(ExpenseRow).order_by(col(ExpenseRow.id).desc())).first().amount_yen == 300_000  # type: ignore[union-attr]


def test_a_refused_event_writes_nothing(services: Services, ref: str) -> None:
    before, told = rows(services), events(services)
    with pytest.raises(Faults) as refusal:
        record(services, ref, happened="2027-01-13", on="", subject="holder:1")
    assert {fault.field for fault in refusal.value.faults} == {"happened", "on", "subject"}
    with pytest.raises(Faults) as refusal:
        record(services, ref, days="many", unknown=1)
    assert {fault.field for fault in refusal.value.faults} == {"days", "unknown"}
    assert (rows(services), events(services)) == (before, told)
    with pytest.raises(NoSuchCase):
        record(services, "2026-0099")


def test_an_event_leaves_the_case_workable(services: Services, ref: str) -> None:
    record(services, ref, event="account_deleted", on="")
    assert work(services, ref).waits
