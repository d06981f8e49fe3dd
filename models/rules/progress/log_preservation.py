"""Stage 3, per log holder: ask, chase, tell of the suit, renew. Only a written date or an order counts (law.md P4)."""

from datetime import date, datetime, timedelta

from models.facts import CaseFacts, Deadline, StepFact, holder_subject
from models.provisions import Law
from models.rules.attempts import chase_days, give_up_day
from models.rules.chains import found_elsewhere
from models.rules.progress.decisions import given_up
from models.rules.progress.papers import chase_ups, paper, sent_at
from models.rules.progress.plan import Draft, Escalation, Track, WaitSpec, days_after, japan_day, join, morning_of
from models.terms import LetterKind, ObservationKind, Outcome, Stage, StepKind, Turn, WaitKind

STAGE = Stage.LOG_PRESERVATION
SAFE = {Outcome.KEPT, Outcome.ORDERED}


def plan(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime) -> Track:
    """What stage 3 wants now."""
    return join(STAGE, [_one(facts, law, deadlines, as_of, holder) for holder in facts.holders()])


def has_log(facts: CaseFacts, holder: int) -> bool:
    """Whether this holder keeps a connection log at all (a phone number's subscriber is contract data)."""
    return any(o.kind is ObservationKind.IP for o in facts.observations_of_holder(holder))


def is_silent(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime, holder: int) -> bool:
    """Whether the holder left the notice and every chase-up unanswered."""
    subject = holder_subject(holder)
    asked_at = sent_at(facts, LetterKind.PRESERVATION_NOTICE, subject)
    if asked_at is None or facts.last_step(subject, StepKind.PRESERVATION_ANSWERED):
        return False
    return japan_day(as_of) >= _schedule(facts, law, deadlines, asked_at, holder)[1]


def _one(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime, holder: int) -> Track:
    subject = holder_subject(holder)
    found = facts.last_step(subject, StepKind.DISCLOSED) is not None or found_elsewhere(facts, holder)
    needless = found or given_up(facts, subject)
    if needless or not has_log(facts, holder):
        return Track(stage=STAGE, done=True)
    answer = facts.last_step(subject, StepKind.PRESERVATION_ANSWERED)
    if answer is None:
        return _ask(facts, law, deadlines, as_of, holder)
    if answer.outcome in SAFE:
        return _keep_alive(facts, law, as_of, holder, answer)
    if answer.outcome is Outcome.NO_SUCH_LOG:
        return Track(stage=STAGE, dead=True)
    if answer.outcome is Outcome.ANOTHER_PROVIDER:
        return Track(stage=STAGE, done=True)
    return _tell_of_suit(facts, holder, answer)


def _expiry(deadlines: tuple[Deadline, ...], facts: CaseFacts, holder: int) -> date | None:
    subjects = {f"observation:{hop.observation_id}" for hop in facts.hops_of_holder(holder)}
    days = [deadline.act_by for deadline in deadlines if deadline.subject in subjects and deadline.fatal]
    return min(days, default=None)


def _schedule(
    facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], asked_at: datetime, holder: int
) -> tuple[tuple[date, ...], date]:
    typical = law.figure("preservation_answer", japan_day(asked_at)).length.count
    last_useful = _expiry(deadlines, facts, holder)
    asked_on = japan_day(asked_at)
    chases = chase_days(asked_on, typical_days=typical, last_useful=last_useful)
    return chases, give_up_day(asked_on, chases, typical_days=typical, last_useful=last_useful)


def _ask(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime, holder: int) -> Track:
    subject = holder_subject(holder)
    expiry = _expiry(deadlines, facts, holder)
    notice = paper(facts, STAGE, LetterKind.PRESERVATION_NOTICE, subject, due_on=expiry)
    asked_at = sent_at(facts, LetterKind.PRESERVATION_NOTICE, subject)
    if asked_at is None:
        return notice
    chases, give_up = _schedule(facts, law, deadlines, asked_at, holder)
    today = japan_day(as_of)
    silent = (Escalation(stage=STAGE, subject=subject, reason="holder_silent"),) if today >= give_up else ()
    wait = _answer_wait(subject, give_up)
    own = Track(stage=STAGE, waits=(wait,), wakes=(morning_of(give_up),), escalations=silent)
    chase = Draft(stage=STAGE, letter=LetterKind.PRESERVATION_CHASE, subject=subject)
    return join(STAGE, [own, chase_ups(facts, chase, chases, today, due_on=expiry)])


def _answer_wait(subject: str, due_on: date | None) -> WaitSpec:
    return WaitSpec(
        stage=STAGE, kind=WaitKind.PRESERVATION_ANSWER, subject=subject, turn=Turn.PROVIDER, due_on=due_on, rank=40
    )


def _keep_alive(facts: CaseFacts, law: Law, as_of: datetime, holder: int, answer: StepFact) -> Track:
    """A promised date is a new deadline: ask for more before it ends."""
    subject = holder_subject(holder)
    if answer.on is None:
        return Track(stage=STAGE, done=True)
    lead = law.figure("preservation_renewal", japan_day(as_of)).length.count
    renew_on = answer.on - timedelta(days=lead)
    if japan_day(as_of) < renew_on:
        return Track(stage=STAGE, done=True, wakes=(morning_of(renew_on),))
    kept = [s for s in facts.steps_of(subject, StepKind.PRESERVATION_ANSWERED) if s.outcome in SAFE]
    renewal = paper(facts, STAGE, LetterKind.PRESERVATION_RENEWAL, subject, no=len(kept), due_on=answer.on)
    asked_at = sent_at(facts, LetterKind.PRESERVATION_RENEWAL, subject, len(kept))
    if asked_at is None:
        return renewal
    typical = law.figure("preservation_answer", japan_day(asked_at)).length.count
    due = min(days_after(asked_at, typical), answer.on)
    silent = Escalation(stage=STAGE, subject=subject, reason="holder_silent")
    return Track(
        stage=STAGE,
        waits=(_answer_wait(subject, due),),
        escalations=(silent,) if japan_day(as_of) > due else (),
        wakes=(morning_of(due + timedelta(days=1)),),
    )


def _tell_of_suit(facts: CaseFacts, holder: int, answer: StepFact) -> Track:
    """Refused: once the suit is filed the holder is told of it and asked again."""
    subject = holder_subject(holder)
    unsafe = Escalation(stage=STAGE, subject=subject, reason="holder_refused")
    own = Track(stage=STAGE, escalations=(unsafe,), waits=(_answer_wait(subject, None),))
    if sent_at(facts, LetterKind.DISCLOSURE_COMPLAINT, subject) is None:
        return own
    notice = paper(facts, STAGE, LetterKind.SUIT_NOTICE, subject)
    told_at = sent_at(facts, LetterKind.SUIT_NOTICE, subject)
    if told_at is None:
        return join(STAGE, [own, notice])
    again = Escalation(stage=STAGE, subject=subject, reason="holder_refused_again")
    refused_again = answer.happened_at > told_at
    return Track(stage=STAGE, waits=(_answer_wait(subject, None),), escalations=(again,) if refused_again else ())
