"""One row of the table of periods: which fact starts which period, and which later fact ends it (law.md §3.3)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.facts import CaseFacts, Deadline, StepFact
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.provisions.length import Length
from models.rules.counted_readings import CountedReading, counted
from models.rules.deadlines.added import Belongs, extended
from models.rules.deadlines.build import of_readings, of_set_day
from models.rules.deadlines.sequence import followed
from models.rules.deadlines.service import deemed_readings
from models.rules.deadlines.wording import Wording, as_written
from models.rules.japan_time import japan_date
from models.terms import DeadlineKind, FigureKind, Outcome, StepKind

Condition = Callable[[CaseFacts, StepFact], bool]


def _always(_facts: CaseFacts, _step: StepFact) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Started:
    """期間の一行. `row` is its id in the master table (law.md §3.3).

    `outcomes`: which results of the step start it (empty: any). `ends_with`: later steps on the same subject that end
    it. `passes`: nothing of ours is lost, so it is gone after its day. `added`: whose additional period (民訴96条2項)
    extends it, None when it is no 不変期間. `by_system`: a system notice may have served the decision earlier.
    `may_roll`: counted as not rolling although one reading rolls it. `open_if` and `says` see the whole case.
    """

    row: str
    by: StepKind
    kind: DeadlineKind
    figure: str
    fatal: bool
    outcomes: frozenset[Outcome] = frozenset()
    ends_with: tuple[StepKind, ...] = ()
    passes: bool = False
    added: Belongs | None = None
    by_system: bool = False
    may_roll: bool = False
    open_if: Condition = _always
    says: Wording = as_written


def table_deadlines(rows: Iterable[Started], facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield what each row demands of each step that starts it."""
    for row in rows:
        for step in facts.steps:
            if step.kind is row.by and _is_open(row, facts, step):
                deadline = _deadline(row, facts, step, law)
                if not (row.passes and deadline.due_on < today):
                    yield deadline


def _is_open(row: Started, facts: CaseFacts, step: StepFact) -> bool:
    wanted = not row.outcomes or step.outcome in row.outcomes
    return wanted and not followed(facts, step, *row.ends_with) and row.open_if(facts, step)


def _deadline(row: Started, facts: CaseFacts, step: StepFact, law: Law) -> Deadline:
    event = japan_date(step.happened_at)
    figure = law.figure(row.figure, event)
    if figure.kind is FigureKind.COURT_SET and step.on is not None:
        return of_set_day(kind=row.kind, step=step, on=step.on, figure=figure, law=law, fatal=row.fatal)
    readings = tuple(_readings(row, facts, step, _as_set(figure, step), law))
    return of_readings(
        kind=row.kind,
        step=step,
        readings=readings,
        figure=_as_set(figure, step),
        law=law,
        fatal=row.fatal,
        consequence=row.says(facts, step, figure.consequence),
    )


def _as_set(figure: Figure, step: StepFact) -> Figure:
    """Return the figure with the length that the court set, where a court sets it."""
    if figure.kind is not FigureKind.COURT_SET or step.days is None:
        return figure
    return replace(figure, length=Length(count=step.days, unit="d"))


def _readings(row: Started, facts: CaseFacts, step: StepFact, figure: Figure, law: Law) -> Iterator[CountedReading]:
    period = counted(figure, japan_date(step.happened_at), law)
    own = CountedReading(text="", cite="", period=period, may_roll=row.may_roll)
    bases = (own, *deemed_readings(facts, step, figure, law)) if row.by_system else (own,)
    for base in bases:
        yield from (base,) if row.added is None else extended(row.added, facts, step, base, law)
