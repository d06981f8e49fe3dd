"""The `intake` deployment: typed on its own page, or a file of the inbox; refused as a whole with every fault."""

import json
import shutil
from typing import Any

from flows.engine import run_leg
from flows.intake import intake_flow
from tasks.case_store.position import case_refs
from tests.conftest import CASES
from tests.engine import runs
from tests.engine.office import Office, case_file


def _typed(**changes: Any) -> dict[str, Any]:
    """The sample case as the page sends it: text instead of dates."""
    plain: dict[str, Any] = json.loads(json.dumps(case_file(), default=str))
    return plain | changes


def test_a_case_typed_on_the_page_is_refused_with_every_fault_then_opened(office: Office) -> None:
    run_id = runs.start("intake/main", {})
    runs.leg(run_id, intake_flow)
    assert runs.state(run_id).name == "新規事件の入力待ち"
    wrong = _typed(justifiable_reason="", attorney={"name": "例示 太郎", "email": "nobody"})
    assert runs.type_in(run_id, wrong)[0] == "ACCEPT"
    runs.leg(run_id, intake_flow)
    assert runs.state(run_id).name == "新規事件の入力待ち"
    asked = runs.briefing(run_id)
    assert "**開示を受けるべき正当な理由** （空欄）" in asked
    assert "**担当弁護士 メール** 「nobody」" in asked
    assert case_refs(office.made.store) == []
    assert runs.type_in(run_id, _typed())[0] == "ACCEPT"
    runs.leg(run_id, intake_flow)
    assert runs.state(run_id).is_completed()
    assert case_refs(office.made.store) == ["2026-0001"]
    assert not any("見本 花子" in value for value in runs.inputs(run_id).values())
    office.sweep()
    assert runs.state(office.run("2026-0001")).name == "発信許可待ち"


def test_a_file_of_the_inbox_opens_a_case(office: Office) -> None:
    inbox = office.made.settings.root / "inbox"
    inbox.mkdir()
    shutil.copy(CASES / "mamasta.toml", inbox / "new.toml")
    run_id = runs.start("intake/main", {"file": "new.toml"})
    runs.leg(run_id, intake_flow)
    assert runs.state(run_id).is_completed()
    assert case_refs(office.made.store) == ["2026-0001"]
    again = runs.start("intake/main", {"file": "new.toml"})
    assert run_leg(again, intake_flow).result == "failed"
    assert case_refs(office.made.store) == ["2026-0001"]


def test_a_file_outside_the_inbox_is_not_read(office: Office) -> None:
    (office.made.settings.root / "inbox").mkdir()
    shutil.copy(CASES / "mamasta.toml", office.made.settings.root / "outside.toml")
    run_id = runs.start("intake/main", {"file": "../outside.toml"})
    assert run_leg(run_id, intake_flow).result == "failed"
    assert case_refs(office.made.store) == []


def test_why_a_file_was_refused_stays_out_of_the_engine(office: Office) -> None:
    inbox = office.made.settings.root / "inbox"
    inbox.mkdir()
    text = (CASES / "mamasta.toml").read_text(encoding="utf-8")
    (inbox / "new.toml").write_text(
        text.replace('email = "attorney@example.jp"', 'email = "planted-person"'), encoding="utf-8"
    )
    run_id = runs.start("intake/main", {"file": "new.toml"})
    assert run_leg(run_id, intake_flow).result == "failed"
    message = str(runs.state(run_id).message)
    assert "attorney.email" in message
    assert "planted-person" not in message


def test_a_draft_waits_for_nobody(office: Office) -> None:
    run_id = runs.start("intake/main", {})
    runs.leg(run_id, intake_flow)
    assert runs.type_in(run_id, _typed(draft=True))[0] == "ACCEPT"
    runs.leg(run_id, intake_flow)
    assert case_refs(office.made.store) == ["2026-0001"]
    swept = office.sweep()
    assert (swept.advanced, swept.failed) == ([], [])
    assert all("受任" in subject for subject in office.mailer.subjects())
