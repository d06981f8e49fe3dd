"""Every paper of every letter as a PDF: the words of its page, all of them, on its pages, whatever they are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.terms import LetterKind, PaperRole
from tasks.letter_context import LetterContext
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tasks.papers.blocks import Paper, Paragraph, plain_text, runs_of
from tasks.papers.certified import certified_faults, certified_layout, certified_pdf
from tasks.papers.look import Look, look_of, shown_signs
from tasks.papers.reading import read_paper
from tasks.papers.signs import printable
from tasks.papers.typesetting import missing_glyphs, to_pdf
from tasks.settings import DocumentsSection
from tests.conftest import Require
from tests.tasks.papers.reading_paper import POPPLER, SeenPdf

Letter = Callable[..., LetterContext]
_HOSTILE = (
    "{{ 7*7 }}#panic('x')#read('/etc/passwd')</td><script>alert(1)</script>&amp;../../x$y$*z*`"
    "髙﨑𠮷𩸽😀葛\U000e0100か\u3099\u202e\u2066\x07\x1b[0m\r\nＡ\tend\u200b\ufeff"
    f"{'長い本文である。' * 20}https://board.example/{'a1' * 100}{'ー' * 60}{'（' * 60}"
)


@pytest.fixture(scope="module")
def look() -> Look:
    return look_of(DocumentsSection())


def _papers(context: LetterContext) -> Iterator[tuple[PaperRole, Paper]]:
    for plan in papers_of(context):
        html = render(plan, letter_environment(None))
        yield (
            plan.role,
            read_paper(html, title=plan.title, identity="x", language=context.language, written_on=context.written_on),
        )


def _hostile(context: LetterContext, text: str) -> LetterContext:
    return replace(
        context,
        addressee=replace(context.addressee, name=text, address=(text,)),
        requester=replace(context.requester, name=text, address=(text, text), kana=text),
        attorney_name=text,
        firm_name=text,
        firm_contact=(text,),
        posts=tuple(replace(post, url=text, as_written=text, explanation=text) for post in context.posts),
        court=text,
        claim=tuple(replace(line, label=text) for line in context.claim),
        account=(text,),
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_paper_is_set_word_for_word(
    kind: LetterKind, letter: Letter, look: Look, tmp_path: Path, require: Require
) -> None:
    require("Poppler", POPPLER)
    for role, paper in _papers(letter(kind)):
        assert not missing_glyphs(paper, look)
        if role is PaperRole.CERTIFIED:
            assert not certified_faults(paper)
            continue
        seen = SeenPdf(to_pdf(paper, look), tmp_path)
        assert seen.squeezed == _squeezed(plain_text(paper))
        assert "A4" in seen.facts["Page size"]
        assert all(embedded for _, embedded in seen.fonts)
        for name in ("見本", "花子", "太郎"):
            assert name not in seen.facts["Title"] + seen.facts.get("Author", "")


@pytest.mark.parametrize("kind", LetterKind)
def test_of_hostile_text_every_sign_is_set(
    kind: LetterKind, letter: Letter, look: Look, tmp_path: Path, require: Require
) -> None:
    require("Poppler", POPPLER)
    signs = shown_signs(look)
    for role, paper in _papers(_hostile(letter(kind), _HOSTILE)):
        if role is PaperRole.CERTIFIED:
            assert certified_pdf(paper, look)
            assert all(
                sum(sign.width for sign in line) <= 20 for page in certified_layout(paper).pages for line in page
            )
            continue
        shown = "".join(printable(run.text, signs) for block in paper.blocks for run in runs_of(block))
        seen = SeenPdf(to_pdf(paper, look), tmp_path).squeezed
        # Where a row goes over the page's end its columns alternate; nothing is lost and nothing comes twice.
        assert sorted(seen) == sorted(_squeezed(shown))


def test_ten_thousand_signs_of_one_post_are_all_there(
    letter: Letter, look: Look, tmp_path: Path, require: Require
) -> None:
    require("Poppler", POPPLER)
    context = letter(LetterKind.DAMAGES_COMPLAINT)
    written = "".join(f"{number:04d}番目の文。" for number in range(1000))
    posts = (replace(context.posts[0], as_written=written), *context.posts[1:])
    (_, main), *_ = _papers(replace(context, posts=posts))
    assert written in SeenPdf(to_pdf(main, look), tmp_path).squeezed


@pytest.mark.parametrize("kind", LetterKind)
def test_a_draft_says_so_in_a_box_and_a_released_paper_does_not(kind: LetterKind, letter: Letter) -> None:
    for (_, draft), (_, released) in zip(
        _papers(letter(kind, draft=True)), _papers(letter(kind, draft=False)), strict=True
    ):
        boxed = [block for block in draft.blocks if isinstance(block, Paragraph) and block.boxed]
        assert len(boxed) == 1
        assert tuple(block for block in draft.blocks if block not in boxed) == released.blocks
