"""`kaiji identify`: provider identification on its own, of one address or of a list."""

import json
from pathlib import Path
from typing import Annotated

import typer


def identify(
    ip: Annotated[str | None, typer.Argument(help="One address.")] = None,
    port: Annotated[int | None, typer.Option(help="Source port, where it was disclosed.")] = None,
    at: Annotated[str | None, typer.Option(help="Moment of the post, with offset.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A list: address, then port and moment where known, a line each.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys (a list with --file).")] = False,
) -> None:
    """Which access provider held an address: JPNIC, RDAP, and the directory. A list shows its progress."""
    from flows.identifying import exit_code, identify_json, identify_list, identify_text
    from flows.listed_addresses import asked_once, listed
    from tasks.wiring import services

    wanted = listed(file) if file else (asked_once(ip, port, at),)
    if file and (ip or port or at):
        raise ValueError("--file: give a list or one address with its port and moment, not both")
    made = services()
    found = identify_list(made, wanted, _count) if file else [identify_json(made, wanted[0])]
    if as_json:
        typer.echo(json.dumps(found if file else found[0], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(identify_text(each) for each in found))
    if code := exit_code(found):
        raise typer.Exit(code)


def _count(done: int, of: int) -> None:
    typer.echo(f"\r{done}/{of}", err=True, nl=done == of)
