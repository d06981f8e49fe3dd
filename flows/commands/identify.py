"""`kaiji identify`: provider identification on its own, of one address or of a list."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.wiring import Services

LIST_HELP = "A list: address, then port and moment where known, a line each; or a CSV with the columns ip, port, at."


def identify(
    ip: Annotated[str | None, typer.Argument(help="One address.")] = None,
    port: Annotated[int | None, typer.Option(help="Source port, where it was disclosed.")] = None,
    at: Annotated[str | None, typer.Option(help="Moment of the post, with offset.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help=LIST_HELP)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="CSV of the list's answers; a second run goes on.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys (a list with --file).")] = False,
) -> None:
    """Which access provider held an address: JPNIC, RDAP, and the directory. A list shows its progress."""
    from flows.identifying import exit_code, identify_json, identify_text
    from flows.listed_addresses import asked_once
    from tasks.wiring import services

    if file and (ip or port or at):
        raise ValueError("--file: give a list or one address with its port and moment, not both")
    if out and not file:
        raise ValueError("--out: writes the answers of a list; give the list with --file")
    found = _of_list(file, out) if file else [identify_json(services(), asked_once(ip, port, at))]
    if as_json:
        typer.echo(json.dumps(found if file else found[0], ensure_ascii=False, indent=2))
    elif out:
        typer.echo(f"{out}: {len(found)}")
    else:
        typer.echo("\n".join(identify_text(each) for each in found))
    if code := exit_code(found):
        raise typer.Exit(code)


def _of_list(file: Path, out: Path | None) -> list[dict[str, Any]]:
    from flows.identified_table import IdentifiedTable, key
    from flows.listed_addresses import listed
    from tasks.wiring import services

    wanted = listed(file)
    answers: dict[tuple[str, str, str], dict[str, Any]] = {}
    if out is None:
        _with_bar(services(), list({key(each): each for each in wanted}.values()), answers)
        return [answers[key(each)] for each in wanted]
    table = IdentifiedTable(out)
    _with_bar(services(), table.left(wanted), answers, table)
    return [dict(row) for row in table.finish(wanted)]


def _with_bar(
    made: "Services",
    wanted: list[Any],
    answers: dict[tuple[str, str, str], dict[str, Any]],
    table: Any = None,
) -> None:
    """Ask for all of them under a progress bar on stderr; nothing is left, nothing is shown."""
    if not wanted:
        return
    from rich.console import Console
    from rich.progress import Progress

    from flows.identified_table import key
    from flows.identifying import identify_each

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("identify", total=len(wanted))

        def tell(each: Any, answer: dict[str, Any]) -> None:
            answers[key(each)] = answer
            if table is not None:
                table.add(each, answer)
            bar.advance(task)

        identify_each(made, wanted, tell)
