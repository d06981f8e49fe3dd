"""`kaiji intake`: new cases from files."""

from pathlib import Path
from typing import Annotated, Any

import typer


def intake(
    files: Annotated[list[Path], typer.Argument(help="Case files (TOML).")],
    check: Annotated[bool, typer.Option("--check", help="Validate only.")] = False,
) -> None:
    """Validate case files and open them: all files are checked before the first is opened."""
    from flows.case_files import read_case_file
    from flows.running import make_runs
    from models.answers.faults import Fault, Faults
    from tasks.case_store.opening import check_case, open_case
    from tasks.wiring import services

    made = services()
    faults: list[Fault] = []
    read: list[tuple[Path, Any]] = []
    for path in files:
        try:
            data = read_case_file(path.read_bytes(), path.name)
            check_case(made.store, made.law, data, made.clock.now())
            read.append((path, data))
        except Faults as found:
            faults += [Fault(field=f"{path.name}: {f.field}", value=f.value, cure=f.cure) for f in found.faults]
    if faults:
        raise Faults(faults)
    if check:
        for path, _ in read:
            typer.echo(f"{path.name}: ok")
        return
    refs = [open_case(made.store, made.law, data, made.clock.now()) for _, data in read]
    for (path, _), ref in zip(read, refs, strict=True):
        typer.echo(f"{path.name}: {ref}")
    if not make_runs(made, refs):
        typer.echo("画面には、次の見回り（5分以内）で出ます。", err=True)
