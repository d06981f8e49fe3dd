"""`draft-paper`: a paper that no stage drafts, asked for on this run's own page; people never enter its parameters."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.briefing import subject_label
from flows.choices import paper_subjects
from flows.faults import kept_out
from models.answers.paper_asked import PaperAskedForm
from models.facts import CaseFacts
from models.rules.progress.on_demand import ON_DEMAND, subjects_for
from models.terms import LetterKind
from tasks.case_store.position import view_case
from tasks.form_words import field_words, form_text, form_title, group
from tasks.papers_asked import ask_paper
from tasks.wiring import Services, services


@flow(name="draft-paper", flow_run_name="draft-{case_id}", retries=0, persist_result=False)
def draft_paper_flow(case_id: str) -> str:
    """Ask on this run's own page which paper to draft, and draft it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "draft-paper")
    language = made.settings.language
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    page = Page(
        name=form_text(PaperAskedForm, "state", language),
        form=PaperAskedForm,
        briefing=_briefing(case_id, facts, language),
        message=f"{case_id} {form_title(PaperAskedForm, language)}",
        choices={"subject": paper_subjects(facts, language)},
    )
    return keep_asking("draft", page, lambda typed: _draft(made, case_id, typed))


def _draft(made: Services, case_id: str, typed: Typed) -> str:
    done = ask_paper(made, case_id, typed)
    if done.letter is None:
        return "not drawn: an office task says why"
    return f"{'drafted' if done.is_new else 'already drafted'}: {done.letter.name}"


def _briefing(case_id: str, facts: CaseFacts, language: str) -> str:
    title, text = form_title(PaperAskedForm, language), form_text(PaperAskedForm, "briefing", language)
    papers = group("letters", language)
    rows = "\n".join(f"| {papers[kind]} | {_about(facts, kind, language)} |" for kind in ON_DEMAND)
    head = " | ".join(field_words(PaperAskedForm, name, language).title for name in ("kind", "subject"))
    return f"**{case_id} {title}**\n\n{text}\n\n| {head} |\n|---|---|\n{rows}"


def _about(facts: CaseFacts, kind: LetterKind, language: str) -> str:
    return "、".join(subject_label(subject, facts, language) for subject in subjects_for(facts, kind)) or "—"
