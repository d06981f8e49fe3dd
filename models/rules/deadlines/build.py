"""Puts a counted period, a day set by a court, or a window into the form in which staff meet it."""

from collections.abc import Sequence
from datetime import date

from models.facts import Deadline, ExplainedStep, Period, Reading, StepFact, Window
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules.counted_readings import CountedReading, earliest, shown
from models.rules.japan_time import japan_date, written
from models.rules.retention import last_sure_day
from models.terms import Confidence, DeadlineKind, Stage


def key_of(kind: DeadlineKind, subject: str, step_id: int | None = None) -> str:
    """Return the name that stays the same when the date moves."""
    return f"{kind}:{subject}" if step_id is None else f"{kind}:{subject}:{step_id}"


def of_period(  # noqa: PLR0913 - what a deadline says, all by keyword
    *,
    kind: DeadlineKind,
    stage: Stage,
    subject: str,
    period: Period,
    figure: Figure,
    fatal: bool,
    step_id: int | None = None,
    readings: tuple[Reading, ...] = (),
    trigger: str = "",
    consequence: str = "",
) -> Deadline:
    """Return the deadline of a legal period; it is triggered by the step, else by `trigger`, else by its subject."""
    named = ExplainedStep(text=f"{figure.text}: {figure.length.in_japanese()}", cite=figure.marked(figure.cite))
    return Deadline(
        key=key_of(kind, subject, step_id),
        kind=kind,
        stage=stage,
        subject=subject,
        due_on=period.last_day,
        act_by=period.act_by,
        because=(named, *period.steps),
        consequence=consequence or figure.consequence,
        confidence=Confidence.MEDIUM
        if period.provisional and figure.confidence is Confidence.HIGH
        else figure.confidence,
        rule=f"{figure.key}@{figure.valid_from}",
        fatal=fatal,
        trigger=trigger or (subject if step_id is None else f"step:{step_id}"),
        article=figure.marked(figure.cite),
        readings=readings,
    )


def of_readings(  # noqa: PLR0913 - what a deadline says, all by keyword
    *,
    kind: DeadlineKind,
    step: StepFact,
    readings: Sequence[CountedReading],
    figure: Figure,
    law: Law,
    fatal: bool,
    consequence: str = "",
) -> Deadline:
    """Return the deadline that a step started, on the earliest of its readings; all are kept where they differ."""
    return of_period(
        kind=kind,
        stage=step.stage,
        subject=step.subject,
        period=earliest(readings).period,
        figure=figure,
        fatal=fatal,
        step_id=step.id,
        readings=shown(readings, law.calendar),
        consequence=consequence,
    )


def of_set_day(*, kind: DeadlineKind, step: StepFact, on: date, figure: Figure, law: Law, fatal: bool) -> Deadline:
    """Return the deadline of a day that a court named: acted on by the open day at or before it."""
    act_by = law.calendar.previous_open(on)
    because = [ExplainedStep(text=f"裁判所が定めた期限 {written(on)}", cite=figure.marked(figure.cite))]
    if act_by != on:
        because.append(
            ExplainedStep(text=f"休日なので、その前の開庁日 {written(act_by)} までに行う", cite="計画上の安全側の扱い")
        )
    return Deadline(
        key=key_of(kind, step.subject, step.id),
        kind=kind,
        stage=step.stage,
        subject=step.subject,
        due_on=on,
        act_by=act_by,
        because=tuple(because),
        consequence=figure.consequence,
        confidence=Confidence.HIGH,
        rule="裁判所の定め",
        fatal=fatal,
        trigger=f"step:{step.id}",
        article=figure.marked(figure.cite),
    )


def of_window(
    *, kind: DeadlineKind, stage: Stage, subject: str, window: Window, consequence: str, trigger: str = ""
) -> Deadline:
    """Return the deadline of a log's life: due on the last whole day on which the log is surely there. Always fatal."""
    return Deadline(
        key=key_of(kind, subject),
        kind=kind,
        stage=stage,
        subject=subject,
        due_on=last_sure_day(window),
        act_by=window.act_by,
        because=window.steps,
        consequence=consequence,
        confidence=window.confidence,
        rule=window.basis,
        fatal=True,
        trigger=trigger or subject,
        article=window.source,
        opens_on=japan_date(window.opens_at),
    )
