"""`kaiji redate`: every open case under the law as it is now; old → new → because."""

import json
from typing import Annotated

import typer


def redate(
    *,
    ref: Annotated[str | None, typer.Option("--ref", help="One case only.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Date all open cases anew after a changed fact, holiday, profile or rule; only differences are told."""
    from flows.redating_shown import as_document, as_text
    from tasks.redating import redate as date_anew
    from tasks.wiring import services

    done = date_anew(services(), ref=ref, dry_run=dry_run)
    typer.echo(json.dumps(as_document(done), ensure_ascii=False, indent=2) if as_json else as_text(done))
    if done.failed:
        raise typer.Exit(1)
