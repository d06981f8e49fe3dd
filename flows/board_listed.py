"""The board for the command line: every case on one line, the one that loses most by waiting first; nobody in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flows.board_words import subject_words
from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.terms import Light
from tasks.case_store.board import BoardLine, board_lines
from tasks.case_store.office_tasks import Task
from tasks.wiring import Services
from tasks.words import word


def board_rows(made: Services) -> list[dict[str, Any]]:
    """One row a case, in the board's order; those that are not live last. One query, however many there are."""
    today, language = japan_day(made.clock.now()), made.settings.language
    return [_row(line, made.law, language, today) for line in board_lines(made.store, today, live_only=False)]


def board_text(rows: Iterable[dict[str, Any]], tasks: Iterable[Task], language: str) -> str:
    """The board as lines; below it the office tasks that are still to do."""
    lines = [
        f"{row['ref']}  {word('status', row['status'], language)}  {_colour(row['light'], language)}  "
        f"{row['act_by'] or '—':10}  {row['days_left'] if row['days_left'] is not None else '':>5}  "
        f"{_lost(row, language)}  {row['waits_for'] or '—'}"
        for row in rows
    ]
    return "\n".join([*(lines or ["no cases"]), *_open_tasks(tasks, language)])


def _colour(light: str, language: str) -> str:
    return word("board", light, language) if light != Light.NONE else "—"


def _lost(row: dict[str, Any], language: str) -> str:
    if not row["stake"]:
        return "—"
    return word("board", "lost", language).format(stake=row["stake"], days=row["stake_days"])


def _open_tasks(tasks: Iterable[Task], language: str) -> list[str]:
    lines = [
        f"{task.id:>5}  {task.ref or '—':12}  {word('office_task', task.kind, language)}  {task.said}" for task in tasks
    ]
    count = f"（{len(lines)}）" if language == "ja" else f" ({len(lines)})"
    return ["", f"{word('sheet', 'tasks', language)}{count}", *lines] if lines else []


def _row(line: BoardLine, law: Law, language: str, today: date) -> dict[str, Any]:
    cost = line.cost
    first = cost.first or next(iter(cost.passed), None)
    asked = (
        f"{word('wait', line.wait_kind, language)} / {subject_words(line.wait_subject, law, language)}"
        if line.wait_kind
        else None
    )
    return {
        "ref": line.ref,
        "status": line.status.value,
        "light": cost.light.value,
        "stage": line.stage.value if line.stage else None,
        "waits_for": asked,
        "turn": line.turn.value if line.turn else None,
        "waiting_since": line.waiting_since.isoformat() if line.waiting_since else None,
        "expected_on": line.expected_on.isoformat() if line.expected_on else None,
        "deadline": first.kind.value if first else None,
        "due_on": first.due_on.isoformat() if first else None,
        "act_by": first.act_by.isoformat() if first else None,
        "days_left": (first.act_by - today).days if first else None,
        "decides": cost.decides.kind.value if cost.decides else None,
        "stake": cost.stake,
        "stake_days": cost.days,
        "to_release": line.to_release,
        "to_send": line.to_send,
        "next_wake": line.next_wake_at.isoformat() if line.next_wake_at else None,
    }
