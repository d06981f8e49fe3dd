"""`kaiji import`: a paper that was edited in Word becomes the version that is released."""

import json
from pathlib import Path
from typing import Annotated

import typer


def bring_back(
    ref: str,
    letter_id: Annotated[int, typer.Argument(help="Number of the letter (`kaiji letters REF`).")],
    files: Annotated[
        list[Path], typer.Argument(help="The edited .docx, its .pdf, or both.", exists=True, dir_okay=False)
    ],
    *,
    by: Annotated[str, typer.Option("--by", help="Who does this.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Bring an edited paper back; what is released is exactly that file."""
    from tasks.case_store.importing import import_edited
    from tasks.papers.edited import GivenFile
    from tasks.wiring import services

    given = [GivenFile(name=file.name, content=file.read_bytes()) for file in files]
    done = import_edited(services(), ref, letter_id, given, by)
    listed = [{"path": file.path, "sha256": file.sha256} for file in done.version.files]
    if as_json:
        told = {"letter": done.letter, "version": done.version.no, "is_new": done.is_new, "files": listed}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    said = "取り込みました" if done.is_new else "同じファイルを既に取り込んでいます"
    typer.echo(f"{ref} {done.letter} 第{done.version.no}版: {said}")
    for file in done.version.files:
        typer.echo(f"  KAIJI_HOME/documents/{file.path}（SHA-256 {file.sha256}）")
