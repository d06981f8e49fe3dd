"""`kaiji export`: everything of one case as a folder and one PDF."""

import json
from pathlib import Path
from typing import Annotated

import typer

WARNING = (
    "注意: この引継資料には個人情報（開示された発信者情報を含む）が入っています。目的外の利用はできません"
    "（情報流通プラットフォーム対処法7条）。暗号化されていないので、保管と受渡しに注意してください。"
)


def export(
    ref: str,
    to: Annotated[Path | None, typer.Option(help="Where the folder is made (default: KAIJI_HOME/handover).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Hand a case over: case sheet, dates, docket, every document, readable with the system down."""
    from flows.handover.pack import export_case
    from tasks.wiring import services

    made = services()
    done = export_case(made, ref, (to or made.settings.root / "handover").absolute())
    typer.echo(WARNING, err=True)
    for trouble in done.troubles:
        typer.echo(f"要確認: {trouble}", err=True)
    if as_json:
        found = {"folder": str(done.folder), "pdf": str(done.pdf), "files": done.files, "troubles": done.troubles}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{ref}: {done.folder}")
