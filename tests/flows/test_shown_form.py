"""Forms as the page shows them (goldens of every one, both languages), and the way back to our own values."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from prefect.utilities.schema_tools import validate
from pydantic import BaseModel

from flows.intake import IntakeForm
from flows.shown_form import Choice, shown_schema
from flows.typed_form import as_shown, typed_values
from models.answers import QUESTIONS, read_answer
from models.answers.acknowledging import AcknowledgeForm
from models.answers.disclosure import SubscriberForm
from models.answers.letters import ReleaseForm, SendingForm
from models.answers.platform import PlatformAnswerForm
from models.answers.procedure import ProcedureEventForm
from tasks.form_words import LANGUAGES
from tests.flows.forms_of import every_form
from tests.models.answers.test_forms import FORMS, of

GOLDEN = Path(__file__).parents[1] / "golden" / "shown_forms"
BY_NAME = {form.__name__: form for form in every_form()}
COURTS = {"court": [Choice(key="東京地方裁判所", said="東京地方裁判所")]}


def fields(form: type[BaseModel], language: str = "ja", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = shown_schema(form, language, **more)["properties"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", BY_NAME.values(), ids=BY_NAME)
def test_golden(form: type[BaseModel], language: str) -> None:
    path = GOLDEN / language / f"{form.__name__}.json"
    text = json.dumps(shown_schema(form, language), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("KAIJI_WRITE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_golden_is_left_over() -> None:
    found = {path.stem for path in GOLDEN.rglob("*.json")}
    assert found == set(BY_NAME)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["wait"])
def test_a_good_answer_through_the_page_is_the_same_answer(form: dict[str, Any], language: str) -> None:
    kind, world, typed_by_hand = of(form)
    good = {"entered_by": "事務局 見本", **typed_by_hand}
    asked = world.asked(world.wait(kind))
    schema = shown_schema(QUESTIONS[kind].form, language)
    shown = as_shown(schema, good)
    validate(shown, schema, raise_on_error=True)
    typed = typed_values(QUESTIONS[kind].form, shown)
    assert read_answer(asked, typed) == read_answer(asked, good)


def test_nothing_of_a_form_is_required_and_a_date_has_no_default() -> None:
    for form in BY_NAME.values():
        schema = shown_schema(form, "ja")
        for part in (schema, *schema["definitions"].values()):
            assert "required" not in part
            shown = part["properties"].values()
            assert not [field for field in shown if field.get("format") and "default" in field]
            assert [field["position"] for field in shown] == list(range(len(shown)))


def test_what_the_page_sends_untouched_is_an_empty_answer() -> None:
    shown = {name: field["default"] for name, field in fields(PlatformAnswerForm).items() if "default" in field}
    texts = ("ip", "destination_ip", "moment", "phone", "email")
    assert shown["rows"] == [{"post_no": 1, "log_kind": "投稿時の通信", "port": 0, **dict.fromkeys(texts, "")}]
    typed = typed_values(PlatformAnswerForm, shown)
    assert typed["rows"] == []
    assert PlatformAnswerForm.model_validate(typed) == PlatformAnswerForm()


def test_a_row_that_somebody_touched_is_kept() -> None:
    rows = [{"post_no": 2, "log_kind": "投稿時の通信"}, {"log_kind": "ログイン時の通信"}]
    typed = typed_values(PlatformAnswerForm, {"rows": rows})
    assert typed["rows"] == [{"post_no": 2, "log_kind": "post"}, {"log_kind": "login"}]


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ({"sent": "2026-07-01"}, "2026-07-01"),
        ({"sent": "2026-07-01", "sent_time": " 14:30 "}, "2026-07-01 14:30 JST"),
        ({"sent": "2026-07-01", "sent_time": "９時5分"}, "2026-07-01 09:05 JST"),
        ({"sent": "2026-07-01", "sent_time": "05:30:10 UTC"}, "2026-07-01 05:30:10 UTC"),
        ({"sent": "2026-07-01", "sent_time": "昼過ぎ"}, "2026-07-01 昼過ぎ JST"),
        ({"sent_time": "14:30"}, "14:30 JST"),
        ({"sent": None, "sent_time": None}, ""),
    ],
    ids=["day", "time", "words", "zone", "no time", "no day", "untouched"],
)
def test_a_time_is_put_beside_its_day(shown: dict[str, Any], typed: str) -> None:
    assert typed_values(SendingForm, shown) == {"sent": typed}


def test_a_court_that_the_list_does_not_have_is_written() -> None:
    shown = fields(SendingForm, choices=COURTS)
    assert shown["court"]["enum"] == ["（なし）", "東京地方裁判所"]
    assert shown["court_other"]["title"] == "裁判所（申立書・訴状では必須）: 一覧にないとき"
    assert typed_values(SendingForm, {"court": "東京地方裁判所", "court_other": ""}) == {"court": "東京地方裁判所"}
    written = typed_values(SendingForm, {"court": "（なし）", "court_other": "東京簡易裁判所"})
    assert written == {"court": "東京簡易裁判所"}
    page = shown_schema(SendingForm, "ja", COURTS)
    assert as_shown(page, {"court": "東京地方裁判所"}) == {"court": "東京地方裁判所"}
    assert as_shown(page, {"court": "東京簡易裁判所"}) == {"court_other": "東京簡易裁判所"}


def test_a_choice_shows_what_people_read_and_gives_our_key() -> None:
    choices = {"attorney": [Choice(key="7", said="担当弁護士")], "other_wait": [Choice(key="12", said="回答待ち")]}
    shown = fields(ReleaseForm, choices=choices)
    assert shown["attorney"]["enum"] == ["（なし）", "担当弁護士｜7"]
    typed = typed_values(ReleaseForm, {"attorney": "担当弁護士｜7", "other_wait": "（なし）"})
    assert typed == {"attorney": "7", "other_wait": ""}


def test_a_number_is_chosen_too() -> None:
    shown = fields(SubscriberForm, choices={"same_as": [Choice(key="3", said="既に判明した人")]})
    assert (shown["same_as"]["type"], shown["same_as"]["default"]) == ("string", "（なし）")
    assert SubscriberForm.model_validate(typed_values(SubscriberForm, {"same_as": "既に判明した人｜3"})).same_as == 3
    assert SubscriberForm.model_validate(typed_values(SubscriberForm, {"same_as": "（なし）"})).same_as == 0


def test_the_posts_of_rows_are_chosen_and_the_first_stands_there() -> None:
    posts = {"rows.post_no": [Choice(key="1", said="投稿 1"), Choice(key="2", said="投稿 2")]}
    schema = shown_schema(PlatformAnswerForm, "ja", posts)
    assert schema["definitions"]["DisclosedRow"]["properties"]["post_no"]["enum"] == ["投稿 1｜1", "投稿 2｜2"]
    assert schema["properties"]["rows"]["default"][0]["post_no"] == "投稿 1｜1"
    assert typed_values(PlatformAnswerForm, {"rows": schema["properties"]["rows"]["default"]}) == {"rows": []}
    shown = as_shown(schema, {"rows": [{"post_no": 2, "ip": "203.0.113.1"}]})
    assert shown == {"rows": [{"post_no": "投稿 2｜2", "ip": "203.0.113.1"}]}


def test_what_a_person_writes_is_never_cut() -> None:
    text = "示談｜一括払い"
    assert typed_values(SendingForm, {"proof": text}) == {"proof": text}


def test_only_fields_that_say_so_take_a_list() -> None:
    with pytest.raises(ValueError, match="proof is no choice"):
        shown_schema(SendingForm, "ja", {"proof": [Choice(key="1", said="x")]})


def test_a_form_shown_before_the_language_changed_is_read() -> None:
    english = as_shown(shown_schema(ReleaseForm, "en"), {"decision": "return"})
    assert english == {"decision": "Send it back for a new draft"}
    assert typed_values(ReleaseForm, english) == {"decision": "return"}


def test_what_was_refused_stands_in_the_form_again() -> None:
    filled = {"decision": "草案に戻す（作り直し）", "entered_by": "事務局 見本", "attorney": None, "sent": "2026-07-01"}
    shown = fields(ReleaseForm, filled=filled)
    assert (shown["decision"]["default"], shown["entered_by"]["default"]) == ("草案に戻す（作り直し）", "事務局 見本")
    assert shown["attorney"]["default"] == ""


def test_sections_of_a_new_case_go_there_and_back() -> None:
    case = {
        "justifiable_reason": "damages",
        "remedies": ["deletion", "damages"],
        "requester": {"kind": "person", "born_on": "2001-02-03", "legal_representative": {"name": "見本 一郎"}},
        "posts": [{"platform": "mamasta", "right_infringed": "privacy", "posted_at": "2026-07-01 23:41:05 JST"}],
    }
    schema = shown_schema(IntakeForm, "ja", {"posts.platform": [Choice(key="mamasta", said="ママスタ")]})
    shown = as_shown(schema, case)
    assert shown["remedies"] == ["削除", "慰謝料"]
    assert shown["posts"][0]["platform"] == "ママスタ｜mamasta"
    validate(shown, schema, raise_on_error=True)
    assert typed_values(IntakeForm, shown) == case


def test_events_and_dates_are_chosen_in_words() -> None:
    assert "期日の指定" in fields(ProcedureEventForm)["event"]["enum"]
    assert fields(AcknowledgeForm, "en")["say"]["enum"] == ["Seen (I own it)", "Done", "Put off"]
