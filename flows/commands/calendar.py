"""`kaiji calendar`: where each calendar feed lies and when it was written."""

import json
from typing import Annotated

import typer


def calendar(
    member: Annotated[int | None, typer.Option("--member", help="Only this member (number as `kaiji staff`).")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """Where the calendar feed of each attorney and supervisor lies. Whoever has the address can read the feed."""
    from tasks.calendar_feeds import list_feeds
    from tasks.wiring import services

    found = [feed for feed in list_feeds(services()) if member in {None, feed.member_id}]
    if member is not None and not found:
        raise ValueError(f"member {member}: has no feed; attorneys and supervisors of cases have one")
    rows = [
        {
            "member": feed.member_id,
            "path": str(feed.path),
            "written_at": feed.written_at.isoformat() if feed.written_at else None,
            "is_current": feed.is_current,
        }
        for feed in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        waits = "" if row["is_current"] else "  (the next sweep writes it)"
        typer.echo(f"{row['member']:>4}  {row['path']}  {row['written_at'] or 'not written yet'}{waits}")
