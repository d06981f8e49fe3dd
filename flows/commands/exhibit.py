"""`kaiji exhibit`: the registries' answers as papers for the court."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.case_store.exhibits import Exhibited


def exhibit(
    ref: str,
    observation: Annotated[int | None, typer.Argument(help="Number of the communication (default: all).")] = None,
    *,
    only_list: Annotated[bool, typer.Option("--list", help="Only list the exhibits made so far.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Render the kept answers of the registries as A4 papers: server, query, moment, hash, decoder and every sign."""
    from tasks.case_store.exhibits import NoAnswers, list_exhibits, make_exhibits
    from tasks.wiring import services

    made = services()
    try:
        found = list_exhibits(made, ref) if only_list else make_exhibits(made, ref, observation)
    except NoAnswers as nothing:
        raise ValueError(str(nothing)) from None
    rows = [_row(item) for item in found]
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(_text(row) for row in rows))


def _row(item: "Exhibited") -> dict[str, Any]:
    return {
        "observation": item.observation_id,
        "path": item.path,
        "sha256": item.sha256,
        "made_at": item.made_at.isoformat(),
    }


def _text(row: dict[str, Any]) -> str:
    return f"通信{row['observation']}: KAIJI_HOME/documents/{row['path']}（SHA-256 {row['sha256']}）"
