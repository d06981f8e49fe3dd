"""消滅時効: the outer limits of the claim, for each person and each post (law.md §7)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, PostFact, SubscriberFact, post_subject
from models.provisions.law import Law
from models.rules import limitation
from models.rules.counted_readings import CountedReading, counted, shown
from models.rules.deadlines.behind import people_behind, persons, subject_of
from models.rules.deadlines.build import of_period
from models.rules.deadlines.claims import events_of, is_before_court, is_bodily, is_settled
from models.rules.deadlines.knowing import first_suspicions, readings_of, suspicion_of
from models.rules.japan_time import japan_date
from models.rules.limitation import TortLimit
from models.rules.suspension import SuspensionKind
from models.terms import DeadlineKind, Stage

_POSTPONED: Final = {
    SuspensionKind.DEMAND: (DeadlineKind.DEMAND_EFFECT, "demand_suspension"),
    SuspensionKind.NEGOTIATION: (DeadlineKind.NEGOTIATION_END, "negotiation"),
}


def deadlines(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield the limits against each person who may be the sender, and of each post from the act."""
    for person in persons(facts):
        if not is_settled(facts, person):
            yield from _against(facts, person, law, today)
    for step in first_suspicions(facts):
        limit = limitation.tort_limit(known_readings=(suspicion_of(step),), events=(), on=today, law=law)
        kinds = [(DeadlineKind.LIMITATION_KNOWN, "limitation_known")]
        yield from _limits(kinds, step.subject, limit, law, today, trigger=f"step:{step.id}")
    for post in facts.posts:
        people = people_behind(facts, post)
        if not any(is_settled(facts, person) or is_before_court(facts, person) for person in people):
            yield _from_act(post, law, today)


def _against(facts: CaseFacts, person: SubscriberFact, law: Law, today: date) -> Iterator[Deadline]:
    known, bodily = readings_of(facts, person), is_bodily(facts, person)
    events = events_of(facts, person, known_on=min(k.on for k in known))
    limit = limitation.tort_limit(known_readings=known, events=events, on=today, law=law, bodily=bodily)
    kinds = [(DeadlineKind.LIMITATION_KNOWN, "limitation_body" if bodily else "limitation_known")]
    if limit.postponed_by is not None and limit.postponed_by.kind in _POSTPONED:
        kinds.append(_POSTPONED[limit.postponed_by.kind])
    yield from _limits(kinds, subject_of(person), limit, law, today)


def _limits(
    kinds: Iterable[tuple[DeadlineKind, str]],
    subject: str,
    limit: TortLimit,
    law: Law,
    today: date,
    *,
    trigger: str = "",
) -> Iterator[Deadline]:
    for kind, figure in kinds:
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


def _from_act(post: PostFact, law: Law, today: date) -> Deadline:
    figure = law.figure("limitation_act", today)
    period = counted(figure, japan_date(post.posted_at), law)
    return of_period(
        kind=DeadlineKind.LIMITATION_ACT,
        stage=Stage.DAMAGES_CLAIM,
        subject=post_subject(post.id),
        period=period,
        figure=figure,
        fatal=True,
        readings=shown([CountedReading(text="", cite="", period=period)], law.calendar),
    )
