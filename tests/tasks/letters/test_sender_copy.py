"""What the sender may not learn stands in no line of the copy that goes to the sender."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.terms import Concealment, LetterKind, PaperRole
from tasks.letter_context import ExhibitLine
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import LetterContext, Party, render
from tasks.request_papers import sender_copy
from tests.tasks.letters.test_disclosure_forms import exhibit

Make = Callable[..., LetterContext]
Text = Callable[[str], str]
K = LetterKind.DISCLOSURE_REQUEST
_PARENT = Party(name="見本母子", kana="みほん　ははこ", address=("神奈川県架空市例示町七丁目8番9号",))
_NEVER = ("見本町1番1号", "みほん", "2番2号", "03-0000-0000", "2026-0042", "見本母子", "架空市例示町")


@pytest.fixture
def copies(letter: Make, text_of: Text) -> Callable[..., str]:
    """The text of the sender copies of a request."""

    def read(**changes: Any) -> str:
        plans = [plan for plan in papers_of(letter(K, **changes)) if plan.role is PaperRole.SENDER_COPY]
        assert plans
        pages = (render(plan, letter_environment(None)).partition("<body>")[2] for plan in plans)
        return "".join(text_of(page) for page in pages)

    return read


def _told(letter: Make, *explanations: str) -> dict[str, Any]:
    posts = [
        replace(post, as_written="名前のない投稿", explanation=text)
        for post, text in zip(letter(K).posts, explanations, strict=True)
    ]
    return {"posts": tuple(posts)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_name_address_reading_parent_and_contact_are_struck_out(
    language: str, letter: Make, copies: Callable[..., str]
) -> None:
    text = copies(language=language, legal_representative=_PARENT, requester_is_minor=True, **_told(letter, "", "理由"))
    for secret in (*_NEVER, "見本花子", "法定代理人", "legal representative"):
        assert secret not in text
    assert {"ja": "（マスキング）", "en": "(masked)"}[language] in text
    assert "見本太郎" in text, "the sender learns that there is an attorney"
    assert "名前のない投稿" in text, "the sender's own words stay"


def test_the_name_is_shown_only_where_every_post_tells_it_in_full(letter: Make, copies: Callable[..., str]) -> None:
    one, other = letter(K).posts
    named = (one, replace(other, as_written="見 本花子は来るな"))
    assert "当職は、見本花子（以下「請求者」" in copies(posts=named)
    assert "当職は、（マスキング）（以下「請求者」" in copies(posts=(one, replace(other, as_written="見本は来るな")))
    assert "当職は、（マスキング）（以下「請求者」" in copies(posts=())
    shown = copies(posts=named)
    for secret in _NEVER:
        assert secret not in shown


def test_an_organisation_is_named_but_not_where_it_sits(letter: Make, copies: Callable[..., str]) -> None:
    firm = Party(name="株式会社架空商店", address=("京都府架空市1番1号",))
    text = copies(requester=firm, **_told(letter, "", ""))
    assert "株式会社架空商店" in text
    assert "京都府" not in text
    marked = copies(
        requester=Party(name="架空商店", address=("京都府架空市1番1号",), company=True), **_told(letter, "", "")
    )
    assert "架空商店" in marked


def test_a_concealed_name_is_struck_out_even_where_a_post_tells_it(letter: Make, copies: Callable[..., str]) -> None:
    posts = tuple(replace(post, as_written="見本花子は来るな") for post in letter(K).posts)
    text = copies(posts=posts, concealment=Concealment.NAME_AND_ADDRESS)
    assert "当職は、（マスキング）" in text
    assert "見本花子" not in text
    assert "（マスキング）は来るな" in text
    assert "見本花子は来るな" in copies(posts=posts, concealment=Concealment.ADDRESS)


@pytest.mark.parametrize(
    ("explanation", "left"),
    [
        ("見本花子の勤務先である。", "（マスキング）の勤務先である。"),
        ("東京都見本区見本町1番1号に住む。", "（マスキング）に住む。"),
        ("ｍｉｈｏｎ", "ｍｉｈｏｎ"),
        ("見本 花子の勤務先である。", "（マスキング）"),
        ("東京都見本区見本町一丁目に住み、東京都見本区見本町１－１にいる。", "（マスキング）"),
        ("社会通念上許されない。", "社会通念上許されない。"),
    ],
    ids=["name", "address", "other-words", "name-with-a-space", "address-otherwise-written", "nothing-told"],
)
def test_an_explanation_that_tells_who_it_is_does_not_reach_the_sender(
    explanation: str, left: str, letter: Make
) -> None:
    context = sender_copy(letter(K, **_told(letter, explanation, explanation)))
    assert [post.explanation for post in context.posts] == [left, left]


def test_the_parts_of_a_name_are_struck_out_too(letter: Make) -> None:
    requester = Party(name="見本　花子", kana="みほん　はなこ", address=("東京都見本区見本町1番1号",))
    context = sender_copy(letter(K, requester=requester, **_told(letter, "花子さん", "見本\u3000花子さん")))
    assert [post.explanation for post in context.posts] == ["（マスキング）さん", "（マスキング）さん"]


def test_evidence_of_a_post_keeps_its_title_and_other_evidence_its_mark_only(
    letter: Make, copies: Callable[..., str]
) -> None:
    exhibits = (exhibit("甲１", 1, "見本花子についての投稿の写し"), exhibit("甲２", None, "診断書"))
    text = copies(exhibits=exhibits, **_told(letter, "", ""))
    assert "甲１\u3000（マスキング）についての投稿の写し\n甲２\u3000（マスキング）" in text
    assert "診断書" not in text
    masked: tuple[ExhibitLine, ...] = sender_copy(letter(K, exhibits=exhibits)).exhibits
    assert {(line.author, line.proves) for line in masked} == {("（マスキング）", "（マスキング）")}


def test_the_copy_says_what_it_is_and_brings_no_enclosures(copies: Callable[..., str]) -> None:
    text = copies()
    assert "発信者情報開示請求書（発信者用）" in text
    assert "発信者にお示しいただくための写し" in text
    for only_for_the_addressee in (
        "添付書類",
        "委任状",
        "発信者に示さないよう求める情報",
        "ご回答",
        "送信防止措置の依頼",
    ):
        assert only_for_the_addressee not in text


def test_only_a_disclosure_request_has_a_copy_for_the_sender(letter: Make) -> None:
    roles = {kind: [plan.role for plan in papers_of(letter(kind))] for kind in LetterKind}
    assert [kind for kind, found in roles.items() if PaperRole.SENDER_COPY in found] == [K]
    assert [kind for kind, found in roles.items() if PaperRole.CERTIFIED in found] == [LetterKind.DEMAND_LETTER]
