"""`kaiji regime`: the Act, the order and the items in force on a day."""

import json
from typing import Annotated

import typer


def regime(
    on: Annotated[str, typer.Option(help="Day of the act being done (request, filing, decision), never the post's.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Show the Act's name then, its order, the exact items of sender information, and the login rules."""
    from flows.regime_shown import as_document, as_text, regime_typed
    from tasks.firm_law import firm_law
    from tasks.settings import Settings

    found = regime_typed(on, firm_law(Settings()))
    typer.echo(json.dumps(as_document(found), ensure_ascii=False, indent=2) if as_json else as_text(found))
