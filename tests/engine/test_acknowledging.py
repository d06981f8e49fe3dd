"""`acknowledge`: a date is owned on a page of its own; no person is left in the engine."""

from datetime import datetime

from flows.acknowledging import acknowledge_flow
from models.rules.japan_time import JST
from tasks.case_store.position import view_case
from tests.engine import runs
from tests.engine.office import Office
from tests.tasks.case_store.claims import sent

CLERK = "事務局 見本"


def test_dates_are_owned_on_a_page_of_their_own(office: Office) -> None:
    ref, _ = office.opened()
    made = office.made
    office.clock.step_to(datetime(2026, 1, 14, 8, 0, tzinfo=JST))
    for item in view_case(made.store, made.law, ref, office.clock.now()).unowned:
        sent(made, item.notice_id)
    side = runs.start("acknowledge/main", {"case_id": ref})
    runs.leg(side, acknowledge_flow)
    assert runs.state(side).name == "期限の受領の入力待ち"
    assert {f"case:{ref}", "door:acknowledge"} <= set(runs.read(side).tags)
    briefing = runs.briefing(side)
    assert "誰も引き受けていない" in briefing
    assert "弁護士 2026-01-14 08:00" in briefing
    typed = {"date": "all", "say": "deferred", "member": "1", "entered_by": CLERK}
    assert runs.type_in(side, typed)[0] == "ACCEPT"
    runs.leg(side, acknowledge_flow)
    assert "延期の理由を書いてください" in runs.briefing(side)
    assert view_case(made.store, made.law, ref, office.clock.now()).unowned
    assert runs.type_in(side, {**typed, "say": "seen"})[0] == "ACCEPT"
    runs.leg(side, acknowledge_flow)
    assert runs.state(side).is_completed()
    assert runs.inputs(side) == {}
    assert view_case(made.store, made.law, ref, office.clock.now()).unowned == ()
    assert "date_seen" in office.events()
    assert ref in office.sweep().advanced  # the page of the case follows
