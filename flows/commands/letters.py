"""`kaiji letters`: the letters of a case with their versions, files, and what changed since they were drawn."""

import json
from typing import Annotated

import typer


def letters(
    ref: str, as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False
) -> None:
    """List the letters of a case: state, version, files, and what changed in the case since."""
    from flows.letters_shown import as_document, as_text
    from tasks.case_store.letter_list import listed_letters
    from tasks.wiring import services

    found = listed_letters(services(), ref)
    typer.echo(json.dumps(as_document(found), ensure_ascii=False, indent=2) if as_json else as_text(found))
