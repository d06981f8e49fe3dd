"""What one notice says, as refs, sentences of rules and dates; never a person."""

from typing import Any

from models.facts import Deadline
from models.rules.redating import ACT_BY_CITE, DateChange
from models.rules.reminders import NoticeSpec


def notice_content(spec: NoticeSpec, deadline: Deadline | None, change: DateChange | None) -> dict[str, Any]:
    """The content of a notice on this deadline (None: on something else); `change` when its date has just moved."""
    return {
        "stage": spec.stage.value,
        "subject": spec.subject,
        "reason": spec.reason,
        "rung": spec.rung,
        "also": list(spec.also),
        "deadline_kind": deadline.kind.value if deadline else None,
        "act_by": spec.act_by.isoformat() if spec.act_by else None,
        "opens_on": deadline.opens_on.isoformat() if deadline and deadline.opens_on else None,
        "fatal": deadline.fatal if deadline else False,
        "moved_from": spec.moved_from.isoformat() if spec.moved_from else None,
        "act_by_from": spec.act_by_from.isoformat() if spec.act_by_from else None,
        "consequence": deadline.consequence if deadline else "",
        "rule": deadline.rule if deadline else "",
        "confidence": deadline.confidence.value if deadline else "H",
        "since": spec.since.isoformat() if spec.since else None,
        "moved_because": _because(change),
        "steps": [[step.text, step.cite] for step in deadline.because] if deadline else [],
    }


def _because(change: DateChange | None) -> list[list[str]]:
    """Why the date is another one: what is new in its computation; the safe day's own move is said by its dates."""
    return [[step.text, step.cite] for step in change.because if step.cite != ACT_BY_CITE] if change else []
