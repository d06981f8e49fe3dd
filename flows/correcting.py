"""`correct-fact`: put a recorded fact right on this run's own page; people and reasons never enter its parameters."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.choices import correctable_facts, courts
from flows.faults import kept_out
from models.answers.correction import CorrectionForm
from tasks.case_store.position import view_case
from tasks.corrections import correct
from tasks.form_words import form_text, form_title
from tasks.wiring import Services, services


@flow(name="correct-fact", flow_run_name="correct-{case_id}", retries=0, persist_result=False)
def correct_flow(case_id: str) -> str:
    """Ask on this run's own page which fact is wrong, and put it right.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "correct-fact")
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    title, text = form_title(CorrectionForm, language), form_text(CorrectionForm, "briefing", language)
    page = Page(
        name=form_text(CorrectionForm, "state", language),
        form=CorrectionForm,
        briefing=f"**{case_id} {title}**\n\n{text}",
        message=f"{case_id} {title}",
        choices={"fact": correctable_facts(made, view), "court": courts(made.law)},
    )
    return keep_asking("correct", page, lambda typed: _correct(made, case_id, typed))


def _correct(made: Services, case_id: str, typed: Typed) -> str:
    done = correct(made, case_id, typed)
    return f"fact {done.fact} {'withdrawn' if done.withdrawn else 'corrected'}"
