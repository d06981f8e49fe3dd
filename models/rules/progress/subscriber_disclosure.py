"""Stage 4, per holder at the end of its chain: suit for an address, bar inquiry for a number (law.md P9, P10)."""

from dataclasses import replace
from datetime import datetime, timedelta

from models.facts import CaseFacts, Deadline, StepFact, SubscriberFact, holder_subject
from models.provisions import Law
from models.rules.chains import chains_of, found_elsewhere, only_passes_on
from models.rules.progress.decisions import (
    WON,
    appealed_after,
    by_order,
    came_after,
    contested_after,
    given_up_after,
    standing,
)
from models.rules.progress.log_preservation import has_log, is_silent
from models.rules.progress.papers import paper, sent_at
from models.rules.progress.plan import Escalation, Track, WaitSpec, days_after, japan_day, join, morning_of
from models.terms import LetterKind, Outcome, Stage, StepKind, Turn, WaitKind

STAGE = Stage.SUBSCRIBER_DISCLOSURE
_DECISIONS = (StepKind.JUDGMENT_GIVEN, StepKind.DISCLOSURE_ORDER_DECIDED)


def plan(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime) -> Track:
    """What stage 4 wants now; holders that only passed the question on are skipped."""
    return join(STAGE, [_one(facts, law, deadlines, as_of, holder) for holder in last_holders(facts)])


def last_holders(facts: CaseFacts) -> list[int]:
    """Holders at the end of a chain of at least one observation."""
    lines = {hop.observation_id for hop in facts.hops}
    return sorted({chain[-1].holder_no for line in lines for chain in chains_of(facts, line)})


def _one(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime, holder: int) -> Track:
    subject = holder_subject(holder)
    if facts.last_step(subject, StepKind.DISCLOSED):
        return _after_disclosure(facts, holder)
    if found_elsewhere(facts, holder):
        return Track(stage=STAGE, done=True)
    return _unnamed(facts, law, deadlines, as_of, holder)


def _unnamed(facts: CaseFacts, law: Law, deadlines: tuple[Deadline, ...], as_of: datetime, holder: int) -> Track:
    """No name yet. A wholesaler (VNE) is never sued for a subscriber: stage 2 waits for the ISP that it names."""
    subject = holder_subject(holder)
    preserved = facts.last_step(subject, StepKind.PRESERVATION_ANSWERED)
    if preserved and preserved.outcome is Outcome.NO_SUCH_LOG:
        return Track(stage=STAGE, dead=True)
    if only_passes_on(facts, holder):
        return Track(stage=STAGE)
    asked = _by_request(facts, law, as_of, subject)
    if not has_log(facts, holder):
        return join(STAGE, [_by_bar_inquiry(facts, law, as_of, subject), *asked])
    waits_for_log = preserved is None and not is_silent(facts, law, deadlines, as_of, holder)
    if waits_for_log and standing(facts, subject, *_DECISIONS) is None and not by_order(facts, subject):
        return join(STAGE, [Track(stage=STAGE), *asked])
    suit = _by_suit(facts, law, as_of, subject)
    known = any(wait.kind is WaitKind.SUBSCRIBER_DISCLOSURE for wait in suit.waits)
    return suit if suit.dead or known else join(STAGE, [suit, *asked])


def _by_request(facts: CaseFacts, law: Law, as_of: datetime, subject: str) -> tuple[Track, ...]:
    """A holder that was asked for the name out of court may give it at any time; a refusal ends that (law.md P1)."""
    sent = [s for s in facts.steps_of(subject, StepKind.LETTER_SENT) if s.letter is LetterKind.DISCLOSURE_REQUEST]
    refused = facts.last_step(subject, StepKind.DISCLOSURE_REFUSED)
    if not sent or (refused is not None and came_after(refused, sent[-1])):
        return ()
    return (replace(_awaiting_name(facts, law, as_of, subject, sent[-1]), escalations=()),)


def _by_suit(facts: CaseFacts, law: Law, as_of: datetime, subject: str) -> Track:
    """The suit, or the order procedure where that was chosen; an appeal of either side leaves it with the court."""
    decided = standing(facts, subject, *_DECISIONS)
    complaint = paper(facts, STAGE, LetterKind.DISCLOSURE_COMPLAINT, subject)
    if decided is None and not complaint.done and not by_order(facts, subject):
        return complaint
    if decided is None or contested_after(facts, subject, decided):
        wait = WaitSpec(stage=STAGE, kind=WaitKind.SUIT_PROGRESS, subject=subject, turn=Turn.COURT, rank=60)
        return Track(stage=STAGE, waits=(wait,))
    if decided.outcome in WON:
        return _awaiting_name(facts, law, as_of, subject, decided)
    if given_up_after(facts, subject, decided):
        return Track(stage=STAGE, dead=True)
    return Track(stage=STAGE, waits=(_dead_end(subject),))


def _awaiting_name(facts: CaseFacts, law: Law, as_of: datetime, subject: str, judgment: StepFact) -> Track:
    days = law.figure("disclosure_after_judgment", japan_day(judgment.happened_at)).length.count
    due = days_after(judgment.happened_at, days)
    refused = facts.last_step(subject, StepKind.DISCLOSURE_REFUSED)
    late = japan_day(as_of) > due or (refused is not None and came_after(refused, judgment))
    wait = WaitSpec(
        stage=STAGE, kind=WaitKind.SUBSCRIBER_DISCLOSURE, subject=subject, turn=Turn.PROVIDER, due_on=due, rank=40
    )
    told = Escalation(stage=STAGE, subject=subject, reason="judgment_not_obeyed")
    return Track(
        stage=STAGE,
        waits=(wait,),
        escalations=(told,) if late else (),
        wakes=(morning_of(due + timedelta(days=1)),),
    )


def _by_bar_inquiry(facts: CaseFacts, law: Law, as_of: datetime, subject: str) -> Track:
    inquiry = paper(facts, STAGE, LetterKind.BAR_INQUIRY, subject)
    asked_at = sent_at(facts, LetterKind.BAR_INQUIRY, subject)
    if asked_at is None:
        return inquiry
    answer = facts.last_step(subject, StepKind.BAR_INQUIRY_ANSWERED)
    if answer and answer.outcome is Outcome.NO_RECORD:
        return Track(stage=STAGE, dead=True)
    if answer and given_up_after(facts, subject, answer):
        return Track(stage=STAGE, dead=True)
    if answer and not appealed_after(facts, subject, answer):
        return Track(stage=STAGE, waits=(_dead_end(subject),))
    asked_again = facts.last_step(subject, StepKind.APPEALED)
    asked_at = asked_again.happened_at if asked_again else asked_at
    due = days_after(asked_at, law.figure("bar_inquiry_answer", japan_day(asked_at)).length.count)
    late = japan_day(as_of) > due
    told = Escalation(stage=STAGE, subject=subject, reason="bar_inquiry_unanswered")
    wait = WaitSpec(stage=STAGE, kind=WaitKind.BAR_INQUIRY_ANSWER, subject=subject, turn=Turn.BAR, due_on=due)
    return Track(
        stage=STAGE,
        waits=(wait,),
        escalations=(told,) if late else (),
        wakes=(morning_of(due + timedelta(days=1)),),
    )


def _after_disclosure(facts: CaseFacts, holder: int) -> Track:
    people = [person for person in facts.subscribers if person.holder_no == holder]
    if any(person.is_sender is Outcome.SENDER for person in people):
        return Track(stage=STAGE, done=True)
    subject = holder_subject(holder)
    disclosed = facts.last_step(subject, StepKind.DISCLOSED)
    if disclosed and given_up_after(facts, subject, disclosed):
        return Track(stage=STAGE, dead=True)
    return Track(stage=STAGE, waits=tuple(_confirmation(subject) for _ in people[:1]))


def _confirmation(subject: str) -> WaitSpec:
    return WaitSpec(stage=STAGE, kind=WaitKind.SENDER_CONFIRMATION, subject=subject, turn=Turn.FIRM, rank=30)


def _dead_end(subject: str) -> WaitSpec:
    return WaitSpec(stage=STAGE, kind=WaitKind.DEAD_END, subject=subject, turn=Turn.ATTORNEY, rank=5)


def senders(facts: CaseFacts) -> list[SubscriberFact]:
    """Confirmed senders, one entry a person: the first one, whichever line showed that the person is the sender."""
    found = []
    for first in (p for p in facts.subscribers if p.same_as is None):
        lines = [p for p in facts.subscribers if first.id in {p.id, p.same_as}]
        proof = next((p for p in lines if p.is_sender is Outcome.SENDER), None)
        if proof:
            found.append(replace(first, is_sender=Outcome.SENDER, confirmed_at=proof.confirmed_at))
    return found
