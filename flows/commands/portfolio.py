"""`kaiji portfolio`: all open cases as an Excel table."""

from pathlib import Path
from typing import Annotated

import typer


def portfolio(
    file: Annotated[Path, typer.Argument(help="The .xlsx to write.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file of that name.")] = False,
) -> None:
    """Write every open case with its next fatal date, whose turn it is, providers, attorney and costs."""
    from flows.handover.portfolio import write_portfolio
    from tasks.wiring import services

    if file.suffix.lower() != ".xlsx":
        raise ValueError(f"{file}: 名前は .xlsx で終わる必要があります。例: portfolio.xlsx")
    count = write_portfolio(services(), file.absolute(), replace=replace)
    typer.echo("注意: 担当者名と事件の内容が入っています。所外へ渡さないでください。", err=True)
    typer.echo(f"{file}: {count}")
