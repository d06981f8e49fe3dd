"""Outer limits of the claim and of the criminal complaint (law.md §7)."""

from collections.abc import Iterator
from datetime import date, datetime

from models.facts import CaseFacts, Deadline, PostFact, SubscriberFact, post_subject, sender_subject
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules.deadlines.build import of_period
from models.rules.japan_time import japan_date
from models.rules.limitation import counted, prosecution_figure
from models.terms import DeadlineKind, LetterKind, Outcome, Remedy, Stage, StepKind


def deadlines(facts: CaseFacts, law: Law, as_of: datetime) -> Iterator[Deadline]:
    """Yield the limits of each person who may be the sender and of each post."""
    today = japan_date(as_of)
    criminal = Remedy.CRIMINAL_COMPLAINT in facts.remedies
    for person in _persons(facts):
        subject, known_on = sender_subject(person.id), _known_on(facts, person)
        if not _claim_settled(facts, person):
            yield _limit(DeadlineKind.LIMITATION_KNOWN, subject, law.figure("limitation_known", today), known_on, law)
        if criminal and not _complained(facts, person):
            yield _limit(DeadlineKind.COMPLAINT_PERIOD, subject, law.figure("complaint_period", today), known_on, law)
    for post in facts.posts:
        yield from _of_post(facts, law, post, today, criminal=criminal)


def _of_post(facts: CaseFacts, law: Law, post: PostFact, today: date, *, criminal: bool) -> Iterator[Deadline]:
    subject, posted_on = post_subject(post.id), japan_date(post.posted_at)
    people = _people_behind(facts, post)
    if not any(_claim_settled(facts, person) for person in people):
        yield _limit(DeadlineKind.LIMITATION_ACT, subject, law.figure("limitation_act", today), posted_on, law)
    if criminal and not any(_complained(facts, person) for person in people):
        figure = prosecution_figure(act_on=posted_on, right=post.right_infringed, law=law)
        yield _limit(DeadlineKind.PROSECUTION_BAR, subject, figure, posted_on, law)


def _limit(kind: DeadlineKind, subject: str, figure: Figure, event: date, law: Law) -> Deadline:
    return of_period(
        kind=kind,
        stage=Stage.DAMAGES_CLAIM,
        subject=subject,
        period=counted(figure, event, law),
        figure=figure,
        fatal=True,
    )


def _persons(facts: CaseFacts) -> list[SubscriberFact]:
    """Return everyone who is or may be the sender, one entry a person."""
    return [p for p in facts.subscribers if p.is_sender is not Outcome.NOT_SENDER and p.same_as is None]


def _known_on(facts: CaseFacts, person: SubscriberFact) -> date:
    """Return the day the sender became known; before confirmation, the day of disclosure is the safe reading."""
    same = [p for p in facts.subscribers if person.id in {p.id, p.same_as}]
    return japan_date(min(_known_at(p) for p in same))


def _known_at(person: SubscriberFact) -> datetime:
    confirmed = person.confirmed_at if person.is_sender is Outcome.SENDER else None
    return confirmed or person.disclosed_at


def _people_behind(facts: CaseFacts, post: PostFact) -> list[SubscriberFact]:
    lines = {o.id for o in facts.observations if o.post_id == post.id}
    holders = {h.holder_no for h in facts.hops if h.observation_id in lines}
    return [p for p in facts.subscribers if p.holder_no in holders]


def _subject_of(person: SubscriberFact) -> str:
    return sender_subject(person.id if person.same_as is None else person.same_as)


def _claim_settled(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether the claim was paid, brought to court or given up."""
    subject = _subject_of(person)
    if _paid_in_full(facts, subject) or _sent(facts, subject, LetterKind.DAMAGES_COMPLAINT):
        return True
    return any(s.outcome is Outcome.WITHDRAWN for s in facts.steps_of(subject, StepKind.CLAIM_ANSWERED))


def _paid_in_full(facts: CaseFacts, subject: str) -> bool:
    """Say whether what was agreed or adjudged is paid; a part payment leaves the limitation running."""
    paid = [step.amount_yen or 0 for step in facts.steps_of(subject, StepKind.PAID)]
    promise = facts.last_step(subject, StepKind.CLAIM_ANSWERED, StepKind.DAMAGES_DECIDED)
    return bool(paid) and sum(paid) >= ((promise.amount_yen if promise else None) or 0)


def _complained(facts: CaseFacts, person: SubscriberFact) -> bool:
    """Say whether a complaint was filed and not handed back."""
    subject = _subject_of(person)
    answer = facts.last_step(subject, StepKind.COMPLAINT_ANSWERED)
    returned = answer is not None and answer.outcome is Outcome.RETURNED
    return _sent(facts, subject, LetterKind.CRIMINAL_COMPLAINT) and not returned


def _sent(facts: CaseFacts, subject: str, letter: LetterKind) -> bool:
    return any(s.letter is letter for s in facts.steps_of(subject, StepKind.LETTER_SENT))
