"""システム送達: a notice that nobody opened serves the paper after one week (民訴109条の3; law.md §9, example 22)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, StepFact
from models.provisions.calendar import ONE_DAY
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules.counted_readings import CountedReading, counted
from models.rules.deadlines.build import of_readings
from models.rules.deadlines.sequence import came_after, followed
from models.rules.japan_time import japan_date, written
from models.terms import DeadlineKind, LetterKind, Outcome, StepKind

SERVED: Final = (
    StepKind.JUDGMENT_GIVEN,
    StepKind.DAMAGES_DECIDED,
    StepKind.APPEAL_DECIDED,
    StepKind.RULING_SERVED,
    StepKind.HEARING_SET,
    StepKind.SUIT_SERVED,
)
_SUITS: Final = frozenset({LetterKind.DISCLOSURE_COMPLAINT, LetterKind.DAMAGES_COMPLAINT})
_CITE: Final = "民事訴訟法109条の3第1項"
_UNOPENED: Final = (
    "閲覧していない通知が判決の送達であれば、この日を過ぎると判決が確定し、控訴ができなくなります（不変期間）。"
    "すぐに閲覧して内容を記録してください。"
)


def deadlines(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield, for each notice not yet opened, the day of deemed service and the appeal that would run from it."""
    for step in facts.steps:
        if step.kind is not StepKind.SYSTEM_NOTICE_SENT or followed(facts, step, *SERVED) or is_paper(facts, step, law):
            continue
        figure = law.figure("system_service", japan_date(step.happened_at))
        deemed = CountedReading(text="", cite="", period=counted(figure, japan_date(step.happened_at), law))
        if deemed.period.last_day >= today:
            yield of_readings(
                kind=DeadlineKind.SERVICE_DEEMED, step=step, readings=(deemed,), figure=figure, law=law, fatal=False
            )
        if step.outcome is not Outcome.GRANTED and not followed(facts, step, StepKind.APPEALED):
            appeal = law.figure("appeal", deemed.period.last_day)
            yield of_readings(
                kind=DeadlineKind.APPEAL,
                step=step,
                readings=tuple(_from_deemed(step, appeal, law)),
                figure=appeal,
                law=law,
                fatal=True,
                consequence=_UNOPENED,
            )


def deemed_readings(facts: CaseFacts, decision: StepFact, figure: Figure, law: Law) -> Iterator[CountedReading]:
    """Yield readings that run from deemed service, when a system notice served the decision before it was opened."""
    notices = [
        s
        for s in facts.steps_of(decision.subject, StepKind.SYSTEM_NOTICE_SENT)
        if not is_paper(facts, s, law) and _next_served(facts, s) == decision
    ]
    for notice in notices[-1:]:
        if _deemed_on(notice, law) < japan_date(decision.happened_at):
            yield from _from_deemed(notice, figure, law)


def is_paper(facts: CaseFacts, notice: StepFact, law: Law) -> bool:
    """Say whether the suit was commenced before the digital procedure: then no notice serves anything."""
    digital_since = law.figures["system_service"][0].valid_from
    filed = [s for s in facts.steps_of(notice.subject, StepKind.LETTER_SENT) if s.letter in _SUITS]
    return any(japan_date(s.happened_at) < digital_since for s in (notice, *filed))


def _next_served(facts: CaseFacts, notice: StepFact) -> StepFact | None:
    return next((s for s in facts.steps_of(notice.subject, *SERVED) if came_after(s, notice)), None)


def _deemed_on(notice: StepFact, law: Law) -> date:
    event = japan_date(notice.happened_at)
    return counted(law.figure("system_service", event), event, law).last_day


def _from_deemed(notice: StepFact, figure: Figure, law: Law) -> Iterator[CountedReading]:
    """The week ends at midnight: our own service is read on its last day, the other reading on the day after."""
    safe = _deemed_on(notice, law)
    for day, why in ((safe, "1週間の末日"), (safe + ONE_DAY, "1週間が経過した翌日")):
        text = f"{written(japan_date(notice.happened_at))}発の通知による送達を{why} {written(day)} とみる読み方"
        yield CountedReading(text=text, cite=_CITE, period=counted(figure, day, law))
