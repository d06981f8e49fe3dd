"""`bulk-release`, `bulk-chase`, `bulk-redate`: a page that shows exactly what would go to whom, and then does it.

Each of these runs asks until everything was done or nothing is left. The list is made anew for every asking; its code
stands in the drop-down that confirms it, so that an old page can confirm nothing but what it showed.
"""

from collections.abc import Mapping
from typing import Any, Final

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.asking import GIVEN_UP, MOST_ASKINGS
from flows.bulk_shown import preview_list, preview_markdown, result_text, said
from flows.fault_lines import fault_lines
from flows.faults import kept_out
from flows.shown_form import Choice, Choices, shown_schema
from flows.typed_form import typed_values
from flows.waiting import answer_to, ask, forget
from models.answers.bulk import BulkForm, BulkReleaseForm, read_bulk
from models.answers.faults import Faults
from models.answers.letters import ReleaseForm
from models.terms import BulkAct
from tasks.bulk.carrying_out import BulkResult, carry_out
from tasks.bulk.items import Preview
from tasks.bulk.previewing import preview
from tasks.wiring import Services, services
from tasks.words import word

ORDER: Final = ("confirm", "leave_out", "attorney", "entered_by", "action")
FORMS: Final = {BulkAct.RELEASE: BulkReleaseForm, BulkAct.CHASE: BulkReleaseForm, BulkAct.REDATE: BulkForm}


@flow(name="bulk-release", flow_run_name="bulk-release", retries=0, persist_result=False)
def bulk_release_flow() -> State[Any]:
    """Show every draft that waits for its release; release those that are confirmed."""
    with kept_out():
        return _ask(services(), BulkAct.RELEASE)


@flow(name="bulk-chase", flow_run_name="bulk-chase", retries=0, persist_result=False)
def bulk_chase_flow() -> State[Any]:
    """Show every chase-up that is due; draft and release those that are confirmed."""
    with kept_out():
        return _ask(services(), BulkAct.CHASE)


@flow(name="bulk-redate", flow_run_name="bulk-redate", retries=0, persist_result=False)
def bulk_redate_flow() -> State[Any]:
    """Show every date that a changed rule moves and whom that tells; date anew what is confirmed."""
    with kept_out():
        return _ask(services(), BulkAct.REDATE)


def _ask(made: Services, act: BulkAct) -> State[Any]:
    """Show, take, show what is left; the run ends when all that was confirmed was done, or nothing is left."""
    language = made.settings.language
    before = ""
    for number in range(1, MOST_ASKINGS):
        key = f"bulk-{number}"
        answered = answer_to(key)
        if answered is None:
            shown = preview(made, act)
            if not shown.items and not shown.failed:
                return Completed(name=word("bulk", "nothing", language), message=word("bulk", act, language))
            answered = _shown(shown, key, before, language)
        typed = typed_values(FORMS[act], answered)
        done, before = _take(made, act, typed)
        forget(key)
        if done is not None:
            return done
    return Completed(message=GIVEN_UP)


def _shown(shown: Preview, key: str, before: str, language: str) -> Mapping[str, Any]:
    """Put the list on the page and beside it (an artifact is wider than a form); return what was answered."""
    number = word("bulk", "going", language).format(count=len(shown.going))
    title = word("bulk", shown.act, language)
    create_markdown_artifact(
        preview_markdown(shown, language), key=f"bulk-{shown.act}", description=f"{title} {number}"
    )
    schema = shown_schema(FORMS[shown.act], language, _choices(shown, language))
    for place, field in enumerate(name for name in ORDER if name in schema["properties"]):
        schema["properties"][field]["position"] = place
    listed = preview_list(shown, language)
    briefing = f"{before}\n\n---\n\n{listed}" if before else listed
    return ask(word("bulk", "asked", language), key, schema, briefing, f"{title} {number}")


def _choices(shown: Preview, language: str) -> Choices:
    """The list's code, to confirm it by, and its items, to leave some out."""
    confirm = word("bulk", "confirm", language).format(count=len(shown.going))
    return {
        "confirm": [Choice(key=shown.token, said=confirm)] if shown.going else [],
        "leave_out": [Choice(key=item.code, said=f"{item.ref} {said(item, language)}") for item in shown.going],
    }


def _take(made: Services, act: BulkAct, typed: Mapping[str, Any]) -> tuple[State[Any] | None, str]:
    """The end of the run when all that was confirmed was done; else what is told above the next list."""
    language = made.settings.language
    if typed.get("action") == "recheck":
        return None, ""
    try:
        carried = carry_out(made, act, read_bulk(FORMS[act], typed))
    except Faults as faults:
        wrong = "\n".join(fault_lines(faults.lines(), FORMS[act], language))
        return None, f"**{word('sheet', 'wrong', language)}**\n\n{wrong}"
    if carried.done is None or any(item.result is not BulkResult.DONE for item in carried.done):
        return None, result_text(carried, language, lambda lines: fault_lines(lines, ReleaseForm, language))
    head, *lines = result_text(carried, language).splitlines()
    told = [f"# {head}", "", *lines, "", word("bulk", "follows", language)]
    create_markdown_artifact("\n".join(told), description=word("bulk", act, language))
    return Completed(name=head, message="、".join(item.item.ref for item in carried.done)), ""
