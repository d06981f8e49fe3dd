"""`acknowledge`: own a date on this run's own page: seen, done, or put off with a reason."""

from prefect import flow
from pydantic import ValidationError

from flows.acknowledging_shown import HEADS, date_choices, member_choices, open_rows
from flows.asking import Page, Typed, keep_asking, tag
from flows.faults import kept_out
from flows.sheet.material import table
from models.answers.acknowledging import AcknowledgeForm, read_acknowledgement
from models.answers.faults import Faults, shape_fault
from models.terms import AckDoor
from tasks.acknowledging import ALL_OPEN, acknowledge_case
from tasks.case_store.acknowledgements import who_may_own
from tasks.case_store.owning import Which
from tasks.case_store.position import CaseView, view_case
from tasks.form_words import form_text, form_title
from tasks.wiring import Services, services
from tasks.words import word


@flow(name="acknowledge", flow_run_name="acknowledge-{case_id}", retries=0, persist_result=False)
def acknowledge_flow(case_id: str) -> str:
    """Ask on this run's own page which date somebody owns, and record it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "acknowledge")
    now, language = made.clock.now(), made.settings.language
    view = view_case(made.store, made.law, case_id, now)
    page = Page(
        name=form_text(AcknowledgeForm, "state", language),
        form=AcknowledgeForm,
        briefing=_briefing(view, language),
        message=f"{case_id} {form_title(AcknowledgeForm, language)}",
        choices={
            "date": date_choices(view, language),
            "member": member_choices(who_may_own(made.store, case_id, now), language),
        },
    )
    return keep_asking("acknowledge", page, lambda typed: _record(made, case_id, typed))


def _record(made: Services, case_id: str, typed: Typed) -> str:
    said = read_acknowledgement(_form(typed))
    owned = acknowledge_case(
        made,
        case_id,
        said.reply,
        member_id=said.member_id,
        door=AckDoor.UI,
        entered_by=said.entered_by,
        which=Which(topics=(said.topic,)) if said.topic else ALL_OPEN,
    )
    return f"owned: {', '.join(owned)}"


def _form(typed: Typed) -> AcknowledgeForm:
    try:
        return AcknowledgeForm.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def _briefing(view: CaseView, language: str) -> str:
    rows = table(HEADS, open_rows(view.unowned, view.facts, view.today, language), language)
    title = f"**{view.ref} {word('sheet', 'unowned', language)}**"
    return "\n".join((title, "", form_text(AcknowledgeForm, "briefing", language), "", *rows))
