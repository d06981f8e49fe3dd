"""`kaiji find` and `kaiji bulk`: what is printed names no person, and the second step does what the first showed."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from models.answers.faults import Faults
from models.terms import FindKind
from tasks.case_store.letter_list import listed_letters
from tasks.corrections import correct
from tasks.wiring import Services
from tasks.words import word
from tests.tasks.case_store.cases import ATTORNEY, PLANTED, STAFF, opened, work

pytestmark = pytest.mark.one_database("what is printed is the same on both")


@pytest.fixture
def ref(services: Services) -> str:
    made = opened(services)
    work(services, made)
    return made


def run(*words: str, exit_code: int = 0, typed: str | None = None) -> Result:
    done = CliRunner().invoke(app, list(words), input=typed)
    assert done.exit_code == exit_code, (done.output, done.exception)
    return done


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


def test_found_cases_are_references_with_links(services: Services, ref: str) -> None:
    said = run("find", PLANTED["requester"]).output
    assert said.startswith("1件見つかりました")
    assert f"{services.settings.link_url}/desk/case/{ref}" in said
    assert "発信許可待ち" in said
    assert not any(personal in said for personal in PLANTED.values())
    found = as_json("find", PLANTED["kana"], "ママスタ")
    assert list(found) == ["count", "cases", "unreadable"]
    assert list(found["cases"][0]) == ["ref", "status", "opened_on", "by", "surely", "waits_for", "act_by", "link"]
    assert found["cases"][0]["by"] == ["kana", "provider"]


def test_a_word_may_come_without_the_shell_s_memory(ref: str) -> None:
    assert ref in run("find", typed=f"{PLANTED['requester']}\n").output
    assert run("find", "だれでもない人", exit_code=1).output.strip() == "見つかりませんでした"


def test_what_is_close_is_said_to_be(ref: str) -> None:
    assert ref in run("find", "植込様").output
    assert "近いもの" in run("find", "植込様").output


@pytest.mark.parametrize("kind", FindKind)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_whatever_matches_has_its_word(kind: FindKind, language: str) -> None:
    assert word("find", kind, language)


def test_a_bulk_release_is_shown_then_done(services: Services, ref: str) -> None:
    shown = run("bulk", "release").output
    assert "発信者情報開示請求書 第1版（kaijiの草案）" in shown
    assert not any(PLANTED[name] in shown for name in ("requester", "address", "attorney"))
    token = re.findall("--confirm ([A-Z2-7]{4}-[A-Z2-7]{4})", shown)[0]
    assert as_json("bulk", "release")["token"] == token
    with pytest.raises(Faults, match="attorney, entered_by"):
        CliRunner().invoke(app, ["bulk", "release", "--confirm", token], catch_exceptions=False)
    said = run("bulk", "release", "--confirm", token, "--by", ATTORNEY).output
    assert "結果（1件のうち1件）" in said
    assert f"行ったもの: {ref}" in said
    assert [letter.state for letter in listed_letters(services, ref)] == ["released"]
    assert run("bulk", "release").output.strip() == "いま行うものはありません"


def test_what_changed_is_shown_anew_and_what_is_refused_with_the_reason(services: Services, ref: str) -> None:
    token = as_json("bulk", "release", "--case", ref, "--kind", "disclosure_request")["token"]
    correct(services, ref, {"fact": "requester", "concealment": "address", "reason": "避難中", "entered_by": STAFF})
    said = run("bulk", "release", "--confirm", token, "--by", ATTORNEY, exit_code=1).output
    assert "何もしていません" in said
    assert "行わないもの（1件）とその理由" in said
    document = as_json("bulk", "release")
    assert list(document) == ["act", "token", "items", "failed", "more", "done"]
    assert document["items"][0]["refused"]
    assert "confirm" not in run("bulk", "release").output


def test_who_may_not_release_is_told_so(ref: str) -> None:
    token = as_json("bulk", "release")["token"]
    said = run("bulk", "release", "--confirm", token, "--by", "別の 人", exit_code=1).output
    assert f"断られたもの: {ref}" in said
    assert "担当弁護士または監督弁護士" in said


def test_nothing_to_chase_or_to_date_anew(ref: str) -> None:
    assert ref
    assert as_json("bulk", "chase")["items"] == []
    assert as_json("bulk", "redate")["items"] == []
