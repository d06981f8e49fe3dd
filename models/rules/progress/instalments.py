"""分割払い: what is owed by which day, and until when what was paid suffices. Months by the calendar, pure."""

import calendar
from datetime import date

from models.facts import CaseFacts, StepFact
from models.rules.progress.decisions import came_after
from models.terms import StepKind


def paid_yen(facts: CaseFacts, subject: str) -> int:
    """All that came in from this person, in yen."""
    return sum(step.amount_yen or 0 for step in facts.steps_of(subject, StepKind.PAID))


def owed_yen(facts: CaseFacts, promise: StepFact) -> int:
    """What was promised or adjudged, in yen; an appeal that names no amount leaves that of the judgment below."""
    if promise.amount_yen is None and promise.kind is StepKind.APPEAL_DECIDED:
        below = facts.last_step(promise.subject, StepKind.DAMAGES_DECIDED)
        return below.amount_yen or 0 if below else 0
    return promise.amount_yen or 0


def due_of(facts: CaseFacts, promise: StepFact, usual: date) -> date:
    """The day by which the next money is owed under this promise.

    The day that the promise names, else the `usual` one. Where instalments were agreed on since, the day of the first
    one that what was paid since does not cover: one a month, on the day of the first.
    """
    plan = facts.last_step(promise.subject, StepKind.INSTALMENTS_AGREED)
    if plan is None or plan.on is None or not plan.amount_yen or came_after(promise, plan):
        return promise.on or usual
    paid = [s for s in facts.steps_of(promise.subject, StepKind.PAID) if came_after(s, plan)]
    covered = sum(step.amount_yen or 0 for step in paid) // plan.amount_yen
    return months_later(plan.on, covered)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
