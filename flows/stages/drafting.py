"""Drafting the letters that a stage wants."""

from models.rules.progress.plan import Draft, Todo
from tasks.case_store.drafting import draft_letter
from tasks.wiring import services


def draft_all(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Draft each wanted letter once."""
    for todo in todos:
        if isinstance(todo, Draft):
            draft_letter(services(), case_id, todo)
