"""`kaiji correct`: put one recorded fact right, with a reason; the old value stays on record."""

from typing import Annotated

import typer


def correct(  # noqa: PLR0913 (each option of the command is one parameter)
    ref: str,
    fact: Annotated[
        str, typer.Argument(help="Number of the step, or post:N, observation:N, requester (`kaiji facts REF`).")
    ],
    *,
    reason: Annotated[str, typer.Option(help="Why (always needed).")],
    by: Annotated[str, typer.Option("--by", help="Who does this.")],
    happened: Annotated[str, typer.Option("--happened", "--posted-at", help="When it really happened.")] = "",
    on: Annotated[str, typer.Option(help="The day really said in it (YYYY-MM-DD).")] = "",
    at: Annotated[str, typer.Option(help="The hour of the hearing really said (HH:MM, Japan).")] = "",
    days: Annotated[int, typer.Option(help="The number of days really set.")] = 0,
    amount_yen: Annotated[int, typer.Option("--amount-yen", help="The real amount.")] = 0,
    outcome: Annotated[str, typer.Option(help="The real outcome.")] = "",
    court: Annotated[str, typer.Option(help="The real court.")] = "",
    court_case_no: Annotated[str, typer.Option("--court-case-no", help="The real case number.")] = "",
    concealment: Annotated[str, typer.Option(help="What of the client is concealed: none, address, …")] = "",
    explanation: Annotated[str, typer.Option(help="Of post:N: why it is about the client and clearly unlawful.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It never happened.")] = False,
) -> None:
    """Correct or withdraw a fact: every date follows, the docket says before, after and why."""
    from flows.correction_shown import as_text
    from tasks.corrections import correct as put_right
    from tasks.wiring import services

    typed = {
        "fact": fact,
        "happened": happened,
        "on": on,
        "at": at,
        "days": days,
        "amount_yen": amount_yen,
        "outcome": outcome,
        "court": court,
        "court_case_no": court_case_no,
        "concealment": concealment,
        "explanation": explanation,
        "withdraw": withdraw,
        "reason": reason,
        "entered_by": by,
    }
    typer.echo(as_text(ref, put_right(services(), ref, typed)))
