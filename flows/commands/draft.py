"""`kaiji draft`: a paper that no stage drafts, because an attorney wants it."""

from typing import Annotated

import typer

UNDRAWN = 3


def draft(
    ref: str,
    kind: Annotated[str, typer.Argument(help="e.g. order_petition, provider_notice, settlement (wrong: lists all).")],
    *,
    by: Annotated[str, typer.Option("--by", help="Who does this.")],
    subject: Annotated[str, typer.Option(help="platform:KEY, holder:NO or sender:ID (wrong: lists the case's).")] = "",
) -> None:
    """Draft a paper on demand; it is released and sent like every other, and holds up no stage."""
    from flows.letters_shown import as_text
    from tasks.papers_asked import ask_paper
    from tasks.wiring import services

    done = ask_paper(services(), ref, {"kind": kind, "subject": subject, "entered_by": by})
    if done.letter is None:
        typer.echo(f"{ref}: 書面を作れませんでした。`kaiji tasks` に直す箇所があります。", err=True)
        raise typer.Exit(UNDRAWN)
    said = "" if done.is_new else f"{ref}: 発送していない同じ書面が既にあります\n"
    typer.echo(f"{said}{as_text([done.letter])}")
