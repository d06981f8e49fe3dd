"""A deployment that asks on its own page until what was typed can be recorded; people never enter its parameters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prefect.client.orchestration import get_client
from pydantic import BaseModel

from flows.fault_lines import fault_lines
from flows.shown_form import Choices, shown_schema
from flows.typed_form import typed_values
from flows.waiting import answer_to, ask, current_run_id, forget
from models.answers.faults import Faults
from tasks.wiring import services
from tasks.words import word

MOST_ASKINGS = 100
GIVEN_UP = "given up"
Typed = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the run's page shows: the state's name, the form, the briefing (markdown) and a short message.

    `choices` gives drop-down lists by field name.
    """

    name: str
    form: type[BaseModel]
    briefing: str
    message: str
    choices: Choices = field(default_factory=dict)


def tag(case_id: str, door: str) -> None:
    """Let this run be found by its case and by its door."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(current_run_id(), tags=[f"case:{case_id}", f"door:{door}"])


def keep_asking(prefix: str, page: Page, record: Callable[[Typed], str]) -> str:
    """Ask, record, and ask again with every fault; return what `record` says. Each asking has a key of its own."""
    reasons: tuple[str, ...] = ()
    filled: Typed = {}
    language = services().settings.language
    for number in range(1, MOST_ASKINGS):
        key = f"{prefix}-{number}"
        schema = shown_schema(page.form, language, page.choices, filled)
        answered = answer_to(key) or ask(page.name, key, schema, told_again(page, reasons, language), page.message)
        typed = typed_values(page.form, answered)
        if typed.get("action") == "recheck":
            forget(key)
            continue
        try:
            done = record(typed)
        except Faults as faults:
            reasons, filled = faults.lines(), answered
            forget(key)
            continue
        forget(key)
        return done
    return GIVEN_UP


def told_again(page: Page, reasons: Sequence[str], language: str) -> str:
    """The briefing; what was wrong the last time comes first, because a page shows its first lines only."""
    if not reasons:
        return page.briefing
    wrong = "\n".join(fault_lines(reasons, page.form, language))
    return f"**{word('sheet', 'wrong', language)}**\n\n{wrong}\n\n---\n\n{page.briefing}"
