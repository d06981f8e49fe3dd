"""`kaiji plan`: by when what must leave the office, for a post that is no case yet, for a case, for all open cases."""

import json
from typing import Annotated, Any

import typer


def plan(  # noqa: PLR0913 - typer makes each word of the command a parameter
    ref: Annotated[str | None, typer.Argument(help="A case; or --posted-at for a post that is none yet.")] = None,
    *,
    posted_at: Annotated[str | None, typer.Option(help="Moment of the post, with its offset.")] = None,
    login_at: Annotated[str | None, typer.Option(help="Moment of the login (login-type sites), with offset.")] = None,
    platform: Annotated[str | None, typer.Option(help="Key of the platform's profile.")] = None,
    provider: Annotated[str | None, typer.Option(help="Key of the provider's profile.")] = None,
    category: Annotated[str | None, typer.Option(help="Kind of provider: mobile, fixed, …")] = None,
    route: Annotated[str | None, typer.Option(help="Key of a route, e.g. provisional_disposition.")] = None,
    retention: Annotated[str | None, typer.Option(help="How long the provider keeps it: 90d, 3m, 1y.")] = None,
    on: Annotated[str | None, typer.Option(help="Plan as on this day (default: today).")] = None,
    open_cases: Annotated[bool, typer.Option("--open", help="All open cases: what dies this week.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Windows, latest start of every leg, feasibility of every route. Writes nothing."""
    from flows.plan_asked import Asked, answered

    typed = {
        "--posted-at": posted_at,
        "--login-at": login_at,
        "--platform": platform,
        "--provider": provider,
        "--category": category,
        "--route": route,
        "--retention": retention,
    }
    found: dict[str, Any] | str = answered(Asked(ref=ref, open_cases=open_cases, on=on, typed=typed), as_json=as_json)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else found)
