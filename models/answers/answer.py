"""What an answer means once it is read: the facts to record, in one transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from models.answers.attorneys import Attorney
from models.facts import CaseFacts, LetterFact
from models.provisions import Law
from models.terms import (
    Channel,
    ExpenseKind,
    LetterKind,
    LetterState,
    LogKind,
    ObservationKind,
    Outcome,
    ProviderCategory,
    Stage,
    StepKind,
    WaitKind,
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What anything that staff type is read against: the facts, the law, the subject, the moment."""

    facts: CaseFacts
    law: Law
    subject: str
    now: datetime
    documentation_addresses: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked(Told):
    """The same with the wait that an answer is to."""

    stage: Stage
    kind: WaitKind
    letter: LetterFact | None = None
    attorneys: tuple[Attorney, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """A fact to record. `at` is the time of day of what takes place on `on`; `days` a length that a court set.

    `note`: what is to be remembered of it (why a paper was filed where electronic filing is the rule).
    """

    kind: StepKind
    subject: str
    happened_at: datetime
    outcome: Outcome = Outcome.NONE
    on: date | None = None
    at: time | None = None
    amount_yen: int | None = None
    days: int | None = None
    letter: LetterKind | None = None
    court: str | None = None
    court_case_no: str | None = None
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class NewObservation:
    """A disclosed value for one post."""

    post_no: int
    kind: ObservationKind
    log_kind: LogKind
    ip: str | None = field(default=None, repr=False)
    port: int | None = None
    destination_ip: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    observed_at: datetime | None = None
    as_written: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class NewHop:
    """A provider in the chain of one observation: below the hop `below`, else at the chain's end.

    `basis` is a person's ground for it. `beside`: at the top, as another candidate beside those already there.
    """

    observation_id: int
    provider: str
    category: ProviderCategory
    source: str
    reasons: tuple[str, ...] = ()
    below: int | None = None
    beside: bool = False
    basis: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class NewSubscriber:
    """A person named by a holder."""

    holder_no: int
    name: str = field(repr=False)
    address: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    is_sender: Outcome
    same_as: int | None = None


@dataclass(frozen=True, kw_only=True)
class LetterChange:
    """A letter moves on: released by whom, sent when and how, or returned for a new draft."""

    letter_id: int
    state: LetterState
    released_by: str | None = field(default=None, repr=False)
    sent_at: datetime | None = None
    channel: Channel | None = None
    proof: str | None = field(default=None, repr=False)
    tracking_no: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class NewExpense:
    """Money spent on this step (yen)."""

    kind: ExpenseKind
    amount_yen: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything one answer records. `ends_wait` is False when the party still owes the same answer."""

    steps: tuple[NewStep, ...] = ()
    observations: tuple[NewObservation, ...] = ()
    hops: tuple[NewHop, ...] = ()
    subscribers: tuple[NewSubscriber, ...] = ()
    confirmed: tuple[tuple[int, Outcome, int | None], ...] = ()
    letter: LetterChange | None = None
    expenses: tuple[NewExpense, ...] = ()
    closes_with: str | None = None
