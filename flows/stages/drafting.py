"""Drafting the letters that a stage wants."""

from models.rules.progress.plan import Draft, Todo
from tasks.case_store.drafting import draft_letter
from tasks.wiring import services


def draft_all(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft each wanted letter once."""
    made = services()
    for todo in todos:
        if isinstance(todo, Draft):
            draft_letter(
                made.store,
                made.documents,
                made.law,
                made.settings.firm,
                ref=case_id,
                stage=todo.stage,
                kind=todo.letter,
                subject=todo.subject,
                no=todo.no,
                now=made.clock.now(),
            )
