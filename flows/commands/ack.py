"""`kaiji ack`: the dates of a case that nobody has owned, and owning them: 了解, 対応済, 延期 3日 and the reason."""

import json
from typing import Annotated

import typer


def ack(
    ref: str,
    *,
    say: Annotated[str, typer.Option("--say", help="了解 / 対応済 / 延期 3日 理由 (English too).")] = "",
    by: Annotated[int, typer.Option("--by", help="Number of the member who owns it (`kaiji staff`).")] = 0,
    notice: Annotated[int | None, typer.Option("--notice", help="The dates of this notice.")] = None,
    own_all: Annotated[bool, typer.Option("--all", help="All dates that nobody has owned.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """List the dates of a case that nobody has owned; with --say, own them."""
    from flows.acknowledging_shown import as_row, open_lines
    from tasks.acknowledging import acknowledge_said
    from tasks.case_store.owning import Which
    from tasks.case_store.position import view_case
    from tasks.wiring import services

    made = services()
    if say:
        which = Which(notice_id=notice, all_open=own_all)
        owned = acknowledge_said(made, ref, say, member_id=by, which=which)
        typer.echo(json.dumps(owned) if as_json else "\n".join(f"{ref}: {key}" for key in owned))
        return
    view = view_case(made.store, made.law, ref, made.clock.now())
    if as_json:
        typer.echo(json.dumps([as_row(item) for item in view.unowned], ensure_ascii=False, indent=2))
        return
    lines = open_lines(view.unowned, view.facts, view.today, made.settings.language)
    typer.echo("\n".join(lines) or f"{ref}: nothing waits to be owned")
