"""`kaiji find`: cases by what people have in hand, in any spelling."""

import json
import sys
from typing import Annotated

import typer


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="Any of: ref, court number, name, kana, URL, account, IP, phone, mail, provider, tracking no."
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Find cases; several words narrow. Without a word it is read from the input, so that no shell keeps a name."""
    from flows.found_shown import as_document, as_text
    from tasks.case_store.finding import find_cases
    from tasks.wiring import services

    typed = words or (typer.prompt("探すもの", err=True) if sys.stdin.isatty() else sys.stdin.read()).split()
    made = services()
    found = find_cases(made.store, made.law, typed)
    base, language = made.settings.link_url, made.settings.language
    document = as_document(found, base)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else as_text(found, base, language))
    if not found.count:
        raise typer.Exit(1)
