"""What was done and which date it beat: every deadline that a fact ended, with the days that were left."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.facts import CaseFacts, Deadline, StepFact
from models.provisions import Law
from models.rules.deadlines import deadlines
from models.rules.progress.plan import japan_day
from models.terms import CaseStatus, Stage


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One recorded fact, the deadlines it ended, and the days left to each (negative: it came too late).

    `standing` is the most urgent fatal deadline that stood over the fact, ended by it or not.
    """

    step: StepFact
    on: date
    beaten: tuple[tuple[Deadline, int], ...]
    standing: tuple[Deadline, int] | None


def milestones(facts: CaseFacts, law: Law) -> Iterator[Milestone]:
    """Every step of a case, oldest first, with the deadlines that stood before it and not after it."""
    opened = replace(facts, status=CaseStatus.OPEN)
    for step in sorted(facts.steps, key=lambda item: (item.happened_at, item.id)):
        before = deadlines(known_before(opened, step), law, step.happened_at)
        after = {item.key for item in deadlines(known_with(opened, step), law, step.happened_at)}
        day = japan_day(step.happened_at)
        gone = tuple((item, (item.due_on - day).days) for item in before if item.key not in after)
        over = min((item for item in before if item.fatal), key=lambda item: item.due_on, default=None)
        standing = (over, (over.due_on - day).days) if over else None
        yield Milestone(step=step, on=day, beaten=gone, standing=standing)


def last_of_stage(facts: CaseFacts, law: Law) -> dict[Stage, list[Milestone]]:
    """Milestones by stage."""
    found: dict[Stage, list[Milestone]] = {stage: [] for stage in Stage}
    for milestone in milestones(facts, law):
        found[milestone.step.stage].append(milestone)
    return found


def known_before(facts: CaseFacts, step: StepFact) -> CaseFacts:
    """The case as it was known just before one step."""
    rank = (step.happened_at, step.id)
    return _known(facts, step.happened_at, tuple(s for s in facts.steps if (s.happened_at, s.id) < rank), strict=True)


def known_with(facts: CaseFacts, step: StepFact) -> CaseFacts:
    """The case as it was known with that step."""
    rank = (step.happened_at, step.id)
    return _known(facts, step.happened_at, tuple(s for s in facts.steps if (s.happened_at, s.id) <= rank), strict=False)


def _known(facts: CaseFacts, moment: datetime, steps: tuple[StepFact, ...], *, strict: bool) -> CaseFacts:
    def is_known(at: datetime | None) -> bool:
        return at is not None and (at < moment if strict else at <= moment)

    observations = tuple(o for o in facts.observations if is_known(o.received_at))
    seen = {o.id for o in observations}
    return replace(
        facts,
        steps=steps,
        observations=observations,
        hops=tuple(h for h in facts.hops if h.observation_id in seen and h.identified_at <= moment),
        letters=tuple(x for x in facts.letters if is_known(x.sent_at)),
        subscribers=tuple(p for p in facts.subscribers if is_known(p.disclosed_at)),
    )
