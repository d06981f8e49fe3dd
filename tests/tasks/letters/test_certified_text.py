"""The demand as the post certifies it: lines only, signs that it takes, nothing enclosed, the same demand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.terms import LetterKind, PaperRole, Remedy
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import LetterContext, render
from tasks.papers.blocks import Paper, Table, plain_text
from tasks.papers.certified import certified_faults
from tasks.papers.reading import read_paper

Make = Callable[..., LetterContext]
K = LetterKind.DEMAND_LETTER


@pytest.fixture
def certified(letter: Make) -> Callable[..., Paper]:
    """The text for the post of a demand."""

    def read(**changes: Any) -> Paper:
        context = letter(K, **changes)
        (plan,) = (plan for plan in papers_of(context) if plan.role is PaperRole.CERTIFIED)
        html = render(plan, letter_environment(None))
        return read_paper(html, title=plan.title, identity="x", language="ja", written_on=context.written_on)

    return read


def test_the_post_takes_every_sign_and_finds_nothing_enclosed(certified: Callable[..., Paper]) -> None:
    paper = certified()
    assert certified_faults(paper) == ()
    assert not any(isinstance(block, Table) for block in paper.blocks)
    text = plain_text(paper)
    for enclosed in ("別紙", "同封", "添付", "目録"):
        assert enclosed not in text
    for said in (
        "合計金１２３万４５６７円の支払を請求します。令和８年１２月８日までに",
        "慰謝料　金１００万円",
        "見本銀行見本支店　普通　０００００００",
        "（１）２０２６年８月１日　２３時４５分１２秒（日本時間）　見本掲示板",
        "「見本花子は経費を横領している。　会社の皆が知っている。」",
        "催告（民法第１５０条第１項）",
        "差出人\n東京都見本区見本町２番２号",
        "受取人\n大阪府大阪市見本区見本町３番３号\n見本次郎　様",
    ):
        assert said in text


def test_it_threatens_with_neither_publication_nor_complaint(certified: Callable[..., Paper]) -> None:
    text = plain_text(certified(remedies=frozenset(Remedy)))
    for lever in ("告訴", "刑事", "警察", "公表", "公開する", "勤務先", "学校"):
        assert lever not in text


def test_words_that_the_post_refuses_are_not_quoted(letter: Make, certified: Callable[..., Paper]) -> None:
    one, other = letter(K).posts
    posts = (replace(one, as_written="消えろ😀"), replace(other, as_written="see http://board.example/"))
    paper = certified(posts=posts, firm_contact=("電話　03-0000-0000", "FAX　03-0000-0001"))
    assert certified_faults(paper) == ()
    text = plain_text(paper)
    assert text.count("引用しません") == 2
    assert "消えろ" not in text
    assert "０３－００００－００００" in text
    assert "０００１" not in text


def test_only_what_is_wanted_is_asked_for(certified: Callable[..., Paper]) -> None:
    text = plain_text(certified(claim=(), remedies=frozenset({Remedy.PLEDGE})))
    assert "損害賠償の請求" not in text
    assert "お支払い" not in text
    assert "２　誓約\n" in text
    assert "別の郵便" in text
    assert "誓約" not in plain_text(certified(remedies=frozenset({Remedy.DAMAGES})))


@pytest.mark.parametrize(
    ("gap", "blank"),
    [
        ({"reply_by": None}, "【要記入：支払期限】"),
        ({"claim": ()}, "【要記入：請求額とその内訳】"),
        ({"firm_address": ()}, "【要記入：事務所の住所】"),
        ({"posts": ()}, "【要記入：投稿記事】"),
    ],
)
def test_what_is_not_known_is_a_blank(gap: dict[str, Any], blank: str, certified: Callable[..., Paper]) -> None:
    assert blank in plain_text(certified(**gap))
