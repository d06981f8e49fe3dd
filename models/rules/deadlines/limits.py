"""Outer limits of the claim and of the criminal complaint (law.md §7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from models.facts import CaseFacts, Deadline, ExplainedStep, PostFact, StepFact, SubscriberFact, post_subject
from models.provisions.law import Law
from models.rules import limitation
from models.rules.counted_readings import CountedReading, counted, shown
from models.rules.deadlines.build import of_period
from models.rules.deadlines.claims import complained, events_of, is_settled, people_behind, posts_behind, subject_of
from models.rules.deadlines.knowing import persons, readings_of, suspected
from models.rules.japan_time import japan_date
from models.rules.limitation import ComplaintLimit, Knowing, TortLimit
from models.rules.suspension import SuspensionKind
from models.terms import DeadlineKind, Remedy, Stage, StepKind

_STAYS_ONLINE = ExplainedStep(
    text="投稿が掲載されている間は時効が進まないとする見解もあるが、争いがあるので投稿の日から数える",
    cite="刑事訴訟法253条1項",
)
_POSTPONED = {
    SuspensionKind.DEMAND: (DeadlineKind.DEMAND_EFFECT, "demand_suspension"),
    SuspensionKind.NEGOTIATION: (DeadlineKind.NEGOTIATION_END, "negotiation"),
}


def deadlines(facts: CaseFacts, law: Law, as_of: datetime) -> Iterator[Deadline]:
    """Yield the limits of each person who may be the sender and of each post."""
    today = japan_date(as_of)
    criminal = Remedy.CRIMINAL_COMPLAINT in facts.remedies
    people = persons(facts)
    for person in people:
        if not is_settled(facts, person):
            yield from _claim(facts, subject_of(person), readings_of(facts, person), law, today)
        if criminal and not complained(facts, person):
            yield from _complaint(facts, person, law, today)
    if not people:
        yield from _first_suspicion(facts, law, today)
    for post in facts.posts:
        yield from _of_post(facts, law, post, today, criminal=criminal)


def complaint_limit(facts: CaseFacts, person: SubscriberFact, law: Law, today: date) -> ComplaintLimit:
    """Return the complaint period against one person, or the plain statement why there is none."""
    subject = subject_of(person)
    return limitation.complaint_limit(
        known_readings=readings_of(facts, person, suspicion=False),
        rights=[post.right_infringed for post in posts_behind(facts, person)],
        withdrawn=bool(facts.steps_of(subject, StepKind.COMPLAINT_WITHDRAWN)),
        on=today,
        law=law,
    )


def _complaint(facts: CaseFacts, person: SubscriberFact, law: Law, today: date) -> Iterator[Deadline]:
    limit = complaint_limit(facts, person, law, today)
    if limit.period is not None:
        yield of_period(
            kind=DeadlineKind.COMPLAINT_PERIOD,
            stage=Stage.DAMAGES_CLAIM,
            subject=subject_of(person),
            period=limit.period,
            figure=law.figure("complaint_period", today),
            fatal=True,
            readings=limit.readings,
        )


def _claim(
    facts: CaseFacts, subject: str, known: tuple[Knowing, ...], law: Law, today: date, trigger: str = ""
) -> Iterator[Deadline]:
    bodily = any(step.kind is StepKind.BODILY_HARM_FOUND for step in facts.steps)
    events = events_of(facts, subject, since=min(k.on for k in known))
    limit = limitation.tort_limit(known_readings=known, events=events, on=today, law=law, bodily=bodily)
    key = "limitation_body" if bodily else "limitation_known"
    yield from _claim_deadline(DeadlineKind.LIMITATION_KNOWN, key, subject, limit, law, today, trigger)
    if limit.postponed_by is not None and limit.postponed_by.kind in _POSTPONED:
        kind, figure = _POSTPONED[limit.postponed_by.kind]
        yield from _claim_deadline(kind, figure, subject, limit, law, today, trigger)


def _claim_deadline(  # noqa: PLR0913, PLR0917 - one deadline of one limit
    kind: DeadlineKind, figure: str, subject: str, limit: TortLimit, law: Law, today: date, trigger: str
) -> Iterator[Deadline]:
    if limit.period is not None:
        yield of_period(
            kind=kind,
            stage=Stage.DAMAGES_CLAIM,
            subject=subject,
            period=limit.period,
            figure=law.figure(figure, today),
            fatal=True,
            readings=limit.readings,
            trigger=trigger,
        )


def _first_suspicion(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Before anybody is disclosed, a strong suspicion may already have started the three years."""
    for step in suspected(facts)[:1]:
        known = (limitation.Knowing(on=japan_date(step.happened_at), text="発信者を強く疑った日", cite="民法724条1号"),)
        yield from _claim(facts, step.subject, known, law, today, f"step:{step.id}")


def _of_post(facts: CaseFacts, law: Law, post: PostFact, today: date, *, criminal: bool) -> Iterator[Deadline]:
    people = people_behind(facts, post)
    if not any(is_settled(facts, person) for person in people):
        figure = law.figure("limitation_act", today)
        period = counted(figure, japan_date(post.posted_at), law)
        yield of_period(
            kind=DeadlineKind.LIMITATION_ACT,
            stage=Stage.DAMAGES_CLAIM,
            subject=post_subject(post.id),
            period=period,
            figure=figure,
            fatal=True,
            readings=shown([CountedReading(text="", cite="", period=period)], law.calendar),
        )
    if criminal and not any(complained(facts, person) for person in people):
        yield _bar(facts, post, law)


def _bar(facts: CaseFacts, post: PostFact, law: Law) -> Deadline:
    posted_on = japan_date(post.posted_at)
    offence = limitation.offence_of(post.right_infringed)
    figure = limitation.prosecution_figure(act_on=posted_on, right=post.right_infringed, law=law)
    period = counted(figure, posted_on, law)
    readings = [CountedReading(text="投稿の日から数える読み方", cite="刑事訴訟法253条1項", period=period)]
    for deleted in _deletions(facts, post)[:1]:
        later = counted(figure, max(posted_on, deleted.on or japan_date(deleted.happened_at)), law)
        text = "削除された日まで行為が続くとする読み方（争いがある）"
        readings.append(CountedReading(text=text, cite="刑事訴訟法253条1項", period=later))
    named = ExplainedStep(text=f"罪名: {offence.name}", cite=figure.marked(figure.cite))
    return of_period(
        kind=DeadlineKind.PROSECUTION_BAR,
        stage=Stage.DAMAGES_CLAIM,
        subject=post_subject(post.id),
        period=replace(period, steps=(named, *period.steps, _STAYS_ONLINE)),
        figure=figure,
        fatal=True,
        readings=shown(readings, law.calendar),
    )


def _deletions(facts: CaseFacts, post: PostFact) -> tuple[StepFact, ...]:
    return facts.steps_of(f"platform:{post.platform}", StepKind.POST_DELETED)
