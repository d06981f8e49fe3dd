"""告訴期間・公訴時効: the criminal side of each person and each post (law.md §7, §13-31)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, ExplainedStep, PostFact, StepFact, SubscriberFact, post_subject
from models.provisions.law import Law
from models.rules import limitation
from models.rules.counted_readings import CountedReading, counted, shown
from models.rules.deadlines.behind import offences_of, people_behind, persons, posts_behind, subject_of
from models.rules.deadlines.build import of_period
from models.rules.deadlines.claims import complained
from models.rules.deadlines.knowing import readings_of
from models.rules.japan_time import japan_date
from models.rules.limitation import ComplaintLimit
from models.terms import DeadlineKind, Remedy, Stage, StepKind

_CITE: Final = "刑事訴訟法253条1項"
_STAYS_ONLINE: Final = ExplainedStep(
    text="投稿が掲載されている間は時効が進まないとする見解もあるが、争いがあるので投稿の日から数える", cite=_CITE
)


def deadlines(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield the complaint period of each person and the time-bar of each post, if a complaint is wanted at all."""
    if Remedy.CRIMINAL_COMPLAINT not in facts.remedies:
        return
    for person in persons(facts):
        if not complained(facts, person):
            yield from _complaint(facts, person, law, today)
    for post in facts.posts:
        if not _is_over(facts, post, law):
            yield _bar(facts, post, law)


def complaint_limit(facts: CaseFacts, person: SubscriberFact, law: Law, today: date) -> ComplaintLimit:
    """Return the complaint period against one person, or the plain statement why there is none."""
    posts = [p for p in posts_behind(facts, person) if not _withdrawn(facts, post_subject(p.id))]
    return limitation.complaint_limit(
        known_readings=readings_of(facts, person, suspicion=False),
        offences=offences_of(posts, law),
        withdrawn=_withdrawn(facts, subject_of(person)) or not posts,
        on=today,
        law=law,
    )


def _is_over(facts: CaseFacts, post: PostFact, law: Law) -> bool:
    """Say whether a complaint is filed, or was withdrawn where nobody can be prosecuted without one (刑訴237条2項)."""
    people = people_behind(facts, post)
    if any(complained(facts, person) for person in people):
        return True
    subjects = (post_subject(post.id), *(subject_of(person) for person in people))
    (offence,) = offences_of((post,), law)
    return offence.on_complaint and any(_withdrawn(facts, subject) for subject in subjects)


def _withdrawn(facts: CaseFacts, subject: str) -> bool:
    return bool(facts.steps_of(subject, StepKind.COMPLAINT_WITHDRAWN))


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


def _bar(facts: CaseFacts, post: PostFact, law: Law) -> Deadline:
    """Counted from the post; the day of its deletion is a disputed reading and never the alarm."""
    posted_on = japan_date(post.posted_at)
    offence = limitation.offence_of(act_on=posted_on, right=post.right_infringed, law=law)
    figure = limitation.prosecution_figure(act_on=posted_on, right=post.right_infringed, law=law)
    period = counted(figure, posted_on, law)
    readings = [CountedReading(text="投稿の日から数える読み方", cite=_CITE, period=period)]
    for deleted in _deletions(facts, post)[:1]:
        later = counted(figure, max(posted_on, deleted.on or japan_date(deleted.happened_at)), law)
        text = "削除された日まで行為が続くとする読み方（争いがある）"
        readings.append(CountedReading(text=text, cite=_CITE, period=later))
    named = ExplainedStep(text=f"罪名: {offence.charge}", cite=offence.marked(offence.cite))
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
    own = facts.steps_of(post_subject(post.id), StepKind.POST_DELETED)
    return own or facts.steps_of(f"platform:{post.platform}", StepKind.POST_DELETED)
