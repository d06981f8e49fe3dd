"""`kaiji staff`: the people of the firm, who is away, and who reads for them meanwhile."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.case_store.staff import Colleague

staff = typer.Typer(invoke_without_command=True, help="The people of the firm; who is away and who reads for them.")

Member = Annotated[int, typer.Argument(help="Number of the member, as `kaiji staff` lists it.")]
By = Annotated[str, typer.Option("--by", help="Who does this.")]


@staff.callback()
def listed(
    context: typer.Context,
    *,
    mail: Annotated[tuple[int, str] | None, typer.Option("--mail", help="Member and new address.")] = None,
    language: Annotated[tuple[int, str] | None, typer.Option("--language", help="Member and ja or en.")] = None,
    by: By = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """List the people of the firm, or change one's address or language."""
    from tasks.case_store.staff import change_language, change_mail, staff
    from tasks.staff import follow_settings
    from tasks.wiring import services

    if context.invoked_subcommand:
        return
    made = services()
    follow_settings(made)
    if mail:
        cases = change_mail(made.store, *mail, by=by, now=made.clock.now())
        typer.echo(f"member {mail[0]}: new address, in {cases} cases")
    if language:
        change_language(made.store, *language)
        typer.echo(f"member {language[0]}: language {language[1]}")
    if mail or language:
        return
    found = staff(made.store, made.clock.now())
    if as_json:
        typer.echo(json.dumps([_row(item) for item in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(line for item in found for line in _lines(item)) or "no members")


@staff.command()
def away(
    member: Member,
    *,
    from_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day away.")],
    to_on: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day away.")],
    delegate: Annotated[int, typer.Option("--delegate", help="Number of the member who reads for them.")],
    by: By = "",
) -> None:
    """Record an absence: from the first to the last day the delegate gets this member's notices."""
    from models.rules.absences import Away
    from tasks.case_store.absences import record_absence
    from tasks.wiring import services

    made = services()
    span = Away(member=member, delegate=delegate, from_on=from_on.date(), to_on=to_on.date())
    number = record_absence(made.store, span, by=by, now=made.clock.now())
    typer.echo(f"absence {number}: member {member} {span.from_on} to {span.to_on}, read by member {delegate}")


@staff.command()
def back(member: Member, *, by: By = "") -> None:
    """End the absences of today and later: the member reads for themselves again."""
    from tasks.case_store.absences import end_absences
    from tasks.wiring import services

    made = services()
    ended = end_absences(made.store, member, by=by, now=made.clock.now())
    typer.echo(f"member {member}: {ended} absences ended")


def _row(item: "Colleague") -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "mail": item.mail,
        "language": item.language,
        "operations": item.is_operations,
        "read_by": item.reader_id,
        "away": [
            {
                "id": absence.id,
                "from": _iso(absence.away.from_on),
                "to": _iso(absence.away.to_on),
                "delegate": absence.away.delegate,
            }
            for absence in item.away
        ],
    }


def _iso(day: date) -> str:
    return day.isoformat()


def _lines(item: "Colleague") -> list[str]:
    role = "  運用" if item.is_operations else ""
    reader = f"  → {item.reader_id}" if item.reader_id != item.id else ""
    lines = [f"{item.id:>5}  {item.language}  {item.name}  <{item.mail or '—'}>{role}{reader}"]
    return lines + [
        f"       不在 {absence.away.from_on} ～ {absence.away.to_on}（代理 {absence.away.delegate}）"
        for absence in item.away
    ]
