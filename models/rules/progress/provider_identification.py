"""Stage 2, per observation: registries for an address, a person's word for a phone number or e-mail (whois.md §2.2)."""

from datetime import datetime, timedelta

from models.facts import CaseFacts, Deadline, ObservationFact, observation_subject
from models.rules.progress.plan import Escalation, Identify, Track, WaitSpec, join
from models.terms import ObservationKind, Outcome, Stage, StepKind, Turn, WaitKind

STAGE = Stage.PROVIDER_IDENTIFICATION
MOST_TRIES = 6
MOST_DEFERRALS = 24
FIRST_PAUSE = timedelta(minutes=15)


def plan(facts: CaseFacts, deadlines: tuple[Deadline, ...], as_of: datetime) -> Track:
    """What stage 2 wants now; not begun (neither done nor dead) before the first observation."""
    del deadlines
    return join(STAGE, [_one(facts, as_of, observation) for observation in facts.observations])


def _one(facts: CaseFacts, as_of: datetime, observation: ObservationFact) -> Track:
    if any(hop.observation_id == observation.id for hop in facts.hops):
        return Track(stage=STAGE, done=True)
    if observation.kind is not ObservationKind.IP:
        asked_once = observation.value_group in {0, observation.id}
        return Track(stage=STAGE, waits=(_wait(observation, WaitKind.CONTACT_CARRIER),) if asked_once else ())
    return _address(facts, as_of, observation)


def _address(facts: CaseFacts, as_of: datetime, observation: ObservationFact) -> Track:
    """A silent registry is asked again after growing pauses, a limited one when it said; then a person decides."""
    subject = observation_subject(observation.id)
    tries = facts.steps_of(subject, StepKind.IDENTIFICATION_TRIED)
    if not tries:
        return Track(stage=STAGE, todos=(Identify(stage=STAGE, observation_id=observation.id, attempt=1),))
    review = _wait(observation, WaitKind.PROVIDER_REVIEW)
    if tries[-1].outcome is not Outcome.UNAVAILABLE:
        return Track(stage=STAGE, waits=(review,))
    silences = sum(step.again_at is None for step in tries)
    if silences >= MOST_TRIES or len(tries) >= MOST_DEFERRALS:
        silent = Escalation(stage=STAGE, subject=subject, reason="registries_silent")
        return Track(stage=STAGE, waits=(review,), escalations=(silent,))
    again_at = tries[-1].again_at or tries[-1].happened_at + FIRST_PAUSE * 2 ** (silences - 1)
    if as_of < again_at:
        return Track(stage=STAGE, waits=(review,), wakes=(again_at,))
    todo = Identify(stage=STAGE, observation_id=observation.id, attempt=len(tries) + 1)
    return Track(stage=STAGE, todos=(todo,))


def _wait(observation: ObservationFact, kind: WaitKind) -> WaitSpec:
    return WaitSpec(stage=STAGE, kind=kind, subject=observation_subject(observation.id), turn=Turn.FIRM, rank=30)
