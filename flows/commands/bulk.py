"""`kaiji bulk`: what many cases want at once; first a preview with its code, then with that code exactly that."""

import json
from typing import Annotated

import typer

from models.terms import BulkAct, LetterKind

bulk = typer.Typer(no_args_is_help=True, help="Many at once: a preview with a code, then exactly that with the code.")

Case = Annotated[list[str] | None, typer.Option("--case", help="Only this case (may be repeated).")]
Kind = Annotated[list[LetterKind] | None, typer.Option("--kind", help="Only letters of this kind (may be repeated).")]
Confirm = Annotated[str, typer.Option("--confirm", help="The code of the preview: do exactly what it showed.")]
By = Annotated[str, typer.Option("--by", help="With --confirm: who does this; letters are released in this name.")]
Without = Annotated[list[str] | None, typer.Option("--without", help="Number of what is left out (may be repeated).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]


@bulk.command()
def release(
    *, case: Case = None, kind: Kind = None, confirm: Confirm = "", by: By = "", without: Without = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Release the drafts that wait for an attorney, each after the checks of a single release."""
    _run(BulkAct.RELEASE, case, kind, (confirm, by, without), as_json=as_json)


@bulk.command()
def chase(
    *, case: Case = None, confirm: Confirm = "", by: By = "", without: Without = None, as_json: Json = False
) -> None:
    """Draft the chase-ups whose day has come, and release those that are drafted."""
    _run(BulkAct.CHASE, case, None, (confirm, by, without), as_json=as_json)


@bulk.command()
def redate(
    *, case: Case = None, confirm: Confirm = "", by: By = "", without: Without = None, as_json: Json = False
) -> None:
    """Date the open cases anew after a changed rule: which dates move, and whom that tells."""
    _run(BulkAct.REDATE, case, None, (confirm, by, without), as_json=as_json)


def _run(
    act: BulkAct,
    cases: list[str] | None,
    kinds: list[LetterKind] | None,
    second: tuple[str, str, list[str] | None],
    *,
    as_json: bool,
) -> None:
    from flows.bulk_shown import as_document, preview_text, result_text
    from models.answers.bulk import BulkForm, BulkReleaseForm, read_bulk
    from tasks.bulk.carrying_out import BulkResult, carry_out
    from tasks.bulk.previewing import Scope, preview
    from tasks.wiring import services

    made = services()
    language = made.settings.language
    scope = Scope(refs=frozenset(cases or ()), kinds=frozenset(kinds or ()))
    token, by, without = second
    if not token:
        shown = preview(made, act, scope)
        command = f"kaiji bulk {act} … --confirm {shown.token} --by …"
        text = "\n".join([preview_text(shown, language), *([_how(command, language)] if shown.going else [])])
        typer.echo(json.dumps(as_document(shown), ensure_ascii=False, indent=2) if as_json else text)
        return
    typed = {"confirm": token, "leave_out": list(without or ()), "entered_by": by}
    form = BulkForm if act is BulkAct.REDATE else BulkReleaseForm
    confirmed = read_bulk(form, typed if form is BulkForm else {**typed, "attorney": by})
    carried = carry_out(made, act, confirmed, scope)
    again = [preview_text(carried.preview, language)] if carried.done is None else []
    text = "\n".join([result_text(carried, language), *again])
    document = as_document(carried.preview, carried.done)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else text)
    if carried.done is None or any(item.result is not BulkResult.DONE for item in carried.done):
        raise typer.Exit(1)


def _how(command: str, language: str) -> str:
    from tasks.words import word

    return word("bulk", "how", language).format(command=command)
