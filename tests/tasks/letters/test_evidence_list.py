"""The list of evidence that goes with a court paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.terms import ExhibitForm, LetterKind, PaperRole
from tasks.letter_context import ExhibitLine, LetterContext
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tasks.papers.blocks import Table, plain_text
from tasks.papers.reading import read_paper

PAGE = ExhibitLine(
    mark="甲１",
    title="投稿記事１のウェブページ",
    form=ExhibitForm.COPY,
    made_on=date(2026, 8, 10),
    author="氏名不詳者",
    proves="本件投稿が<掲載>されたこと",
    post_no=1,
)
WITH_LIST = {
    *(LetterKind.DISPOSITION_PETITION, LetterKind.DELETION_PETITION, LetterKind.PRESERVATION_PETITION),
    *(LetterKind.ORDER_PETITION, LetterKind.DISCLOSURE_COMPLAINT, LetterKind.DAMAGES_COMPLAINT),
}
BARE = ExhibitLine(mark="甲２の１", title="陳述書", form=ExhibitForm.ORIGINAL, made_on=None, author="", proves="")


def _listed(context: LetterContext) -> str:
    plan = next(each for each in papers_of(context) if each.role is PaperRole.EVIDENCE_LIST)
    html = render(plan, letter_environment(None))
    paper = read_paper(html, title=plan.title, identity="x", language="ja", written_on=context.written_on)
    assert sum(isinstance(block, Table) for block in paper.blocks) == 1
    return plain_text(paper)


def test_every_exhibit_is_a_row_and_what_is_not_known_is_asked_for(letter: Callable[..., LetterContext]) -> None:
    text = _listed(letter(LetterKind.DISPOSITION_PETITION, exhibits=(PAGE, BARE)))
    assert "号証\t標目\t原写\t作成年月日\t作成者\t立証趣旨" in text
    assert "甲１\t投稿記事１のウェブページ\t写し\t令和8年8月10日\t氏名不詳者\t" in text
    assert "\t（投稿記事目録の番号１）本件投稿が<掲載>されたこと\n" in text
    assert "甲２の１\t陳述書\t原本\t【要記入：作成年月日】\t【要記入：作成者】\t【要記入：立証趣旨】" in text


@pytest.mark.parametrize(
    ("kind", "own", "other"),
    [
        (LetterKind.DISPOSITION_PETITION, "債権者", "債務者"),
        (LetterKind.ORDER_PETITION, "申立人", "相手方"),
        (LetterKind.DAMAGES_COMPLAINT, "原告", "被告"),
    ],
    ids=["provisional", "order", "suit"],
)
def test_the_parties_are_called_as_in_the_paper(
    letter: Callable[..., LetterContext], kind: LetterKind, own: str, other: str
) -> None:
    text = _listed(letter(kind, exhibits=(PAGE,)))
    assert f"\n{own}　　見本花子\n" in text
    assert f"\n{other}　　" in text


@pytest.mark.parametrize("kind", list(LetterKind), ids=str)
def test_only_a_court_paper_with_exhibits_brings_the_list(
    letter: Callable[..., LetterContext], kind: LetterKind
) -> None:
    def roles(**changes: Any) -> list[PaperRole]:
        return [plan.role for plan in papers_of(replace(letter(kind), **changes))]

    assert roles(exhibits=(PAGE,)).count(PaperRole.EVIDENCE_LIST) == (kind in WITH_LIST)
    assert PaperRole.EVIDENCE_LIST not in roles(exhibits=())
