"""Puts a counted period or a window into the form in which staff meet it."""

from models.facts import Deadline, Period, Window
from models.provisions.figures import Figure
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
) -> Deadline:
    """Return the deadline of a legal period."""
    return Deadline(
        key=key_of(kind, subject, step_id),
        kind=kind,
        stage=stage,
        subject=subject,
        due_on=period.last_day,
        act_by=period.act_by,
        because=period.steps,
        consequence=figure.consequence,
        confidence=Confidence.MEDIUM
        if period.provisional and figure.confidence is Confidence.HIGH
        else figure.confidence,
        rule=f"{figure.key}@{figure.valid_from}",
        fatal=fatal,
    )


def of_window(*, kind: DeadlineKind, stage: Stage, subject: str, window: Window, consequence: str) -> Deadline:
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
    )
