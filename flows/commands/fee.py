"""`kaiji fee`: one court fee on its own, each step with its article."""

import json
from typing import Annotated

import typer


def fee(  # noqa: PLR0913 (each option of the command is one parameter)
    *,
    procedure: Annotated[str, typer.Option(help="suit, appeal, final_appeal, objection, disposition or order.")],
    amount: Annotated[
        list[str] | None, typer.Option(help="Yen without interest and costs; once per claim. None: not about money.")
    ] = None,
    non_pecuniary: Annotated[
        bool, typer.Option("--non-pecuniary", help="Deletion or disclosure is claimed along, from the same facts.")
    ] = False,
    same_interest: Annotated[
        bool, typer.Option("--same-interest", help="The amounts seek one benefit (several debtors of one sum).")
    ] = False,
    count: Annotated[int, typer.Option(help="Petitions in one paper (disposition, order).")] = 1,
    on: Annotated[str | None, typer.Option(help="Day of filing (default: today in Japan).")] = None,
    commenced: Annotated[str, typer.Option(help="Day the suit began, for its appeals (default: --on).")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Work out a court fee: claim value, fee, and what is known but not confirmed (never added)."""
    from flows.fee_shown import TypedFee, as_document, as_text, fee_typed
    from flows.typed_days import today
    from models.answers.moments import parse_day
    from tasks.firm_law import firm_law
    from tasks.settings import Settings

    typed = TypedFee(
        procedure=procedure,
        amounts=amount or [],
        non_pecuniary=non_pecuniary,
        same_interest=same_interest,
        count=count,
        on=on if on is not None else today().isoformat(),
        commenced_on=commenced,
    )
    law = firm_law(Settings())
    found = fee_typed(typed, law)
    beside = law.courts.money_beside(procedure, parse_day(typed.on))
    shown = json.dumps(as_document(found, beside), ensure_ascii=False, indent=2) if as_json else as_text(found, beside)
    typer.echo(shown)
