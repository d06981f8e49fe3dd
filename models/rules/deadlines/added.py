"""付加期間: days that a court adds to a period that no one else may extend (民訴96条2項; law.md T16)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from models.facts import CaseFacts, ExplainedStep, Period, StepFact
from models.provisions.law import Law
from models.provisions.length import Length
from models.rules import periods
from models.rules.counted_readings import CountedReading
from models.rules.deadlines.sequence import since
from models.rules.japan_time import japan_date, written
from models.terms import PeriodRule, StepKind

_CITE = "民事訴訟法96条2項"
_DECISIONS = (
    StepKind.DISPOSITION_DECIDED,
    StepKind.OBJECTION_RULED,
    StepKind.DISCLOSURE_ORDER_DECIDED,
    StepKind.PROVISION_ORDERED,
    StepKind.DELETION_PROHIBITED,
    StepKind.JUDGMENT_GIVEN,
    StepKind.DAMAGES_DECIDED,
    StepKind.APPEAL_DECIDED,
    StepKind.RULING_SERVED,
)


class Belongs(StrEnum):
    """誰のための付加期間か: surely of the party whose period it is, or of one that nobody noted."""

    SURE = "sure"
    UNCLEAR = "unclear"


def extended(
    belongs: Belongs, facts: CaseFacts, step: StepFact, base: CountedReading, law: Law
) -> Iterator[CountedReading]:
    """Yield the readings of a period with the days added to it; the plain one too where it may be the other side's."""
    days = _days_added(facts, step)
    if not days or belongs is Belongs.UNCLEAR:
        yield base
    if not days:
        return
    raw = base.period.rolled_from or base.period.last_day
    for start in dict.fromkeys((raw, base.period.last_day)):
        period = _lengthened(base.period, start, days, law)
        yield replace(base, text=_named(base.text, start, days), cite=_CITE, period=period)


def _named(text: str, start: date, days: int) -> str:
    return "、".join(part for part in (text, f"{written(start)}に付加期間{days}日を加える") if part)


def _days_added(facts: CaseFacts, decision: StepFact) -> int:
    """Return the days of the newest addition to this decision's period, 0 when there is none.

    One recorded before the decision of the same day is meant for it too; one after the next decision is not.
    """
    served_on, later = japan_date(decision.happened_at), since(facts, decision, *_DECISIONS)
    days = 0
    for added in facts.steps_of(decision.subject, StepKind.ADDITIONAL_PERIOD_SET):
        overtaken = any(japan_date(other.happened_at) <= japan_date(added.happened_at) for other in later)
        if japan_date(added.happened_at) >= served_on and not overtaken:
            days = added.days or 0
    return days


def _lengthened(base: Period, start: date, days: int, law: Law) -> Period:
    length = Length(count=days, unit="d")
    period = periods.count(event=start, length=length, rule=PeriodRule.COURT, calendar=law.calendar)
    added = ExplainedStep(text=f"裁判所が定めた付加期間{days}日を加える", cite=_CITE)
    return replace(
        period,
        starts_from=base.starts_from,
        length=f"{base.length}+{length}",
        steps=(*base.steps, added, *period.steps),
    )
