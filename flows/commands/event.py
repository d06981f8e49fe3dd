"""`kaiji event`: one fact of the procedure from a TOML file, as the form of `record-event` takes it."""

from pathlib import Path
from typing import Annotated

import typer


def event(
    ref: str,
    file: Annotated[Path, typer.Option("--file", help="TOML: event, subject, happened, … as in the form.")],
) -> None:
    """Record a fact that no form asks for: a hearing set, a decision, a service, an agreement."""
    from flows.case_files import read_case_file
    from tasks.events import record_event
    from tasks.wiring import services

    recorded = record_event(services(), ref, read_case_file(file.read_bytes(), file.name))
    said = "recorded" if recorded.is_new else "already recorded, nothing changed"
    typer.echo(f"{ref}: step {recorded.step_id} {said}")
