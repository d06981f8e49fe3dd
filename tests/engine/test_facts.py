"""`record-event`, `correct-fact`, `redate`: facts that no case's form asks for, their corrections, and the dates."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client

from flows.correcting import correct_flow
from flows.event import event_flow
from flows.redating import SHEET, redate_flow
from tasks import wiring
from tasks.case_store.fact_list import listed_facts
from tasks.case_store.position import view_case
from tests.engine import runs
from tests.engine.office import RELEASE, Office

CLERK = "事務局 見本"
HEARING = {
    "event": "hearing_set",
    "subject": "platform:mamasta",
    "happened": "2026-01-13",
    "on": "2026-02-20",
    "entered_by": CLERK,
}


@pytest.fixture
def sent(office: Office) -> tuple[str, UUID]:
    """A case whose request was sent."""
    ref, run_id = office.opened()
    office.answer(ref, RELEASE)
    typed = {"sent": "2026-01-13", "channel": "post", "proof": "見本引受番号 1", "entered_by": CLERK}
    office.answer(ref, typed)
    return ref, run_id


def hearings(office: Office, ref: str) -> list[str]:
    view = view_case(office.made.store, office.made.law, ref, office.clock.now())
    return [item.due_on.isoformat() for item in view.deadlines if item.kind == "hearing"]


def typed_into(run_id: UUID, flow: Any, typed: dict[str, Any]) -> None:
    assert runs.type_in(run_id, typed)[0] == "ACCEPT"
    runs.leg(run_id, flow)


def test_an_event_and_its_correction_are_typed_into_pages_of_their_own(office: Office, sent: tuple[str, UUID]) -> None:
    ref, case_run = sent
    side = runs.start("record-event/main", {"case_id": ref})
    runs.leg(side, event_flow)
    assert runs.state(side).name == "出来事の入力待ち"
    assert {f"case:{ref}", "door:record-event"} <= set(runs.read(side).tags)
    assert "| 期日の指定 |" in runs.briefing(side)
    assert runs.chooses(side, "subject")["mamasta｜platform:mamasta"] == "platform:mamasta"
    typed_into(side, event_flow, {**HEARING, "on": ""})
    assert "「期日の指定」 には 「定められた日」 が要ります" in runs.briefing(side)
    typed_into(side, event_flow, HEARING)
    assert runs.state(side).is_completed()
    assert runs.inputs(side) == {}
    assert hearings(office, ref) == ["2026-02-20"]
    assert case_run == UUID(str(office.run(ref)))
    assert ref in office.sweep().advanced  # the page of the case follows

    number = next(item.fact for item in listed_facts(office.made.store, ref) if item.kind == "hearing_set")
    side = runs.start("correct-fact/main", {"case_id": ref})
    runs.leg(side, correct_flow)
    shown = next(said for said, code in runs.chooses(side, "fact").items() if code == str(number))
    assert shown.startswith("2026-01-13 期日の指定 mamasta")
    typed_into(side, correct_flow, {"fact": number, "on": "2026-02-10", "reason": "見間違い", "entered_by": CLERK})
    assert runs.state(side).is_completed()
    assert runs.inputs(side) == {}
    assert hearings(office, ref) == ["2026-02-10"]
    assert "fact_corrected:hearing_set" in office.events()


def test_a_changed_calendar_re_dates_the_cases_at_the_next_sweep(office: Office, sent: tuple[str, UUID]) -> None:
    ref, _ = sent
    office.sweep()
    assert office.sweep().advanced == []
    view = view_case(office.made.store, office.made.law, ref, office.clock.now())
    closed = frozenset(item.act_by for item in view.deadlines)
    calendar = replace(office.made.law.calendar, extra_closed=closed)
    newer = replace(office.made, law=replace(office.made.law, calendar=calendar))
    wiring.install(newer)

    side = runs.start("redate/main", {})
    runs.leg(side, redate_flow)
    assert runs.state(side).is_completed()
    assert "dates_moved" not in office.events()  # a trial run writes nothing
    with get_client(sync_client=True) as client:
        (sheet,) = [item for item in client.read_artifacts() if item.key == SHEET]
    assert ref in str(sheet.data)
    assert CLERK not in str(sheet.data)

    moved = Office(made=newer, clock=office.clock, mailer=office.mailer)
    assert ref in moved.sweep().advanced
    assert moved.events().count("dates_moved") == 1
    assert moved.sweep().advanced == []
