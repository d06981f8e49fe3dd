"""The life of each log line, until its fate is settled (law.md §4, T20, T21)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from models.facts import (
    CaseFacts,
    Deadline,
    HopFact,
    ObservationFact,
    PostFact,
    StepFact,
    Window,
    holder_subject,
    observation_subject,
    platform_subject,
    post_subject,
)
from models.provisions.figures import Retention
from models.provisions.law import Law
from models.rules import retention
from models.rules.deadlines.build import of_window
from models.terms import DeadlineKind, ObservationKind, Outcome, ProviderCategory, Stage, StepKind

_KEPT: Final = frozenset({Outcome.KEPT, Outcome.ORDERED})
_NO_LOG_NEEDED: Final = frozenset({Outcome.NO_RECORD, Outcome.CONTACT_INSTEAD})
_LOG_DIES: Final = "この日を過ぎるとプロバイダの接続ログが消え、発信者を特定できなくなるおそれがあります。"
_PROMISE_ENDS: Final = (
    "この日を過ぎるとプロバイダが保存しているログを消去するおそれがあります。延長を依頼してください。"
)


def deadlines(facts: CaseFacts, law: Law) -> Iterator[Deadline]:
    """Yield one deadline for each unseen post, each unsettled log line and each promise to keep a log."""
    seen = {o.post_id for o in facts.observations}
    for post in facts.posts:
        if post.id not in seen and _platform_may_answer(facts, post):
            yield _unseen_post(post, law)
    for observation in facts.observations:
        if observation.kind is ObservationKind.IP and (window := _line_window(facts, law, observation)):
            yield _line(facts, observation, window)
    for holder_no in facts.holders():
        promise = _promise(facts, holder_no)
        if promise is not None and promise.on is not None:
            yield _kept(promise, promise.on, law)


def _platform_may_answer(facts: CaseFacts, post: PostFact) -> bool:
    subject = platform_subject(post.platform)
    answer = facts.last_step(subject, StepKind.PLATFORM_ANSWERED)
    decision = facts.last_step(subject, StepKind.APPEALED)
    given_up = decision is not None and decision.outcome is Outcome.GIVEN_UP
    return not given_up and (answer is None or answer.outcome not in _NO_LOG_NEEDED)


def _unseen_post(post: PostFact, law: Law) -> Deadline:
    window = retention.window(opens_at=post.posted_at, retention=law.shortest_retention(), calendar=law.calendar)
    return of_window(
        kind=DeadlineKind.LOG_EXPIRY,
        stage=Stage.PLATFORM_REQUEST,
        subject=post_subject(post.id),
        window=window,
        consequence=_LOG_DIES,
    )


def _line(facts: CaseFacts, observation: ObservationFact, window: Window) -> Deadline:
    known = any(hop.observation_id == observation.id for hop in facts.hops)
    return of_window(
        kind=DeadlineKind.LOG_EXPIRY,
        stage=Stage.LOG_PRESERVATION if known else Stage.PROVIDER_IDENTIFICATION,
        subject=observation_subject(observation.id),
        window=window,
        consequence=_LOG_DIES,
    )


def _line_window(facts: CaseFacts, law: Law, observation: ObservationFact) -> Window | None:
    """Return the earliest window among the hops that may still lose the log; None when all are settled."""
    hops = sorted((h for h in facts.hops if h.observation_id == observation.id), key=lambda h: h.position)
    opens_at = observation.observed_at or facts.post(observation.post_id).posted_at
    if not hops:
        return retention.window(opens_at=opens_at, retention=law.shortest_retention(), calendar=law.calendar)
    if any(_log_found(facts, hop) for hop in hops):
        return None
    windows = [
        _hop_window(hop, hops, opens_at, law) for hop in hops if not _settled(facts, hop, is_last=hop is hops[-1])
    ]
    return min(windows, key=lambda w: w.closes_earliest, default=None)


def _hop_window(hop: HopFact, hops: list[HopFact], opens_at: datetime, law: Law) -> Window:
    profile = law.providers.get(hop.provider)
    return retention.window(
        opens_at=opens_at,
        retention=law.retention_of(hop.provider, hop.category),
        calendar=law.calendar,
        upstream=_upstream(hop, hops, law),
        whose=profile.name if profile else hop.provider,
    )


def _upstream(hop: HopFact, hops: list[HopFact], law: Law) -> Retention | None:
    """Return the figure of the carrier above a reseller; None when the holder keeps its own log."""
    profile = law.providers.get(hop.provider)
    keeps_none = profile.needs_upstream if profile else hop.category is ProviderCategory.MVNO
    above = [h for h in hops if h.position < hop.position]
    if not keeps_none or not above:
        return None
    return law.retention_of(above[-1].provider, above[-1].category)


def _log_found(facts: CaseFacts, hop: HopFact) -> bool:
    """Say whether the name was disclosed through this hop: then no log of the chain is needed any more."""
    return facts.last_step(holder_subject(hop.holder_no), StepKind.DISCLOSED) is not None


def _settled(facts: CaseFacts, hop: HopFact, *, is_last: bool) -> bool:
    """Say whether this hop's log is kept, gone, or known to be with a later hop that is already in the chain."""
    answers = facts.steps_of(holder_subject(hop.holder_no), StepKind.PRESERVATION_ANSWERED)
    if not answers:
        return False
    passed_on = answers[-1].outcome is Outcome.ANOTHER_PROVIDER and not is_last
    return passed_on or answers[-1].outcome is Outcome.NO_SUCH_LOG or any(a.outcome in _KEPT for a in answers)


def _promise(facts: CaseFacts, holder_no: int) -> StepFact | None:
    """Return the newest promise or order of a holder that still has to be lived up to."""
    subject = holder_subject(holder_no)
    answers = facts.steps_of(subject, StepKind.PRESERVATION_ANSWERED)
    if not answers or answers[-1].outcome is Outcome.NO_SUCH_LOG or facts.last_step(subject, StepKind.DISCLOSED):
        return None
    kept = [a for a in answers if a.outcome in _KEPT]
    return kept[-1] if kept else None


def _kept(promise: StepFact, until: date, law: Law) -> Deadline:
    window = retention.kept_until(answered_at=promise.happened_at, until=until, calendar=law.calendar)
    return of_window(
        kind=DeadlineKind.KEPT_UNTIL,
        stage=Stage.LOG_PRESERVATION,
        subject=promise.subject,
        window=window,
        consequence=_PROMISE_ENDS,
    )
