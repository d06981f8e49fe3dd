"""Answers of others that practice or the Act expects by a day: opinions and takedowns (law.md T18, T19; §13-22, 23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from models.facts import CaseFacts, Deadline, Reading, StepFact
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules.counted_readings import counted
from models.rules.deadlines.build import of_period
from models.rules.deadlines.sequence import followed
from models.rules.deadlines.started import Started
from models.rules.japan_time import japan_date
from models.terms import DeadlineKind, StepKind

ROWS: Final = (
    Started(
        row="T18",
        by=StepKind.OPINION_INQUIRED,
        kind=DeadlineKind.OPINION_REPLY,
        figure="opinion_inquiry",
        fatal=False,
        ends_with=(StepKind.DISCLOSED, StepKind.JUDGMENT_GIVEN, StepKind.DISCLOSURE_ORDER_DECIDED),
        passes=True,
    ),
)


def takedowns(facts: CaseFacts, law: Law, today: date) -> Iterator[Deadline]:
    """Yield the platform's answer by the Act (where it is a designated one) and the sender's own seven days."""
    for step in facts.steps:
        if step.kind is StepKind.TAKEDOWN_REQUESTED and not followed(facts, step, StepKind.TAKEDOWN_ANSWERED):
            yield from _platform_answer(step, _platform_of(facts, step.subject), law)
            yield from (d for d in _sender_answer(step, law) if d.due_on >= today)


def _platform_of(facts: CaseFacts, subject: str) -> str:
    """The key of the platform that was asked, whether the request was noted on it or on one post."""
    kind, _, name = subject.partition(":")
    return facts.post(int(name)).platform if kind == "post" else name


def _platform_answer(step: StepFact, platform: str, law: Law) -> Iterator[Deadline]:
    """Fourteen days by the Act; the ordinance's seven are unconfirmed and only shown."""
    event = japan_date(step.happened_at)
    for figure in _in_force(law, f"takedown_answer_{platform}", event):
        readings = tuple(
            _reading(one, event, law) for one in (*_in_force(law, "takedown_answer_ordinance", event), figure)
        )
        period = counted(figure, event, law)
        yield of_period(
            kind=DeadlineKind.TAKEDOWN_ANSWER,
            stage=step.stage,
            subject=step.subject,
            period=period,
            figure=figure,
            fatal=False,
            step_id=step.id,
            readings=readings,
        )


def _reading(figure: Figure, event: date, law: Law) -> Reading:
    period = counted(figure, event, law)
    text = f"{figure.text}（確度{figure.confidence}）"
    return Reading(text=text, cite=figure.marked(figure.cite), due_on=period.last_day, act_by=period.act_by)


def _sender_answer(step: StepFact, law: Law) -> Iterator[Deadline]:
    """Seven days from the platform's inquiry, which nobody told us of: at the earliest from our request."""
    event = japan_date(step.happened_at)
    figure = law.figure("takedown_sender_inquiry", event)
    found = of_period(
        kind=DeadlineKind.TAKEDOWN_ANSWER,
        stage=step.stage,
        subject=step.subject,
        period=counted(figure, event, law),
        figure=figure,
        fatal=False,
        step_id=step.id,
    )
    yield replace(found, key=f"{found.key}:sender")


def _in_force(law: Law, key: str, on: date) -> tuple[Figure, ...]:
    """The version in force, or nothing where the Act lays no such duty on this platform on that day."""
    return tuple(figure for figure in law.figures.get(key, ()) if figure.in_force(on))
