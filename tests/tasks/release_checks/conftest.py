"""The invented letters of tests/tasks/letters, on their way to release."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.provisions import load_law
from models.terms import Concealment, HolderRole, LetterKind, PersonRole
from tasks.letter_context import LetterContext
from tasks.letter_law import letter_items
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tasks.papers.blocks import plain_text
from tasks.papers.reading import read_paper
from tasks.release_checks import Released, faults_of
from tasks.release_checks.released import CasePerson, PaperText
from tests.tasks.letters.conftest import letter, text_of

__all__ = ["Faults", "Make", "letter", "text_of"]

LAW = load_law()
DRAFT_LINE = "弁護士の確認・発信前の草案"
Make = Callable[..., Released]
Faults = Callable[[Released], list[str]]
_TO_SENDER = {
    LetterKind.DEMAND_LETTER,
    LetterKind.DAMAGES_COMPLAINT,
    LetterKind.PLEDGE,
    LetterKind.SETTLEMENT,
    LetterKind.CRIMINAL_COMPLAINT,
}


def _texts(context: LetterContext) -> tuple[PaperText, ...]:
    """The papers of a letter as its templates write them."""
    found = []
    for plan in papers_of(context):
        page = render(plan, letter_environment(None))
        paper = read_paper(
            page, title=plan.title, identity="", language=context.language, written_on=context.written_on
        )
        found.append(PaperText(role=plan.role, no=plan.no, title=plan.title, text=plain_text(paper)))
    return tuple(found)


def _subject(context: LetterContext) -> str:
    if context.kind in _TO_SENDER:
        return "sender:3"
    return "platform:mamasta" if context.role is HolderRole.PLATFORM else "holder:1"


@pytest.fixture
def release(letter: Callable[..., LetterContext]) -> Make:
    """A complete letter of a kind on its way to release; `said` are the context's fields to change."""

    def make(kind: LetterKind, *, said: dict[str, Any] | None = None, **changes: Any) -> Released:
        context = letter(kind)
        context = replace(context, subject=_subject(context))
        regime = LAW.regime(context.written_on)
        if context.items:
            items = letter_items(regime, kind, LAW, login_type=True, role=context.role)
            context = replace(context, items=tuple((item.no, item.name) for item in items))
        context = replace(context, **(said or {}))
        people = [CasePerson(role=PersonRole.REQUESTER, party=context.requester)]
        if context.subject.startswith("sender:") and context.sender:
            people.append(CasePerson(role=PersonRole.SUBSCRIBER, party=context.sender))
        values: dict[str, Any] = {
            "context": context,
            "papers": changes.get("papers") or _texts(context),
            "on": context.written_on,
            "law": LAW,
            "people": tuple(people),
            "listed": context.addressee,
            "login_type": True,
            "reply_by": context.reply_by,
        }
        return Released(**(values | changes))

    return make


@pytest.fixture
def faults() -> Faults:
    """Every fault in one line each: what, by which article, the cure."""
    return lambda it: [str(fault) for fault in faults_of(it)]


def edited(it: Released, **changes: Any) -> Released:
    """The same letter brought back from Word, without the line that calls it a draft."""
    papers = tuple(replace(paper, text=paper.text.replace(DRAFT_LINE, "")) for paper in it.papers)
    values: dict[str, Any] = {"papers": papers, "edited": True}
    return replace(it, **(values | changes))


def with_text(it: Released, text: str, **changes: Any) -> Released:
    """The same, with these words added to its main paper."""
    final = edited(it, **changes)
    first, *rest = final.papers
    return replace(final, papers=(replace(first, text=first.text + text), *rest))


def concealing(it: Released, wish: Concealment) -> Released:
    """The same letter of a client who wishes something to be concealed."""
    requester, *others = it.people
    return replace(it, people=(replace(requester, concealment=wish), *others))
