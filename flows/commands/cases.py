"""`kaiji cases`: the board on one screen."""

import json
from typing import Annotated

import typer


def cases(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False) -> None:
    """The board: every case with whose turn it is and its next safe day; the one that loses most by waiting first."""
    from flows.board_listed import board_rows, board_text
    from tasks.case_store.office_tasks import tasks
    from tasks.wiring import services

    made = services()
    rows = board_rows(made)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        typer.echo(board_text(rows, tasks(made.store), made.settings.language))
