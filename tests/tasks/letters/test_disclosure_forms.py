"""The form of a disclosure request: boxes, items, evidence; to a platform and to a provider; one for each address."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.terms import ExhibitForm, HolderRole, JustifiableReason, LetterKind, LogKind, PaperRole, Remedy
from tasks.letter_context import ExhibitLine
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import LetterContext, LogLine, render
from tasks.request_papers import forms_of
from tests.tasks.letters.main_paper import render_letter

Make = Callable[..., LetterContext]
Text = Callable[[str], str]
K = LetterKind.DISCLOSURE_REQUEST
_ITEMS = ((1, "氏名又は名称"), (2, "住所"), (3, "電話番号"), (4, "電子メールアドレス"))


def exhibit(mark: str, post_no: int | None, title: str = "画面の写し") -> ExhibitLine:
    return ExhibitLine(
        mark=mark,
        title=title,
        form=ExhibitForm.COPY,
        made_on=date(2026, 8, 3),
        author="見本花子",
        proves="立証",
        post_no=post_no,
    )


@pytest.fixture
def to_provider(letter: Make) -> Make:
    """The same request to an access provider, with the log lines of a preservation notice."""

    def make(**changes: Any) -> LetterContext:
        notice = letter(LetterKind.PRESERVATION_NOTICE)
        asked: dict[str, Any] = {
            "role": HolderRole.PROVIDER,
            "addressee": notice.addressee,
            "logs": notice.logs,
            "items": _ITEMS,
            "specified_items": (),
        }
        return letter(K, **(asked | changes))

    return make


@pytest.mark.parametrize(
    ("remedies", "ticked"),
    [
        ({Remedy.DAMAGES}, "■□□□□"),
        ({Remedy.EXPENSES}, "■□□□□"),
        ({Remedy.DELETION, Remedy.CRIMINAL_COMPLAINT}, "□□■■■"),
        ({Remedy.PLEDGE}, "□□□□■"),
    ],
    ids=["damages", "expenses", "deletion-and-complaint", "only-the-reason-given"],
)
def test_every_reason_is_listed_and_those_of_the_case_are_ticked(
    remedies: set[Remedy], ticked: str, letter: Make, text_of: Text
) -> None:
    reason = JustifiableReason.DAMAGES if ticked[0] == "■" else JustifiableReason.OTHER_RIGHTS
    text = text_of(render_letter(letter(K, remedies=frozenset(remedies), reason=reason)))
    rows = text.partition("開示を受けるべき正当な理由")[2].partition("開示を請求する発信者情報")[0]
    assert "".join(sign for sign in rows.partition("）")[2] if sign in "■□") == ticked


def test_items_of_the_order_are_all_listed_and_only_those_asked_for_are_ticked(letter: Make, text_of: Text) -> None:
    order = tuple((no, f"第{no}の情報") for no in range(1, 15))
    text = text_of(render_letter(letter(K, items=(order[4], order[7]), items_of_order=order)))
    boxes = [line[0] for line in text.splitlines() if line[1:2] == "\u3000" and "の情報" in line]
    assert "".join(boxes) == "□□□□■□□■□□□□□□"
    assert "■\u3000５\u3000第5の情報" in text


def test_evidence_is_named_by_its_mark_and_only_that_of_the_posts_in_question(letter: Make, text_of: Text) -> None:
    exhibits = (exhibit("甲１", 1), exhibit("甲２", 9, "別の投稿"), exhibit("甲３", None, "陳述書"))
    text = text_of(render_letter(letter(K, exhibits=exhibits)))
    assert "甲１\u3000画面の写し\n甲３\u3000陳述書" in text
    assert "別の投稿" not in text
    assert "添付の投稿記事の写し" in text_of(render_letter(letter(K, exhibits=exhibits[1:2])))


def test_a_provider_is_shown_the_communication_and_asked_who_else_holds_the_contract(
    to_provider: Make, text_of: Text
) -> None:
    text = text_of(render_letter(to_provider()))
    for line in (
        "貴社の設備を経由した通信",
        "日時（日本時間）｜２０２６年８月１日\u3000２３時４５分１２秒",
        "日時（協定世界時）｜２０２６年８月１日\u3000１４時４５分１２秒",
        "発信元ポート番号｜５０１２３",
        "接続先ＩＰアドレス｜１９８．５１．１００．７",
        "契約者の情報を保有しているのが他の事業者である場合は",
        "通信記録の開示に係る書面（開示をした見本掲示板の管理者の名称の記載のあるもの）の写し",
        "侵害関連通信に当たります",
    ):
        assert line in text
    assert "送信防止措置" not in text, "a provider does not host the post"
    assert "貴社の管理する設備" not in text


def test_a_platform_is_not_shown_log_lines_nor_a_provider_asked_for_supplementarity(
    letter: Make, to_provider: Make, text_of: Text
) -> None:
    platform, provider = text_of(render_letter(letter(K))), text_of(render_letter(to_provider(specified_items=(9,))))
    assert "通信目録" not in platform
    assert "番号９は特定発信者情報に当たります" in platform
    assert "特定発信者情報に当たります" not in provider


def test_one_request_for_each_address_where_the_provider_wants_it(to_provider: Make) -> None:
    context = to_provider(one_form_per_ip=True)
    forms = forms_of(context)
    assert [{log.ip for log in form.logs} for form in forms] == [{"203.0.113.5"}, {"2001:db8::1"}]
    assert [[post.no for post in form.posts] for form in forms] == [[1], [2]]
    assert [(plan.role, plan.no) for plan in papers_of(context)] == [
        (PaperRole.MAIN, 1),
        (PaperRole.MAIN, 2),
        (PaperRole.SENDER_COPY, 1),
        (PaperRole.SENDER_COPY, 2),
    ]


@pytest.mark.parametrize(
    "changes",
    [{}, {"one_form_per_ip": True, "logs": (LogLine(no=1, post_no=1, ip="203.0.113.5"),)}],
    ids=["not-wanted", "one-address"],
)
def test_otherwise_one_request_says_it_all(changes: dict[str, Any], to_provider: Make) -> None:
    context = to_provider(**changes)
    (form,) = forms_of(context)
    assert form.logs == context.logs
    assert form.posts == context.posts


def test_no_line_is_lost_between_the_forms(to_provider: Make) -> None:
    logs = (
        *to_provider().logs,
        LogLine(no=3, post_no=1, ip="203.0.113.5", log_kind=LogKind.LOGIN),
        LogLine(no=4, post_no=2),
    )
    forms = forms_of(to_provider(one_form_per_ip=True, logs=logs))
    assert sorted(log.no for form in forms for log in form.logs) == [1, 2, 3, 4]
    assert len(forms) == 3


def test_only_a_disclosure_request_is_taken_apart(letter: Make) -> None:
    context = letter(LetterKind.PRESERVATION_NOTICE, one_form_per_ip=True)
    assert forms_of(context) == (context,)


def test_each_form_says_whether_the_name_is_hidden_in_its_own_copy(to_provider: Make, text_of: Text) -> None:
    box = "\u3000請求者の氏名（個人の場合）"
    pages = [
        text_of(render(plan, letter_environment(None)))
        for plan in papers_of(to_provider(one_form_per_ip=True))
        if plan.role is PaperRole.MAIN
    ]
    assert [f"□{box}" in page for page in pages] == [True, False], "only the first post names the client"
    assert [f"■{box}" in page for page in pages] == [False, True]
