"""`kaiji facts`: the facts of a case with the numbers under which they are corrected."""

import json
from typing import Annotated

import typer


def facts(
    ref: str, as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False
) -> None:
    """List posts, log lines and steps with their numbers."""
    from flows.facts_shown import as_document, as_text
    from tasks.case_store.fact_list import listed_facts
    from tasks.wiring import services

    found = listed_facts(services().store, ref)
    typer.echo(json.dumps(as_document(found), ensure_ascii=False, indent=2) if as_json else as_text(found))
