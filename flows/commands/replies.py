"""`kaiji replies`: the queue of mail that nobody could match, and deciding what becomes of it."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tasks.case_store.mail_in import Kept
    from tasks.wiring import Services


def replies(  # noqa: PLR0913 (the switches of one command)
    *,
    show: Annotated[int | None, typer.Option("--show", help="One mail with sender and text (personal).")] = None,
    assign: Annotated[int | None, typer.Option("--assign", help="Number of the mail that belongs to --ref.")] = None,
    dismiss: Annotated[int | None, typer.Option("--dismiss", help="Number of the mail that is none of ours.")] = None,
    ref: Annotated[str, typer.Option("--ref", help="With --assign: the case.")] = "",
    say: Annotated[str, typer.Option("--say", help="With --assign: what it said (了解 / 対応済 / 延期 3日 …).")] = "",
    notice: Annotated[int | None, typer.Option("--notice", help="With --say: the notice it answers.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="With --dismiss: why.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    list_all: Annotated[bool, typer.Option("--all", help="List what was handled too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")] = False,
) -> None:
    """List mail left to a person (refs, verdict, guess; no person), open one, give it to a case, or dismiss it."""
    from tasks.case_store.mail_in import kept_mails
    from tasks.replies.queue import Assignment
    from tasks.replies.queue import assign as give
    from tasks.replies.queue import dismiss as put_away
    from tasks.wiring import services

    made = services()
    if show is not None:
        typer.echo(_opened(made, show))
    elif assign is not None:
        owned = give(made, assign, Assignment(ref=ref, say=say, notice_id=notice), by=by)
        typer.echo("\n".join([f"mail {assign}: {ref}", *(f"{ref}: {topic}" for topic in owned)]))
    elif dismiss is not None:
        put_away(made, dismiss, reason=reason, by=by)
        typer.echo(f"mail {dismiss}: dismissed")
    else:
        found = kept_mails(made.store, handled_too=list_all)
        rows = json.dumps([_row(item) for item in found], ensure_ascii=False, indent=2)
        typer.echo(rows if as_json else "\n".join(map(_line, found)) or "no mail waits")


def _row(item: "Kept") -> dict[str, Any]:
    return {
        "id": item.id,
        "verdict": item.verdict.value,
        "received_at": item.received_at.isoformat(),
        "notice": item.notice_id,
        "guess": item.guess_ref,
        "because": item.because,
        "handled_at": item.handled_at.isoformat() if item.handled_at else None,
    }


def _line(item: "Kept") -> str:
    from models.answers.moments import shown
    from tasks.words import word

    guess = f"{item.guess_ref or '—'}" + (f"  通知{item.notice_id}" if item.notice_id else "")
    return (
        f"{item.id:>5}  {shown(item.received_at)}  {word('mail_verdict', item.verdict)}  {guess}  {_because(item)}"
    ).rstrip()


def _because(item: "Kept") -> str:
    from tasks.words import word

    try:
        return word("mail_guess", item.because)
    except KeyError:  # the header or status code by which it was told
        return item.because


def _opened(made: "Services", mail_id: int) -> str:
    from tasks.replies.queue import opened_mail

    mail = opened_mail(made, mail_id)
    kept = mail.kept
    lines = [_line(kept), f"From: {mail.sender}", f"Subject: {mail.subject}", "", mail.text]
    if kept.note or kept.handled_by:
        lines += ["", f"— {kept.handled_by} {kept.note}".rstrip()]
    return "\n".join(lines)
