"""Stage 5, per sender: demand, pledge, payment, suit, complaint to the police, in any combination (law.md §§7, 8)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from models.facts import CaseFacts, StepFact, SubscriberFact, sender_subject
from models.provisions import Law
from models.rules.progress.decisions import WON, contested_after, given_up, given_up_after, standing
from models.rules.progress.instalments import due_of, owed_yen, paid_yen
from models.rules.progress.papers import paper, sent_at
from models.rules.progress.plan import Escalation, Track, WaitSpec, days_after, japan_day, join, morning_of
from models.rules.progress.subscriber_disclosure import senders
from models.terms import LetterKind, Outcome, Remedy, Stage, StepKind, Turn, WaitKind

STAGE = Stage.DAMAGES_CLAIM
MONEY = {Remedy.DAMAGES, Remedy.EXPENSES}
CIVIL = {Remedy.PLEDGE, *MONEY}
LONGEST_PAUSE = timedelta(days=60)
LATE_ANSWER_RANK = 80


def plan(facts: CaseFacts, law: Law, disclosure: Track, as_of: datetime) -> Track:
    """What stage 5 wants now. It waits for the other holders, but not longer than 60 days after the first name."""
    ended = disclosure.done or disclosure.dead
    return join(STAGE, [_when_due(facts, law, as_of, person, ended=ended) for person in senders(facts)])


def _when_due(facts: CaseFacts, law: Law, as_of: datetime, person: SubscriberFact, *, ended: bool) -> Track:
    begins_at = (person.confirmed_at or person.disclosed_at) + LONGEST_PAUSE
    if not ended and as_of < begins_at:
        return Track(stage=STAGE, wakes=(begins_at,))
    return _one(facts, law, as_of, sender_subject(person.id))


def _one(facts: CaseFacts, law: Law, as_of: datetime, subject: str) -> Track:
    tracks = []
    if facts.remedies & CIVIL:
        tracks.append(_civil(facts, law, as_of, subject))
    if Remedy.CRIMINAL_COMPLAINT in facts.remedies:
        tracks.append(_criminal(facts, subject))
    return join(STAGE, tracks) if tracks else Track(stage=STAGE, done=True)


def _civil(facts: CaseFacts, law: Law, as_of: datetime, subject: str) -> Track:
    demand = paper(facts, STAGE, LetterKind.DEMAND_LETTER, subject)
    asked_at = sent_at(facts, LetterKind.DEMAND_LETTER, subject)
    if asked_at is None:
        return demand
    answer = facts.last_step(subject, StepKind.CLAIM_ANSWERED)
    agreed = _by_mediation(facts, subject)
    if agreed is not None:
        return _owed(facts, law, as_of, agreed)
    if answer and answer.outcome is Outcome.WITHDRAWN:
        return Track(stage=STAGE, done=True)
    if answer and answer.outcome is Outcome.AGREED:
        return _owed(facts, law, as_of, answer)
    due = days_after(asked_at, _days_to_answer(law, asked_at))
    if answer is None and japan_day(as_of) <= due:
        wait = _wait(WaitKind.CLAIM_ANSWER, subject, Turn.SENDER, due_on=due)
        return Track(stage=STAGE, waits=(wait,), wakes=(morning_of(due + timedelta(days=1)),))
    return _unsettled(facts, law, as_of, subject, answered=answer is not None)


def _by_mediation(facts: CaseFacts, subject: str) -> StepFact | None:
    """A settlement before a mediator binds like a judgment, whatever was answered before."""
    last = facts.last_step(subject, StepKind.MEDIATION_ENDED)
    return last if last is not None and last.outcome is Outcome.SETTLED else None


def _unsettled(facts: CaseFacts, law: Law, as_of: datetime, subject: str, *, answered: bool) -> Track:
    """Refused, denied or silent."""
    if not facts.remedies & MONEY:
        return _without_suit(facts, subject, answered=answered)
    suit = _by_suit(facts, law, as_of, subject, answered=answered)
    if answered or suit.done:
        return suit
    silent = Escalation(stage=STAGE, subject=subject, reason="sender_silent")
    return replace(suit, escalations=(*suit.escalations, silent))


def _days_to_answer(law: Law, asked_at: datetime) -> int:
    return law.figure("demand_answer", japan_day(asked_at)).length.count


def _owed(facts: CaseFacts, law: Law, as_of: datetime, promise: StepFact) -> Track:
    """An agreement or judgment ends with all of the money, and an agreement with the signed pledge where wanted."""
    subject = promise.subject
    by_agreement = promise.kind is StepKind.CLAIM_ANSWERED and Remedy.PLEDGE in facts.remedies
    unsigned = by_agreement and facts.last_step(subject, StepKind.PLEDGE_SIGNED) is None
    if paid_yen(facts, subject) >= owed_yen(facts, promise) and not unsigned:
        return Track(stage=STAGE, done=True)
    usual = days_after(promise.happened_at, _days_to_answer(law, promise.happened_at))
    due = due_of(facts, promise, usual)
    payment = _wait(WaitKind.PAYMENT, subject, Turn.SENDER, due_on=due)
    if japan_day(as_of) <= due:
        return Track(stage=STAGE, waits=(payment,), wakes=(morning_of(due + timedelta(days=1)),))
    missing = Escalation(stage=STAGE, subject=subject, reason="payment_missing")
    return Track(stage=STAGE, waits=(payment, _late_answer(subject)), escalations=(missing,))


def _late_answer(subject: str) -> WaitSpec:
    """The sender may answer (again) at any time, and we may withdraw."""
    return _wait(WaitKind.CLAIM_ANSWER, subject, Turn.SENDER, rank=LATE_ANSWER_RANK)


def _without_suit(facts: CaseFacts, subject: str, *, answered: bool) -> Track:
    """Only a pledge was wanted: no court gives that, so an attorney decides."""
    if given_up(facts, subject):
        return Track(stage=STAGE, done=True)
    late = () if answered else (_late_answer(subject),)
    return Track(stage=STAGE, waits=(_wait(WaitKind.DEAD_END, subject, Turn.ATTORNEY, rank=5), *late))


def _by_suit(facts: CaseFacts, law: Law, as_of: datetime, subject: str, *, answered: bool) -> Track:
    complaint = paper(facts, STAGE, LetterKind.DAMAGES_COMPLAINT, subject)
    if not complaint.done:
        late = () if answered else (_late_answer(subject),)
        return join(STAGE, [complaint, Track(stage=STAGE, waits=late)])
    decided = standing(facts, subject, StepKind.DAMAGES_DECIDED)
    if decided is None or contested_after(facts, subject, decided):
        return Track(stage=STAGE, waits=(_wait(WaitKind.DAMAGES_SUIT, subject, Turn.COURT),))
    if decided.outcome in WON:
        return _owed(facts, law, as_of, decided)
    if decided.outcome is Outcome.WITHDRAWN or given_up_after(facts, subject, decided):
        return Track(stage=STAGE, done=True)
    return Track(stage=STAGE, waits=(_wait(WaitKind.DEAD_END, subject, Turn.ATTORNEY, rank=5),))


def _criminal(facts: CaseFacts, subject: str) -> Track:
    complaint = paper(facts, STAGE, LetterKind.CRIMINAL_COMPLAINT, subject)
    if not complaint.done:
        return complaint
    answer = facts.last_step(subject, StepKind.COMPLAINT_ANSWERED)
    if answer and answer.outcome in {Outcome.ACCEPTED, Outcome.WITHDRAWN}:
        return Track(stage=STAGE, done=True)
    returned = Escalation(stage=STAGE, subject=subject, reason="complaint_returned")
    wait = _wait(WaitKind.COMPLAINT_ANSWER, subject, Turn.POLICE)
    return Track(stage=STAGE, waits=(wait,), escalations=(returned,) if answer else ())


def _wait(kind: WaitKind, subject: str, turn: Turn, *, due_on: date | None = None, rank: int = 50) -> WaitSpec:
    return WaitSpec(stage=STAGE, kind=kind, subject=subject, turn=turn, due_on=due_on, rank=rank)
