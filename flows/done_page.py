"""How a page that staff started ends: its state says what was done, and a page of its own says it in full."""

from collections.abc import Sequence
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.views import link
from tasks.words import word


def done(ref: str, name: str, lines: Sequence[str], language: str) -> State[Any]:
    """The end of the run: `name` becomes its state's name, `lines` (refs and labels only) a page of its own.

    Without `lines` nothing was done.
    """
    if not lines:
        return Completed(name=word("page", "nothing_done", language))
    sheet = f"[{word('sheet', 'title', language)}]({link('', 'sheet', ref)})"
    case = f"[{word('page', 'case', language)}]({link('', 'case', ref)})"
    text = "\n".join((f"# {ref} {name}", "", *(f"- {line}" for line in lines), "", f"{sheet} ／ {case}"))
    create_markdown_artifact(text, description=name)
    return Completed(name=name, message=f"{ref} {'／'.join(lines)}")
