"""`kaiji recheck`: whether the posts are still there, and a person's word that one was deleted."""

import json
from datetime import datetime
from typing import Annotated

import typer


def recheck(
    ref: Annotated[str | None, typer.Argument(help="One case (default: every case that is open or held).")] = None,
    deleted: Annotated[
        int | None, typer.Option("--deleted", help="Record that this post, found gone, was deleted.")
    ] = None,
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it was deleted.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Look at each post once more; say when it was last seen online and first seen gone. It records no deletion."""
    from flows.captures_shown import rechecked_json, rechecked_text
    from tasks.capture.browser import AS_ROOT
    from tasks.capture.rechecking import Rechecked, confirm_deleted
    from tasks.capture.rechecking import recheck as look_again
    from tasks.wiring import services

    made = services()
    if deleted is not None:
        if ref is None:
            raise ValueError("--deleted: 事件の番号も入れてください（kaiji recheck REF --deleted N）")
        recorded = confirm_deleted(made, ref, deleted, on=on.date() if on else None, by=by)
        typer.echo(f"{ref}: step {recorded.step_id} {'recorded' if recorded.is_new else 'already recorded'}")
        return
    found: list[Rechecked] = []
    for each in look_again(made, ref):
        if not (each.captured.sandboxed or found):
            typer.echo(AS_ROOT, err=True)
        found.append(each)
        if not as_json:
            typer.echo(rechecked_text(each))
    if as_json:
        typer.echo(json.dumps([rechecked_json(each) for each in found], ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("見るべき投稿がありません")
