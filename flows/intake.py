"""`intake`: a new case from a file in KAIJI_HOME/inbox, or typed into this run's own page."""

from collections.abc import Mapping
from typing import Any, Literal

from prefect import flow
from prefect.client.orchestration import get_client

from flows.asking import Page, Typed, keep_asking
from flows.case_files import inbox_file
from flows.choices import platforms
from flows.engine import ensure_run
from flows.faults import kept_out
from models.answers.intake_form import CaseForm
from tasks.case_store.legs import run_of
from tasks.case_store.opening import open_case
from tasks.form_words import form_text, form_title
from tasks.wiring import Services, services


class IntakeForm(CaseForm):
    """新しい事件の入力."""

    action: Literal["answer", "recheck"] = "answer"


@flow(name="intake", flow_run_name="intake", retries=0, persist_result=False)
def intake_flow(file: str = "") -> str:
    """Open a new case; return its reference.

    Args:
        file: KAIJI_HOME/inbox に置いた事件ファイル（TOML）の名前。空ならこの画面で入力します。
    """
    with kept_out():
        return _open(file)


def _open(file: str) -> str:
    made = services()
    if file:
        return open_and_show(made, inbox_file(made.settings.root, file))
    language = made.settings.language
    page = Page(
        name=form_text(IntakeForm, "state", language),
        form=IntakeForm,
        briefing=f"**{form_title(IntakeForm, language)}**\n\n{form_text(IntakeForm, 'briefing', language)}",
        message=form_title(IntakeForm, language),
        choices={"posts.platform": platforms(made.law)},
    )
    return keep_asking("intake", page, lambda typed: open_and_show(made, _case(typed)))


def _case(typed: Typed) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name != "action"}


def open_and_show(made: Services, data: Mapping[str, Any]) -> str:
    """Open the case and create its run. Raises Faults."""
    ref = open_case(made.store, made.law, data, made.clock.now())
    with get_client(sync_client=True) as client:
        case = run_of(made.store, ref)
        if case.status != "draft":
            ensure_run(made, case, client)
    return ref
