"""`kaiji chain`: who carried each communication, hop by hop; staff add, split and correct."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from models.answers.chain_change import ChainForm

Pair = tuple[str, str]


def chain(  # noqa: PLR0913 (each option of the command is one parameter)
    ref: str,
    *,
    add: Annotated[Pair | None, typer.Option(help="OBSERVATION PROVIDER: one more hop at its chain's end.")] = None,
    split: Annotated[Pair | None, typer.Option(help="HOP PROVIDER: another candidate beside a hop.")] = None,
    correct: Annotated[Pair | None, typer.Option(help="HOP PROVIDER: the hop was wrong, this is the holder.")] = None,
    basis: Annotated[str, typer.Option(help="Your ground (always needed for a change).")] = "",
    by: Annotated[str, typer.Option("--by", help="Who does this.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Chains of one case: per communication the hops with clock, notice and confidence; or change one of them."""
    from flows.chain_shown import chain_json, chain_text, done_text
    from tasks.case_store.chain_list import list_chains
    from tasks.case_store.chaining import change_chain
    from tasks.wiring import services

    made = services()
    form = _form(add, split, correct, basis, by)
    if form:
        typer.echo(done_text(ref, change_chain(made.store, made.law, ref, form, made.clock.now())))
        return
    language = made.settings.language
    document = chain_json(list_chains(made.store, made.law, ref), made.law, language)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else chain_text(document, language))


def _form(add: Pair | None, split: Pair | None, correct: Pair | None, basis: str, by: str) -> "ChainForm | None":
    from models.answers.chain_change import ChainAct, ChainForm

    wanted = {ChainAct.ADD: add, ChainAct.SPLIT: split, ChainAct.CORRECT: correct}
    given = [(act, pair) for act, pair in wanted.items() if pair]
    if len(given) > 1:
        msg = "--add, --split, --correct: one at a time"
        raise ValueError(msg)
    return next(
        (ChainForm(act=act, at=pair[0], provider=pair[1], basis=basis, entered_by=by) for act, pair in given),
        None,
    )
