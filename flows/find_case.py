"""`find-case`: find cases by what people have in hand; what was typed is gone from the engine when the run ends."""

from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.asking import Page, Typed, keep_asking
from flows.faults import kept_out
from flows.found_shown import as_markdown, said
from models.answers.faults import Fault, Faults
from models.answers.finding import NOTHING_CURE, FindForm, read_find
from tasks.case_store.finding import Search, find_cases
from tasks.wiring import Services, services
from tasks.words import word

MOST_NAMED = 20


@flow(name="find-case", flow_run_name="find-case", retries=0, persist_result=False)
def find_case_flow() -> State[Any]:
    """Ask on this run's own page what to find; the cases are shown on the same page, with links."""
    with kept_out():
        return _ask(services())


def _ask(made: Services) -> State[Any]:
    language = made.settings.language
    found: list[Search] = []
    page = Page(
        name=word("find", "asked", language),
        form=FindForm,
        briefing=f"# {word('find', 'title', language)}\n\n{word('find', 'help', language)}",
        message=word("find", "title", language),
    )
    keep_asking("find", page, lambda typed: _find(made, typed, found))
    if not found:
        return Completed(message=word("find", "none", language))
    search = found[-1]
    create_markdown_artifact(as_markdown(search, language), description=word("find", "title", language))
    named = "、".join(case.ref for case in search.found[:MOST_NAMED])
    return Completed(name=said(search, language), message=named)


def _find(made: Services, typed: Typed, found: list[Search]) -> str:
    """Search; nothing found is asked again. What was typed stands in no fault, because a log might keep it."""
    search = find_cases(made.store, made.law, read_find(typed))
    if not search.count:
        raise Faults([Fault(field="words", value="", cure=NOTHING_CURE)])
    found.append(search)
    return f"{search.count} found"
