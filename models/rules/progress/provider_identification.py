"""Stage 2, per observation: registries for an address, a person's word for a phone number or e-mail (whois.md §2.2)."""

from dataclasses import replace
from datetime import datetime, timedelta

from models.facts import CaseFacts, Deadline, HopFact, ObservationFact, observation_subject
from models.rules.chains import has_no_log, hops_of, open_wholesalers
from models.rules.log_fates import name_found
from models.rules.progress.plan import Escalation, Identify, Track, WaitSpec, join
from models.terms import ObservationKind, Outcome, Stage, StepKind, Turn, WaitKind

STAGE = Stage.PROVIDER_IDENTIFICATION
MOST_TRIES = 6
MOST_DEFERRALS = 24
FIRST_PAUSE = timedelta(minutes=15)


def plan(facts: CaseFacts, deadlines: tuple[Deadline, ...], as_of: datetime) -> Track:
    """What stage 2 wants now; not begun (neither done nor dead) before the first observation."""
    return join(STAGE, [_one(facts, deadlines, as_of, observation) for observation in facts.observations])


def _one(facts: CaseFacts, deadlines: tuple[Deadline, ...], as_of: datetime, observation: ObservationFact) -> Track:
    hops = hops_of(facts, observation.id)
    if hops:
        return _known(facts, deadlines, observation, hops)
    if observation.kind is not ObservationKind.IP:
        asked_once = observation.value_group in {0, observation.id}
        return Track(stage=STAGE, waits=(_wait(observation, WaitKind.CONTACT_CARRIER),) if asked_once else ())
    return _address(facts, as_of, observation)


def _known(
    facts: CaseFacts, deadlines: tuple[Deadline, ...], observation: ObservationFact, hops: tuple[HopFact, ...]
) -> Track:
    """A chain that ends at a wholesaler (VNE) is not at its end: staff ask it whose line that was (law.md §10)."""
    wholesalers = open_wholesalers(facts, observation.id)
    if not wholesalers or any(name_found(facts, hop) for hop in hops):
        return Track(stage=STAGE, done=True)
    if all(has_no_log(facts, hop) for hop in wholesalers):
        return Track(stage=STAGE, dead=True)
    subject = observation_subject(observation.id)
    expiry = min((d.act_by for d in deadlines if d.subject == subject and d.fatal), default=None)
    return Track(stage=STAGE, waits=(replace(_wait(observation, WaitKind.PROVIDER_REVIEW), due_on=expiry),))


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
