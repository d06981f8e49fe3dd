"""開示命令事件: periods of the order procedure that are nobody's forgotten step (law.md T7 to T9, T12)."""

from typing import Final

from models.rules.deadlines.added import Belongs
from models.rules.deadlines.started import Started
from models.rules.deadlines.wording import as_written, becomes_final
from models.terms import DeadlineKind, Outcome, StepKind

_ENDS: Final = (StepKind.APPEALED, StepKind.JUDGMENT_GIVEN)


def _decided(outcomes: set[Outcome], kind: DeadlineKind, figure: str, added: Belongs, *, row: str = "T7") -> Started:
    fatal = kind is not DeadlineKind.FINALITY
    return Started(
        row=row,
        by=StepKind.DISCLOSURE_ORDER_DECIDED,
        outcomes=frozenset(outcomes),
        kind=kind,
        figure=figure,
        fatal=fatal,
        ends_with=_ENDS if fatal else (*_ENDS, StepKind.OPPONENT_APPEALED),
        passes=not fatal,
        added=added,
        says=as_written if fatal else becomes_final,
    )


def _addressee(by: StepKind) -> Started:
    """An order served on its addressee: for us the day on which it becomes final."""
    return Started(
        row="T9",
        by=by,
        outcomes=frozenset({Outcome.NONE, Outcome.GRANTED, Outcome.ORDERED, Outcome.PARTLY}),
        kind=DeadlineKind.FINALITY,
        figure="interim_order_appeal",
        fatal=False,
        ends_with=(StepKind.APPEALED, StepKind.OPPONENT_APPEALED),
        passes=True,
        added=Belongs.SURE,
    )


ROWS: Final = (
    _decided({Outcome.DISMISSED}, DeadlineKind.OBJECTION_SUIT, "objection_suit", Belongs.SURE),
    _decided({Outcome.PARTLY, Outcome.NONE}, DeadlineKind.OBJECTION_SUIT, "objection_suit", Belongs.UNCLEAR),
    _decided({Outcome.GRANTED, Outcome.PARTLY}, DeadlineKind.FINALITY, "objection_suit", Belongs.SURE),
    _decided({Outcome.INADMISSIBLE}, DeadlineKind.APPEAL, "inadmissible_appeal", Belongs.SURE, row="T8"),
    _addressee(StepKind.PROVISION_ORDERED),
    _addressee(StepKind.DELETION_PROHIBITED),
    Started(
        row="T12",
        by=StepKind.WITHDRAWAL_NOTICED,
        kind=DeadlineKind.WITHDRAWAL_CONSENT,
        figure="withdrawal_consent",
        fatal=False,
        ends_with=(StepKind.WITHDRAWAL_ANSWERED,),
        passes=True,
    ),
)
