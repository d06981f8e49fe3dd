"""The case sheet and the reasons of a date, for the command line; no person in any of them."""

from collections.abc import Iterable
from typing import Any

from flows.acknowledging_shown import as_row
from flows.briefing import subject_label
from flows.case_sheet import printed_sheet
from flows.plan_document import subject_document
from models.facts import Deadline, ExplainedStep
from models.rules.deadlines import statements
from models.rules.route_progress import subject_plans
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.position import CaseView, view_case
from tasks.wiring import Services
from tasks.words import word


def sheet_text(made: Services, ref: str) -> str:
    """The case sheet as text (markdown)."""
    view = view_case(made.store, made.law, ref, made.clock.now())
    return printed_sheet(made, view)


def sheet_json(made: Services, ref: str) -> dict[str, Any]:
    """The case sheet with stable keys."""
    view = view_case(made.store, made.law, ref, made.clock.now())
    letters = {letter.id: letter for letter in listed_letters(made, ref)}
    return {
        **_row(view),
        "stages": {stage.value: mark for stage, mark in view.marks.items()},
        "deadlines": [_deadline(item) for item in view.deadlines],
        "unowned": [as_row(item) for item in view.unowned],
        "waits": [
            {
                "id": wait.id,
                "kind": wait.kind.value,
                "subject": wait.subject,
                "turn": wait.turn.value,
                "due_on": wait.due_on.isoformat() if wait.due_on else None,
            }
            for wait in view.waits
        ],
        "letters": [
            {
                "letter": f"{letter.subject}/{letter.kind}:{letter.no}",
                "state": letter.state.value,
                "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
                "path": view.letter_paths.get(letter.id),
                "version": letters[letter.id].current.no,
                "changes": list(letters[letter.id].changes),
            }
            for letter in view.facts.letters
        ],
        "statements": _steps(statements(view.facts, made.law)),
        "plans": [subject_document(item) for item in subject_plans(view.facts, made.law, view.today)],
        "spent_yen": view.spent_yen,
    }


def why_json(made: Services, ref: str, key: str | None) -> list[dict[str, Any]]:
    """Every deadline (or one) with its steps. Raises NoSuchCase naming the known keys for an unknown one."""
    view = view_case(made.store, made.law, ref, made.clock.now())
    found = [item for item in view.deadlines if key is None or item.key == key]
    if key and not found:
        msg = f"case {ref}: no deadline {key!r}; known: {', '.join(item.key for item in view.deadlines) or 'none'}"
        raise NoSuchCase(msg)
    return [_deadline(item) for item in found]


def why_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    lines = []
    for item in found:
        lines += [
            f"{word('deadline', item['kind'])} {item['due_on']}（安全日 {item['act_by']}、確度 {item['confidence']}）"
        ]
        lines += [f"  - {step['text']}（{step['cite']}）" for step in item["because"]]
        lines += [
            f"  ? {reading['text']}: {reading['due_on']}（安全日 {reading['act_by']}、{reading['cite']}）"
            for reading in item["readings"]
        ]
        lines += [f"  ! {item['consequence']}", f"  鍵 {item['key']}", ""]
    return "\n".join(lines) or "期限はありません"


def _row(view: CaseView) -> dict[str, Any]:
    first = view.deadlines[0] if view.deadlines else None
    wait = view.waits[0] if view.waits else None
    return {
        "ref": view.ref,
        "status": view.status.value,
        "waits_for": wait and f"{word('wait', wait.kind)} / {subject_label(wait.subject, view.facts)}",
        "turn": wait.turn.value if wait else None,
        "deadline": first.kind.value if first else None,
        "due_on": first.due_on.isoformat() if first else None,
        "act_by": first.act_by.isoformat() if first else None,
        "days_left": (first.act_by - view.today).days if first else None,
        "next_wake": view.next_wake,
    }


def _deadline(item: Deadline) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind.value,
        "stage": item.stage.value,
        "subject": item.subject,
        "due_on": item.due_on.isoformat(),
        "act_by": item.act_by.isoformat(),
        "fatal": item.fatal,
        "rule": item.rule,
        "confidence": item.confidence.value,
        "consequence": item.consequence,
        "because": _steps(item.because),
        "trigger": item.trigger,
        "article": item.article,
        "readings": [
            {
                "text": reading.text,
                "cite": reading.cite,
                "due_on": reading.due_on.isoformat(),
                "act_by": reading.act_by.isoformat(),
            }
            for reading in item.readings
        ],
    }


def _steps(steps: Iterable[ExplainedStep]) -> list[dict[str, str]]:
    return [{"text": step.text, "cite": step.cite} for step in steps]
