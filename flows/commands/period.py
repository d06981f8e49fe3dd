"""`kaiji period`: one period on its own, each step with its article."""

import json
from typing import Annotated

import typer

from models.terms import PeriodRule


def period(
    length: Annotated[str, typer.Option(help="93d, 2w, 1m or 3y.")],
    rule: Annotated[str, typer.Option(help=", ".join(PeriodRule))],
    event: Annotated[str | None, typer.Option("--from", help="Day of the event; counting starts after it.")] = None,
    starts: Annotated[str | None, typer.Option(help="Day at whose 0:00 counting starts.")] = None,
    before: Annotated[str | None, typer.Option(help="Count back: to be done so long before this day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Count one period: last day, where it rolled from, the safe working day, each step with its article."""
    from flows.counting import as_document, as_text, counted_from
    from tasks.firm_law import firm_law
    from tasks.settings import Settings

    given = {"--from": event, "--starts": starts, "--before": before}
    found = counted_from(given, length, rule, firm_law(Settings()).calendar)
    typer.echo(json.dumps(as_document(found), ensure_ascii=False, indent=2) if as_json else as_text(found))
