"""`kaiji answer`: answer what a case waits for, from a file, as the form of the UI does."""

from pathlib import Path
from typing import Annotated

import typer


def answer(
    ref: str,
    file: Annotated[Path, typer.Option("--file", help="TOML: wait, subject, and [typed] as in the form.")],
    proof_file: Annotated[
        Path | None, typer.Option("--proof-file", help="Of a sending: receipt, stamp or screen (pdf, png, jpg, eml).")
    ] = None,
) -> None:
    """Record an answer, as the form of the UI does; a sending may bring its proof as a file."""
    import tomllib

    from models.terms import WaitKind
    from tasks.answers import answer_wait, find_wait
    from tasks.case_store.facts import key_of
    from tasks.case_store.proofs import ProofFile
    from tasks.wiring import services

    made = services()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    kind = WaitKind(data["wait"]) if "wait" in data else None
    wait = find_wait(made, ref, kind, data.get("subject"))
    proof = ProofFile(name=proof_file.name, content=proof_file.read_bytes()) if proof_file else None
    answer_wait(made, ref, key_of(wait), data.get("typed", {}), proof)
    typer.echo(f"{ref}: {wait.kind} recorded; the case moves on with the next sweep")
