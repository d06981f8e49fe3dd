"""上訴: judgments and rulings of the civil suit; a loss is our period, a win becomes final (law.md T13 to T17)."""

from typing import Final

from models.facts import CaseFacts, StepFact
from models.rules.deadlines.added import Belongs
from models.rules.deadlines.sequence import LOST
from models.rules.deadlines.started import Started
from models.rules.deadlines.wording import becomes_final, final_if_ours
from models.terms import DeadlineKind, Outcome, StepKind

_OUR_LOSS: Final = LOST - {Outcome.PARTLY}
_FIRST_INSTANCE: Final = frozenset({StepKind.JUDGMENT_GIVEN, StepKind.DAMAGES_DECIDED})
_SPLIT: Final = frozenset({Outcome.PARTLY})
_OUR_WIN: Final = frozenset({Outcome.GRANTED, Outcome.PARTLY})


def _pair(row: str, by: StepKind, figure: str, *, unknown_too: bool = False) -> tuple[Started, ...]:
    """Our own period after a loss (fatal), and the day on which a win becomes final unless the other side appeals."""
    ends = (StepKind.APPEALED, StepKind.APPEAL_DECIDED) if by in _FIRST_INSTANCE else (StepKind.APPEALED,)
    ours = Started(
        row=row,
        by=by,
        outcomes=_OUR_LOSS,
        kind=DeadlineKind.APPEAL,
        figure=figure,
        fatal=True,
        ends_with=ends,
        added=Belongs.SURE,
        by_system=True,
    )
    split = _SPLIT | ({Outcome.NONE} if unknown_too else frozenset())
    unclear = Started(
        row=row,
        by=by,
        outcomes=split,
        kind=DeadlineKind.APPEAL,
        figure=figure,
        fatal=True,
        ends_with=ends,
        added=Belongs.UNCLEAR,
        by_system=True,
    )
    theirs = Started(
        row=row,
        by=by,
        outcomes=_OUR_WIN,
        kind=DeadlineKind.FINALITY,
        figure=figure,
        fatal=False,
        ends_with=(*ends, StepKind.OPPONENT_APPEALED),
        passes=True,
        added=Belongs.SURE,
        says=becomes_final if by in _FIRST_INSTANCE else final_if_ours,
    )
    return (ours, unclear, theirs)


def _from_overseas(_facts: CaseFacts, step: StepFact) -> bool:
    return step.outcome is Outcome.OVERSEAS


def _from_japan(facts: CaseFacts, step: StepFact) -> bool:
    return not _from_overseas(facts, step)


def _late(figure: str) -> Started:
    return Started(
        row="T17",
        by=StepKind.EXCUSE_ENDED,
        kind=DeadlineKind.LATE_REMEDY,
        figure=figure,
        fatal=True,
        ends_with=(StepKind.APPEALED,),
        open_if=_from_overseas if figure == "late_remedy_overseas" else _from_japan,
    )


ROWS: Final = (
    *_pair("T13", StepKind.JUDGMENT_GIVEN, "appeal"),
    *_pair("T13", StepKind.DAMAGES_DECIDED, "appeal"),
    *_pair("T14", StepKind.APPEAL_DECIDED, "final_appeal"),
    *_pair("T15", StepKind.RULING_SERVED, "ruling_appeal", unknown_too=True),
    _late("late_remedy"),
    _late("late_remedy_overseas"),
)
