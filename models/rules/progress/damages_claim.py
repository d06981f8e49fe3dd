"""Stage 5, per sender: demand, pledge, payment, suit, criminal complaint, in any combination (law.md §§7, 8, P11, P12)."""

from datetime import datetime, timedelta

from models.facts import CaseFacts, SubscriberFact, sender_subject
from models.provisions import Law
from models.rules.progress.papers import paper, sent_at
from models.rules.progress.plan import Escalation, Track, WaitSpec, days_after, japan_day, join, morning_of
from models.rules.progress.subscriber_disclosure import senders
from models.terms import LetterKind, Outcome, Remedy, Stage, StepKind, Turn, WaitKind

STAGE = Stage.DAMAGES_CLAIM
CIVIL = {Remedy.PLEDGE, Remedy.DAMAGES, Remedy.EXPENSES}
LONGEST_PAUSE = timedelta(days=60)


def plan(facts: CaseFacts, law: Law, disclosure: Track, as_of: datetime) -> Track:
    """What stage 5 wants now. It waits for the other holders, but not longer than 60 days after the first name."""
    people = senders(facts)
    ended = disclosure.done or disclosure.dead
    tracks = [_one(facts, law, as_of, person) for person in people if ended or _is_old(person, as_of)]
    if people and not tracks:
        wake = min((p.confirmed_at or p.disclosed_at) for p in people) + LONGEST_PAUSE
        return Track(stage=STAGE, wakes=(wake,))
    return join(STAGE, tracks)


def _is_old(person: SubscriberFact, as_of: datetime) -> bool:
    return as_of >= (person.confirmed_at or person.disclosed_at) + LONGEST_PAUSE


def _one(facts: CaseFacts, law: Law, as_of: datetime, person: SubscriberFact) -> Track:
    subject = sender_subject(person.id)
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
    if facts.last_step(subject, StepKind.PAID):
        return Track(stage=STAGE, done=True)
    answer = facts.last_step(subject, StepKind.CLAIM_ANSWERED)
    if answer and answer.outcome is Outcome.WITHDRAWN:
        return Track(stage=STAGE, done=True)
    if answer and answer.outcome is Outcome.AGREED:
        return _agreed(facts, subject, answer.amount_yen)
    days = law.figure("demand_answer", japan_day(asked_at)).length.count
    due = days_after(asked_at, days)
    if answer is None and japan_day(as_of) <= due:
        wait = _wait(WaitKind.CLAIM_ANSWER, subject, Turn.SENDER, due_on=due)
        return Track(stage=STAGE, waits=(wait,), wakes=(morning_of(due + timedelta(days=1)),))
    silent = Escalation(stage=STAGE, subject=subject, reason="sender_silent")
    around = Track(stage=STAGE, escalations=() if answer else (silent,))
    return join(STAGE, [around, _by_suit(facts, subject, answered=answer is not None)])


def _agreed(facts: CaseFacts, subject: str, amount_yen: int | None) -> Track:
    """An agreement ends with the money, or with the signed pledge when no money was agreed."""
    signed = facts.last_step(subject, StepKind.PLEDGE_SIGNED) is not None
    pledge_missing = Remedy.PLEDGE in facts.remedies and not signed
    if not amount_yen and not pledge_missing:
        return Track(stage=STAGE, done=True)
    return Track(stage=STAGE, waits=(_wait(WaitKind.PAYMENT, subject, Turn.SENDER),))


def _by_suit(facts: CaseFacts, subject: str, *, answered: bool) -> Track:
    late = () if answered else (_wait(WaitKind.CLAIM_ANSWER, subject, Turn.SENDER, rank=80),)
    complaint = paper(facts, STAGE, LetterKind.DAMAGES_COMPLAINT, subject)
    if not complaint.done:
        return join(STAGE, [complaint, Track(stage=STAGE, waits=late)])
    decided = facts.last_step(subject, StepKind.DAMAGES_DECIDED)
    if decided is None:
        return Track(stage=STAGE, waits=(_wait(WaitKind.DAMAGES_SUIT, subject, Turn.COURT),))
    if decided.outcome in {Outcome.GRANTED, Outcome.SETTLED}:
        return Track(stage=STAGE, waits=(_wait(WaitKind.PAYMENT, subject, Turn.SENDER),))
    appealed = facts.last_step(subject, StepKind.APPEALED)
    if decided.outcome is Outcome.WITHDRAWN or (appealed and appealed.outcome is Outcome.GIVEN_UP):
        return Track(stage=STAGE, done=True)
    if appealed and appealed.happened_at >= decided.happened_at:
        return Track(stage=STAGE, waits=(_wait(WaitKind.DAMAGES_SUIT, subject, Turn.COURT),))
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


def _wait(kind: WaitKind, subject: str, turn: Turn, **more: object) -> WaitSpec:
    return WaitSpec(stage=STAGE, kind=kind, subject=subject, turn=turn, **more)  # type: ignore[arg-type]
