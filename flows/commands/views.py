"""`kaiji views`: the addresses that show all cases, one member's, the urgent ones."""

import json
from typing import Annotated, Any

import typer


def views(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False) -> None:
    """List the desk's views with their addresses, one for each member too. Bookmark them: they stay the same."""
    from tasks.case_store.staff import staff
    from tasks.views import link, view_names
    from tasks.wiring import services
    from tasks.words import word

    made = services()
    base, language = made.settings.link_url, made.settings.language
    rows: list[dict[str, Any]] = [
        {"view": "board", "says": word("board", "title", language), "url": link(base, "board")},
        *(
            {"view": name, "says": word("view", name, language), "url": link(base, "view", name)}
            for name in view_names()
        ),
    ]
    mine = word("view", "mine", language)
    rows += [
        {"view": f"mine/{member.id}", "says": f"{mine} {member.name}", "url": link(base, "view", "mine", member.id)}
        for member in staff(made.store, made.clock.now())
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(f"{row['url']}  {row['says']}" for row in rows))
