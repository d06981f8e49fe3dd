"""`kaiji tasks`: what operations must see to, and saying how it was done."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.case_store.office_tasks import Task


def tasks(
    ref: Annotated[str | None, typer.Argument(help="Only of this case.")] = None,
    *,
    done: Annotated[int | None, typer.Option("--done", help="Number of the task that is done.")] = None,
    how: Annotated[str, typer.Option("--how", help="With --done: how it was done.")] = "",
    by: Annotated[str, typer.Option("--by", help="With --done: who did it.")] = "",
    open_all: Annotated[bool, typer.Option("--open-all", help="List the done ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """List office tasks (bounces, stalls, mail without a case), or mark one done. Refs and ids only."""
    from tasks.case_store.office_tasks import finish_task
    from tasks.case_store.office_tasks import tasks as listed
    from tasks.wiring import services

    made = services()
    if done is not None:
        finish_task(made.store, done, how=how, by=by, now=made.clock.now())
        typer.echo(f"task {done}: done")
        return
    found = listed(made.store, ref=ref, done_too=open_all)
    if as_json:
        typer.echo(json.dumps([_row(item) for item in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(map(_line, found)) or "no tasks")


def _row(item: "Task") -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "ref": item.ref,
        "notice": item.notice_id,
        "mail": item.mail_id,
        "said": item.said,
        "opened_at": item.opened_at.isoformat(),
        "done_at": item.done_at.isoformat() if item.done_at else None,
    }


def _line(item: "Task") -> str:
    from models.answers.moments import shown
    from tasks.words import word

    mark = "済" if item.done_at else "未"
    about = f"  {item.said}" if item.said else ""
    return (
        f"{item.id:>5}  {mark}  {shown(item.opened_at)}  {item.ref or '—':12}  {word('office_task', item.kind)}{about}"
    )
