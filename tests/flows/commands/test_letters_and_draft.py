"""`kaiji letters` and `kaiji draft`, and what the page and the case sheet say of a letter's version."""

import json
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from flows.board import sheet_json, sheet_text
from flows.briefing import briefing
from flows.cli import app
from models.answers.faults import Faults
from models.tables import PersonRow
from models.terms import PersonRole
from tasks.case_store.letter_list import listed_letter
from tasks.case_store.position import view_case
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, REQUEST, STAFF, opened, release, work

pytestmark = pytest.mark.one_database("what is printed is the same on both")

PETITION = "platform:mamasta/order_petition:1"
WARNING = "起案のあとに次のことが変わりました"


@pytest.fixture
def ref(services: Services) -> str:
    made = opened(services)
    work(services, made)
    return made


def run(*words: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == exit_code, (done.output, done.exception)
    return done


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


def moved(made: Services) -> None:
    """The client has a new address."""
    with made.store.write() as session:
        session.exec(select(PersonRow).where(PersonRow.role == PersonRole.REQUESTER)).one().address = "架空県新市9-9"


def asked_of_page(made: Services, ref: str) -> str:
    view = view_case(made.store, made.law, ref, made.clock.now())
    return briefing(view.waits[0], view, made.law, "ja", letter=listed_letter(made, view.waits[0].letter_id))


def test_letters_with_their_versions_and_files(services: Services, ref: str) -> None:
    (letter,) = as_json("letters", ref)
    assert list(letter) == ["letter", "id", "state", "on_demand", "changes", "unshown", "versions"]
    assert (letter["letter"], letter["state"], letter["changes"]) == (REQUEST, "drafted", [])
    (version,) = letter["versions"]
    assert (version["no"], version["origin"]) == (1, "drafted")
    assert list(version["files"][0]) == ["role", "no", "format", "title", "path", "sha256"]
    assert all((services.settings.root / "documents" / file["path"]).is_file() for file in version["files"])
    text = run("letters", ref).output
    assert "第1版（kaijiの草案）" in text
    assert not [value for value in PLANTED.values() if value in text]


def test_a_stale_letter_says_what_changed(services: Services, ref: str) -> None:
    moved(services)
    assert as_json("letters", ref)[0]["changes"] == ["請求者の住所"]
    assert "! 起案後に変わったこと: 請求者の住所" in run("letters", ref).output


def test_a_case_without_letters(services: Services) -> None:
    assert run("letters", opened(services)).output == "なし\n"


def test_a_paper_on_demand(ref: str) -> None:
    text = run("draft", ref, "order_petition", "--subject", "platform:mamasta", "--by", STAFF).output
    assert PETITION in text
    assert "（弁護士の依頼）" in text
    again = run("draft", ref, "order_petition", "--by", STAFF).output
    assert again.startswith(f"{ref}: 発送していない同じ書面が既にあります\n")
    assert [letter["letter"] for letter in as_json("letters", ref)] == [REQUEST, PETITION]


def test_what_cannot_be_asked_for_is_said_with_all_faults(ref: str) -> None:
    done = CliRunner().invoke(app, ["draft", ref, "order_petition", "--subject", "holder:7", "--by", ""])
    assert isinstance(done.exception, Faults)
    assert {fault.field: fault.cure for fault in done.exception.faults} == {
        "entered_by": "誰が入力したかを書いてください",
        "subject": "次のいずれかです: platform:mamasta",
    }


def test_a_paper_that_cannot_be_drawn_is_told(services: Services, ref: str) -> None:
    folder = services.settings.root / "templates" / "letters" / "ja"
    folder.mkdir(parents=True)
    (folder / "order_petition.html.j2").write_text("{{ nobody }}", encoding="utf-8")
    done = run("draft", ref, "order_petition", "--by", STAFF, exit_code=3)
    assert "kaiji tasks" in done.output


def test_the_page_names_version_and_files(services: Services, ref: str) -> None:
    page = asked_of_page(services, ref)
    assert "第1版（kaijiの草案）" in page
    for file in as_json("letters", ref)[0]["versions"][0]["files"]:
        assert (f"`{file['path']}`" in page) == (file["format"] == "pdf")
    assert WARNING not in page


def test_the_page_of_a_stale_draft_says_so_before_anybody_signs(services: Services, ref: str) -> None:
    moved(services)
    page = asked_of_page(services, ref)
    assert WARNING in page
    assert "請求者の住所" in page
    assert "新市" not in page


def test_the_page_of_the_sending_warns_of_what_changed_since_the_release(services: Services, ref: str) -> None:
    release(services, ref)
    assert "第2版（発信を許可したもの）" in asked_of_page(services, ref)
    moved(services)
    page = asked_of_page(services, ref)
    assert "発信許可のあとに次のことが変わりました" in page
    assert "請求者の住所" in page


def test_the_case_sheet_names_versions_and_what_is_stale(services: Services, ref: str) -> None:
    assert "| 第1版（kaijiの草案） |" in sheet_text(services, ref)
    assert "起案後に変わったこと" not in sheet_text(services, ref)
    moved(services)
    assert "起案後に変わったこと:** 発信者情報開示請求書 → mamasta: 請求者の住所" in sheet_text(services, ref)
    (letter,) = sheet_json(services, ref)["letters"]
    assert (letter["version"], letter["changes"]) == (1, ["請求者の住所"])
