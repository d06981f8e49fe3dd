"""Which facts of the procedure staff may record unasked, and what each of them needs (law.md §3.3, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.terms import Outcome, Stage, StepKind

STAGE_OF: Final[Mapping[str, Stage]] = {
    "platform": Stage.PLATFORM_REQUEST,
    "post": Stage.PLATFORM_REQUEST,
    "observation": Stage.PROVIDER_IDENTIFICATION,
    "holder": Stage.SUBSCRIBER_DISCLOSURE,
    "sender": Stage.DAMAGES_CLAIM,
}
_DECIDED: Final = (Outcome.GRANTED, Outcome.PARTLY, Outcome.DISMISSED, Outcome.INADMISSIBLE)
_ENDED: Final = (*_DECIDED, Outcome.SETTLED, Outcome.WITHDRAWN)
_OPPONENTS: Final = ("platform", "holder")
_IN_COURT: Final = ("platform", "holder", "sender")
_PERSON: Final = ("sender", "post")
_PROSECUTED: Final = (Outcome.PROSECUTED, Outcome.SUMMARY_ORDER, Outcome.NOT_PROSECUTED)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One kind of fact: what it may be about, the fields it needs and may have, the outcomes it knows.

    `needs` names fields; `on|days` means one of the two. `often`: several on one day are several facts, told apart by
    what they say; `by_moment`: by their time of day (two providers named on one day are two clocks).
    """

    subjects: tuple[str, ...] = _OPPONENTS
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    outcome_needed: bool = False
    stage: Stage | None = None
    often: bool = False
    by_moment: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """All fields that may be filled in."""
        return frozenset(name for item in (*self.needs, *self.takes) for name in item.split("|"))


SAID_OF_THE_PAST: Final = frozenset(
    {
        StepKind.POST_DELETED,
        StepKind.ACCOUNT_DELETED,
        StepKind.PLATFORM_NOTIFIED,
        StepKind.PLEDGE_SIGNED,
        StepKind.SENDER_DIED,
    }
)
FIELDS: Final = ("on", "at", "days", "amount_yen", "letter")
ANY_EVENT: Final = Event(subjects=tuple(STAGE_OF), takes=FIELDS, outcomes=tuple(Outcome))
EVENTS: Final[Mapping[StepKind, Event]] = {
    StepKind.HEARING_SET: Event(subjects=_IN_COURT, needs=("on",), takes=("at",), often=True),
    StepKind.HEARING_PROPOSED: Event(subjects=_IN_COURT, needs=("on",), takes=("at",), often=True),
    StepKind.LETTER_ARRIVED: Event(subjects=_IN_COURT, needs=("letter",)),
    StepKind.SECURITY_ORDERED: Event(needs=("amount_yen",), takes=("on", "days")),
    StepKind.SECURITY_DEPOSITED: Event(needs=("amount_yen",)),
    StepKind.DISPOSITION_DECIDED: Event(
        takes=("letter",), outcomes=(*_DECIDED, Outcome.SETTLED, Outcome.WITHDRAWN), outcome_needed=True
    ),
    StepKind.EXECUTION_SOUGHT: Event(subjects=_IN_COURT),
    StepKind.OBJECTION_RULED: Event(outcomes=_DECIDED, outcome_needed=True),
    StepKind.MAIN_SUIT_ORDERED: Event(needs=("on|days",)),
    StepKind.MAIN_SUIT_PROVED: Event(),
    StepKind.SUIT_SERVED: Event(subjects=_IN_COURT),
    StepKind.OPINION_INQUIRED: Event(),
    StepKind.JUDGMENT_GIVEN: Event(outcomes=_ENDED, outcome_needed=True),
    StepKind.DAMAGES_DECIDED: Event(subjects=("sender",), takes=("amount_yen",), outcomes=_ENDED, outcome_needed=True),
    StepKind.APPEALED: Event(subjects=_IN_COURT),
    StepKind.APPEAL_DECIDED: Event(subjects=_IN_COURT, takes=("amount_yen",), outcomes=_ENDED, outcome_needed=True),
    StepKind.DISCLOSURE_ORDER_DECIDED: Event(outcomes=_ENDED, outcome_needed=True),
    StepKind.PROVISION_ORDERED: Event(outcomes=(Outcome.ORDERED, *_DECIDED, Outcome.WITHDRAWN)),
    StepKind.DELETION_PROHIBITED: Event(outcomes=(Outcome.ORDERED, *_DECIDED, Outcome.WITHDRAWN)),
    StepKind.PROVIDER_NAMED: Event(by_moment=True),
    StepKind.PROVIDER_PETITIONED: Event(by_moment=True),
    StepKind.PLATFORM_NOTIFIED: Event(
        takes=("on",), by_moment=True
    ),  # the day on which that provider's name was received
    StepKind.WITHDRAWAL_NOTICED: Event(subjects=_IN_COURT),
    StepKind.WITHDRAWAL_ANSWERED: Event(
        subjects=_IN_COURT, outcomes=(Outcome.AGREED, Outcome.REFUSED), outcome_needed=True
    ),
    StepKind.RULING_SERVED: Event(subjects=_IN_COURT, outcomes=_DECIDED),
    StepKind.ADDITIONAL_PERIOD_SET: Event(subjects=_IN_COURT, needs=("days",)),
    StepKind.EXCUSE_ENDED: Event(subjects=_IN_COURT, outcomes=(Outcome.OVERSEAS,)),
    StepKind.SYSTEM_NOTICE_SENT: Event(subjects=_IN_COURT, outcomes=_DECIDED),
    StepKind.ACCOUNT_DELETED: Event(subjects=("platform", "post"), takes=("on",)),
    StepKind.POST_DELETED: Event(subjects=("platform", "post"), takes=("on",)),
    StepKind.TAKEDOWN_REQUESTED: Event(subjects=("platform", "post")),
    StepKind.TAKEDOWN_ANSWERED: Event(subjects=("platform", "post"), outcomes=(Outcome.ACCEPTED, Outcome.REFUSED)),
    StepKind.SENDER_SUSPECTED: Event(subjects=_PERSON, stage=Stage.DAMAGES_CLAIM),
    StepKind.BODILY_HARM_FOUND: Event(subjects=_PERSON, stage=Stage.DAMAGES_CLAIM),
    StepKind.NEGOTIATION_AGREED: Event(subjects=_PERSON, takes=("on", "days"), stage=Stage.DAMAGES_CLAIM),
    StepKind.COMPLAINT_WITHDRAWN: Event(subjects=_PERSON, stage=Stage.DAMAGES_CLAIM),
    StepKind.ANSWER_ANNOUNCED: Event(subjects=_IN_COURT, needs=("on",), often=True),
    StepKind.PAPERS_REQUESTED: Event(subjects=_IN_COURT, takes=("on", "days"), outcomes=(Outcome.ORDERED,), often=True),
    StepKind.PAPERS_SUPPLIED: Event(subjects=_IN_COURT, often=True),
    StepKind.LETTER_RETURNED: Event(subjects=_IN_COURT, needs=("letter",), often=True),
    StepKind.REDIRECTED: Event(),
    StepKind.TRANSFERRED: Event(subjects=_IN_COURT),
    StepKind.SERVICE_FAILED: Event(subjects=_IN_COURT, often=True),
    StepKind.OPPONENT_APPEALED: Event(subjects=_IN_COURT),
    StepKind.EXECUTION_DECIDED: Event(
        subjects=_IN_COURT, takes=("amount_yen",), outcomes=(*_DECIDED, Outcome.PAID, Outcome.WITHDRAWN), often=True
    ),
    StepKind.SECURITY_RETURN_SOUGHT: Event(),
    StepKind.SECURITY_RETURNED: Event(needs=("amount_yen",)),
    StepKind.OPINION_GIVEN: Event(outcomes=(Outcome.AGREED, Outcome.REFUSED, Outcome.SILENT), outcome_needed=True),
    StepKind.DISCLOSURE_REFUSED: Event(
        subjects=("holder",), outcomes=(Outcome.REFUSED, Outcome.NO_RECORD), outcome_needed=True
    ),
    StepKind.PROVIDER_UNKNOWN: Event(subjects=("platform",)),
    StepKind.LINES_PASSED_ON: Event(by_moment=True),
    StepKind.COUNTER_OFFERED: Event(subjects=("sender",), takes=("on", "amount_yen"), often=True),
    StepKind.INSTALMENTS_AGREED: Event(subjects=("sender",), needs=("on", "amount_yen"), often=True),
    StepKind.COUNSEL_RETAINED: Event(subjects=_IN_COURT),
    StepKind.BANKRUPTCY_NOTICED: Event(subjects=("sender",)),
    StepKind.SENDER_DIED: Event(subjects=("sender",), takes=("on",)),
    StepKind.MEDIATION_REFERRED: Event(subjects=("sender",)),
    StepKind.MEDIATION_ENDED: Event(
        subjects=("sender",),
        takes=("on", "amount_yen"),
        outcomes=(Outcome.SETTLED, Outcome.DISMISSED, Outcome.WITHDRAWN),
        outcome_needed=True,
    ),
    StepKind.COMPLAINT_FORWARDED: Event(subjects=_PERSON, stage=Stage.DAMAGES_CLAIM),
    StepKind.PROSECUTION_DECIDED: Event(
        subjects=_PERSON, outcomes=_PROSECUTED, outcome_needed=True, stage=Stage.DAMAGES_CLAIM
    ),
}


def stage_of(kind: StepKind, subject: str) -> Stage:
    """The stage to which such a fact about this subject belongs."""
    return EVENTS[kind].stage or STAGE_OF[subject.partition(":")[0]]
