"""`kaiji plan`: by when what must leave the office, for a post that is no case yet, for a case, for all open cases."""

import json
from collections.abc import Mapping
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
    from flows.plan_asked import Asked, check

    typed = {
        "--posted-at": posted_at,
        "--login-at": login_at,
        "--platform": platform,
        "--provider": provider,
        "--category": category,
        "--route": route,
        "--retention": retention,
    }
    check(Asked(ref=ref, open_cases=open_cases, on=on, typed=typed))
    if posted_at is None:
        found = _of_cases(ref, on, as_json=as_json)
    else:
        found = _of_post(posted_at, typed, on, as_json=as_json)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else found)


def _of_post(posted_at: str, typed: Mapping[str, str | None], on: str | None, *, as_json: bool) -> dict[str, Any] | str:
    from flows.plan_document import post_document
    from flows.plan_shown import post_text
    from flows.planning import Typed, plan_typed
    from flows.typed_days import today
    from tasks.firm_law import firm_law
    from tasks.settings import Settings

    words = {option.removeprefix("--").replace("-", "_"): text for option, text in typed.items()}
    del words["posted_at"]
    found = plan_typed(Typed(posted_at=posted_at, on=on, **words), firm_law(Settings()), today())
    return post_document(found) if as_json else post_text(found)


def _of_cases(ref: str | None, on: str | None, *, as_json: bool) -> dict[str, Any] | str:
    from flows.case_plans import case_document, case_text, open_document, open_rows, open_text, plan_case
    from flows.typed_days import day_typed, today
    from tasks.wiring import services

    made = services()
    day = day_typed("--on", on) if on else today()
    if ref is not None:
        case = plan_case(made, ref, day)
        return case_document(case, day) if as_json else case_text(case, day)
    found = open_document(open_rows(made, day), day)
    return found if as_json else open_text(found)
