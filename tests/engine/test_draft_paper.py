"""`draft-paper`: an attorney asks for a paper on a page of its own; nobody is named in what the engine keeps."""

from flows.draft_paper import draft_paper_flow
from tasks.case_store.letter_list import listed_letters
from tests.engine import runs
from tests.engine.office import Office

CLERK = "事務局 見本"
PETITION = "platform:mamasta/order_petition:1"


def test_a_paper_is_asked_for_on_a_page_of_its_own(office: Office) -> None:
    ref, _ = office.opened()
    side = runs.start("draft-paper/main", {"case_id": ref})
    runs.leg(side, draft_paper_flow)
    assert runs.state(side).name == "書面の選択待ち"
    assert {f"case:{ref}", "door:draft-paper"} <= set(runs.read(side).tags)
    assert "| mamasta |" in runs.briefing(side)
    assert runs.type_in(side, {"kind": "order_petition"})[0] == "ACCEPT"
    runs.leg(side, draft_paper_flow)
    assert "**入力者** （空欄）" in runs.briefing(side)
    assert runs.type_in(side, {"kind": "order_petition", "entered_by": CLERK})[0] == "ACCEPT"
    runs.leg(side, draft_paper_flow)
    assert runs.state(side).is_completed()
    assert runs.inputs(side) == {}
    assert PETITION in [letter.name for letter in listed_letters(office.made, ref)]
    assert ref in office.sweep().advanced  # the page of the case follows
