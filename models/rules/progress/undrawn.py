"""Letters that could not be drawn (a template is at fault): left alone until the next morning, so that others go on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from models.rules.progress.plan import CasePlan, Draft, japan_day, morning_of


def without_undrawn(plan: CasePlan, undrawn: Mapping[str, datetime], as_of: datetime) -> CasePlan:
    """The plan without drafts that failed since the last morning; it wakes when they are to be tried again.

    `undrawn` says by the letter's name when its last try failed.
    """
    waiting = {name: again for name, failed_at in undrawn.items() if as_of < (again := _again_at(failed_at))}
    put_off = {todo.name for todo in plan.todos if isinstance(todo, Draft) and todo.name in waiting}
    if not put_off:
        return plan
    wakes = [waiting[name] for name in put_off] + ([plan.wake_at] if plan.wake_at else [])
    todos = tuple(todo for todo in plan.todos if not (isinstance(todo, Draft) and todo.name in put_off))
    return replace(plan, todos=todos, wake_at=min(wakes))


def _again_at(failed_at: datetime) -> datetime:
    return morning_of(japan_day(failed_at) + timedelta(days=1))
