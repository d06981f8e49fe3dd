"""Frozen facts that rules read, and the results they return. No row, no name: refs, ids, dates, outcomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from models.terms import (
    CaseStatus,
    Channel,
    Concealment,
    Confidence,
    DeadlineKind,
    HolderRole,
    LetterKind,
    LetterState,
    LogKind,
    ObservationKind,
    Outcome,
    PeriodRule,
    ProviderCategory,
    Remedy,
    RightInfringed,
    Stage,
    StepKind,
)


@dataclass(frozen=True, kw_only=True)
class ExplainedStep:
    """One line of a computation: what was done and the article or source it rests on."""

    text: str
    cite: str


@dataclass(frozen=True, kw_only=True)
class Period:
    """期間: a legal period, counted, rolled and explained. Never a Window."""

    starts_from: date
    length: str
    rule: PeriodRule
    last_day: date
    rolled_from: date | None
    act_by: date
    steps: tuple[ExplainedStep, ...]
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Window:
    """ログ保存期間: physical; it never rolls. `closes_*` are the first moments at which the log may be (is) gone."""

    opens_at: datetime
    closes_earliest: datetime
    closes_latest: datetime
    basis: str
    source: str
    confidence: Confidence
    act_by: date
    steps: tuple[ExplainedStep, ...]


@dataclass(frozen=True, kw_only=True)
class LogWindow:
    """One log that still matters: of which post and communication, with whom, and for how long.

    `holder` is the profile's key, empty when unknown. `subject` is what a deadline on it is about. `settled`: kept in
    writing, disclosed, gone or given up, so that nothing needs to be done before it closes.
    """

    post_id: int
    observation_id: int | None
    role: HolderRole
    holder: str
    log_kind: LogKind
    subject: str
    window: Window
    settled: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """解釈: one way to read a date where readings differ; the earliest rules the alarm."""

    text: str
    cite: str
    due_on: date
    act_by: date


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """期限: a date that carries its kind, trigger, rule, steps and the safe day to act.

    `trigger` names the fact that started it (`step:12`, `post:1`, `observation:3`, `sender:2`); `article` its law or
    source; `readings` all readings of a date on which they differ (`act_by` is then the earliest's). `opens_on` is the
    day on which a window opened (None for a legal period): reminders by share of its life are counted from it.
    `key` is stable for the same fact (kind + subject), so that a moved date is recognised as the same deadline.
    `due_on` is the last day in Japan; for a window it is the last whole day on which the log is surely there.
    """

    key: str
    kind: DeadlineKind
    stage: Stage
    subject: str
    due_on: date
    act_by: date
    because: tuple[ExplainedStep, ...]
    consequence: str
    confidence: Confidence
    rule: str
    fatal: bool
    trigger: str = ""
    article: str = ""
    readings: tuple[Reading, ...] = ()
    opens_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PostFact:
    """侵害投稿."""

    id: int
    no: int
    platform: str
    posted_at: datetime
    seen_at: datetime
    right_infringed: RightInfringed


@dataclass(frozen=True, kw_only=True)
class ObservationFact:
    """開示された IP・時刻（または電話番号・メール）; the value itself stays in its row.

    `value_group` is the id of the case's first observation with the same value: one number asked about once.
    `ip_version` is 4 or 6; `has_seconds` and `zone_known` say how exactly the moment was written.
    """

    id: int
    post_id: int
    kind: ObservationKind
    log_kind: LogKind
    observed_at: datetime | None
    has_port: bool
    has_destination: bool
    received_at: datetime
    value_group: int = 0
    ip_version: int = 4
    has_seconds: bool = True
    zone_known: bool = True


@dataclass(frozen=True, kw_only=True)
class HopFact:
    """経由プロバイダの一段. `holder_no` groups the log lines asked of one provider in one letter.

    `parent` is the id of the hop right above; None at the top, or where only one hop can be above (rules/chains).
    """

    id: int
    observation_id: int
    position: int
    provider: str
    category: ProviderCategory
    holder_no: int
    needs_review: bool
    identified_at: datetime
    parent: int | None = None


@dataclass(frozen=True, kw_only=True)
class StepFact:
    """手続の事実: what happened when; `on` is a date said in it (kept until, deposit limit, hearing).

    `at` is the time of day in Japan of what takes place on that day. `days` is a length that a court set (付加期間,
    担保の期間); what was corrected later is not among the facts.
    `again_at` is when who did not answer may be asked again, where they said so.
    """

    id: int
    stage: Stage
    kind: StepKind
    subject: str
    happened_at: datetime
    outcome: Outcome = Outcome.NONE
    letter: LetterKind | None = None
    on: date | None = None
    at: time | None = None
    amount_yen: int | None = None
    days: int | None = None
    again_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LetterFact:
    """書面. `subject` is what it is about; `no` counts letters of one kind to one subject (1, 2, …).

    `on_demand`: an attorney asked for it, no stage did.
    """

    id: int
    kind: LetterKind
    subject: str
    no: int
    state: LetterState
    drafted_at: datetime
    released_at: datetime | None
    sent_at: datetime | None
    channel: Channel | None
    on_demand: bool = False


@dataclass(frozen=True, kw_only=True)
class SubscriberFact:
    """契約者: not always the sender. `is_sender` is SENDER, NOT_SENDER or UNCLEAR.

    `same_as` is the id of an earlier subscriber who is the same person (two lines, one sender): one claim for both.
    """

    id: int
    holder_no: int
    disclosed_at: datetime
    is_sender: Outcome
    confirmed_at: datetime | None
    same_as: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """Everything a rule may know about one case. `concealment`: what of the client the other side may not learn."""

    ref: str
    status: CaseStatus
    opened_at: datetime
    requester_is_minor: bool
    remedies: frozenset[Remedy]
    posts: tuple[PostFact, ...]
    observations: tuple[ObservationFact, ...] = ()
    hops: tuple[HopFact, ...] = ()
    steps: tuple[StepFact, ...] = ()
    letters: tuple[LetterFact, ...] = ()
    subscribers: tuple[SubscriberFact, ...] = ()
    claim_yen: int = 0
    concealment: Concealment = Concealment.NONE
    notes: Mapping[str, str] = field(default_factory=dict)

    def steps_of(self, subject: str, *kinds: StepKind) -> tuple[StepFact, ...]:
        """Steps on one subject, oldest first; all kinds when none is given."""
        found = (s for s in self.steps if s.subject == subject and (not kinds or s.kind in kinds))
        return tuple(sorted(found, key=lambda s: (s.happened_at, s.id)))

    def last_step(self, subject: str, *kinds: StepKind) -> StepFact | None:
        """The newest step on one subject, or None."""
        found = self.steps_of(subject, *kinds)
        return found[-1] if found else None

    def platforms(self) -> tuple[str, ...]:
        """Platform keys of this case, in the order of their posts."""
        return tuple(dict.fromkeys(p.platform for p in self.posts))

    def holders(self) -> tuple[int, ...]:
        """Numbers of the log holders of this case, in order."""
        return tuple(sorted({h.holder_no for h in self.hops}))

    def hops_of_holder(self, holder_no: int) -> tuple[HopFact, ...]:
        """The hops that one holder answers for."""
        return tuple(h for h in self.hops if h.holder_no == holder_no)

    def observations_of_holder(self, holder_no: int) -> Iterator[ObservationFact]:
        """The observations whose log line this holder keeps."""
        wanted = {h.observation_id for h in self.hops_of_holder(holder_no)}
        return (o for o in self.observations if o.id in wanted)

    def post(self, post_id: int) -> PostFact:
        """The post with this id. Raises KeyError when the case has none."""
        for post in self.posts:
            if post.id == post_id:
                return post
        raise KeyError(post_id)


def platform_subject(platform: str) -> str:
    """Subject of stage-1 steps: one request to one platform covers all its posts."""
    return f"platform:{platform}"


def observation_subject(observation_id: int) -> str:
    """Subject of stage-2 steps."""
    return f"observation:{observation_id}"


def holder_subject(holder_no: int) -> str:
    """Subject of stage-3 and stage-4 steps: one provider with its log lines."""
    return f"holder:{holder_no}"


def sender_subject(subscriber_id: int) -> str:
    """Subject of stage-5 steps: one identified person."""
    return f"sender:{subscriber_id}"


def post_subject(post_id: int) -> str:
    """Subject of windows and limitation before any observation exists."""
    return f"post:{post_id}"
