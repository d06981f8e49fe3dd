"""Faults on a page: titles and options in place of our names and codes, in both languages; no cure without English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.fault_lines import fault_lines
from models.answers import QUESTIONS
from models.answers.faults import Fault
from models.answers.intake_form import CaseForm
from models.answers.platform import PlatformAnswerForm
from models.answers.provider import PreservationForm
from models.terms import WaitKind
from tasks.cure_words import known_cures
from tests.models.answers.test_forms import FORMS, of

ANSWERS = Path(__file__).parents[2] / "models" / "answers"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
NO_CURES = {"裁判所", " または ", "（空欄）", "引受番号.*[0-9０-９]", r"(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分)?)"}


def test_titles_and_options_stand_in_place_of_names_and_codes() -> None:
    line = str(Fault(field="outcome", value="partly", cure="投稿番号 2 の行がありません。一部の開示なら partly です"))
    assert fault_lines([line], PlatformAnswerForm) == [
        "- **回答の内容** 「一部だけ開示」 — 投稿番号 2 の行がありません。一部の開示なら 「一部だけ開示」 です"
    ]
    [english] = fault_lines([line], PlatformAnswerForm, "en")
    assert english.startswith("- **What was answered** “Disclosed in part” — there is no line for post 2; ")
    assert english.endswith("a disclosure of a part is “Disclosed in part”")


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("posts[2].url", "投稿 2件目 投稿のURL（個別の投稿）"),
        ("requester.legal_representative.name", "請求者 法定代理人（未成年のとき） 氏名"),
        ("case", "事件"),
        ("nowhere", "nowhere"),
    ],
    ids=["row", "section", "no field", "unknown"],
)
def test_a_fault_inside_rows_and_sections_is_found(field: str, title: str) -> None:
    [said] = fault_lines([str(Fault(field=field, value="", cure="入力してください"))], CaseForm)
    assert said == f"- **{title}** （空欄） — 入力してください"


def test_a_command_in_a_cure_is_left_as_it_is() -> None:
    line = str(Fault(field="case", value="", cure="終結した事件です。再開（kaiji reopen）してから記録してください"))
    assert "kaiji reopen" in fault_lines([line], PreservationForm)[0]
    assert "kaiji reopen" in fault_lines([line], PreservationForm, "en")[0]


def test_a_line_of_another_shape_is_shown_as_it_is() -> None:
    assert fault_lines(["a disk is full"], CaseForm) == ["- a disk is full"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["wait"])
def test_every_refusal_of_the_table_is_told_in_english(form: dict[str, object]) -> None:
    kind, world, good = of(form)
    faults = world.refused(WaitKind(kind), **{name: value for name, value in good.items() if name == "action"})
    for said in fault_lines([str(fault) for fault in faults], QUESTIONS[kind].form, "en"):
        assert not JAPANESE.search(said.replace("東京地方裁判所", "")), said


def cures_in_code() -> Iterator[str]:
    """Every Japanese text of models/answers that is neither a docstring nor part of a longer one."""
    for path in sorted(ANSWERS.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                skipped |= {id(value) for value in node.values}
                yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
        constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in skipped)
        yield from (node.value for node in constants if isinstance(node.value, str))


def test_no_cure_is_without_english() -> None:
    found = {text for text in cures_in_code() if JAPANESE.search(text)} - NO_CURES
    assert found - set(known_cures()) == set()
