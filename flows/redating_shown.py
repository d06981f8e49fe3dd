"""What a re-dating changed: old → new → because; refs, keys and dates only."""

from datetime import date
from typing import Any

from models.rules.redating import DateChange, Dated
from tasks.mail_templates import full_day
from tasks.redating import Redated
from tasks.words import word


def as_document(done: Redated) -> dict[str, Any]:
    """The result with stable keys; `from` is null for a new date, `to` for one that is gone."""
    return {
        "dry_run": done.dry_run,
        "looked_at": done.looked_at,
        "cases": [
            {"ref": ref, "changes": [change_document(item) for item in changes]} for ref, changes in done.changes
        ],
        "failed": list(done.failed),
    }


def as_text(done: Redated) -> str:
    """The same for a person."""
    lines = [
        line
        for ref, changes in done.changes
        for line in (ref, *(line for item in changes for line in change_lines(item)))
    ]
    number = sum(len(changes) for _, changes in done.changes)
    said = "変わります（何も書いていません）" if done.dry_run else "変わりました"
    lines.append(f"{done.looked_at}件の事件を見て、{number}件の期限が{said}")
    lines += [f"{ref}: 計算できませんでした（KAIJI_HOME/logs/faults.log）。期限は元のままです" for ref in done.failed]
    return "\n".join(lines)


def change_lines(change: DateChange) -> list[str]:
    """One changed date: old → new, and a line for each step of the reason."""
    kind, _, subject = change.key.partition(":")
    head = f"  {_label(kind)} {subject}: {_days(change.old)} → {_days(change.new)}"
    return [head, *(f"      - {step.text}（{step.cite}）" for step in change.because)]


def _label(kind: str) -> str:
    try:
        return word("deadline", kind)
    except KeyError:  # the kind of an earlier release, shown as it was
        return kind


def _days(item: Dated | None) -> str:
    return f"{_day(item.due_on)}（安全日 {_day(item.act_by)}）" if item else "なし"


def _day(day: date) -> str:
    return full_day(day, "ja")


def change_document(change: DateChange) -> dict[str, Any]:
    """The same with stable keys."""
    kind, _, subject = change.key.partition(":")
    return {
        "key": change.key,
        "kind": kind,
        "subject": subject,
        "from": _dated(change.old),
        "to": _dated(change.new),
        "because": [{"text": step.text, "cite": step.cite} for step in change.because],
    }


def _dated(item: Dated | None) -> dict[str, str] | None:
    return {"due_on": item.due_on.isoformat(), "act_by": item.act_by.isoformat(), "rule": item.rule} if item else None
