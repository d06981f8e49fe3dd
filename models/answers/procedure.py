"""A fact of the procedure that nobody was asked for: a hearing, a decision, a service, an agreement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pydantic import Field

from models.answers.answer import NewExpense, NewStep, Told
from models.answers.events import ANY_EVENT, EVENTS, FIELDS, SAID_OF_THE_PAST, Event, stage_of
from models.answers.reading import Form, Reader
from models.answers.subjects import known_subjects
from models.facts import CaseFacts, StepFact
from models.rules.progress.plan import japan_day
from models.terms import CaseStatus, LetterKind, Outcome, Stage, StepKind

MOST_SIGNS: Final = 80
MOST_NOTE_SIGNS: Final = 400
_OUTCOMES: Final = sorted({outcome.value for event in EVENTS.values() for outcome in event.outcomes})


def _choice(values: list[str]) -> dict[str, Any]:
    return {"enum": values}


class ProcedureEventForm(Form):
    """手続の出来事."""

    event: str = Field(default=StepKind.HEARING_SET.value, json_schema_extra=_choice([kind.value for kind in EVENTS]))
    subject: str = ""
    happened: str = ""
    on: str = ""
    at: str = ""
    days: int = 0
    amount_yen: int = 0
    outcome: str = Field(default="", json_schema_extra=_choice(["", *_OUTCOMES]))
    letter: str = Field(default="", json_schema_extra=_choice(["", *(kind.value for kind in LetterKind)]))
    court: str = ""
    court_case_no: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """What such a form records; `known` is the step that says the same already."""

    stage: Stage
    step: NewStep
    expenses: tuple[NewExpense, ...] = ()
    known: StepFact | None = None


def read_event(form: ProcedureEventForm, told: Told) -> NewEvent:
    """Read the form against the facts. Raises Faults with every fault."""
    reader = Reader(told)
    reader.who(form)
    if told.facts.status is CaseStatus.CLOSED:
        reader.fault("case", told.facts.ref, "終結した事件です。再開（kaiji reopen）してから記録してください")
    kind, event = _kind(reader, form.event)
    subject = _subject(reader, form.subject, event)
    happened = reader.happened("happened", form.happened)
    outcome, letter = _outcome(reader, form.outcome, event), _letter(reader, form.letter)
    on = reader.day("on", form.on, required=False)
    at = reader.clock("at", form.at)
    days = reader.whole("days", form.days)
    amount_yen = reader.yen("amount_yen", form.amount_yen)
    _fields_fit(reader, form, event)
    _day_fits(reader, form, on, happened)
    court = reader.short("court", form.court, MOST_SIGNS)
    number = reader.short("court_case_no", form.court_case_no, MOST_SIGNS)
    note = reader.short("note", form.note, MOST_NOTE_SIGNS)
    spent = reader.spent(form)
    step = NewStep(
        kind=kind,
        subject=subject,
        happened_at=happened,
        outcome=outcome,
        on=on,
        at=at,
        days=days,
        amount_yen=amount_yen,
        letter=letter,
        court=court,
        court_case_no=number,
        note=note,
    )
    known = _told_before(reader, told.facts, event, step)
    reader.finish()
    return NewEvent(stage=stage_of(kind, subject), step=step, expenses=spent, known=known)


def _kind(reader: Reader, text: str) -> tuple[StepKind, Event]:
    """The event; an unknown one is a fault, and then whatever else was typed is not measured against an event."""
    kind = next((kind for kind in EVENTS if kind.value == text.strip()), None)
    if kind:
        return kind, EVENTS[kind]
    cure = f"次のいずれかです: {', '.join(EVENTS)}。回答（開示・保存・入金など）は record-answer で入れます"
    reader.fault("event", text, cure)
    return StepKind.HEARING_SET, ANY_EVENT


def _subject(reader: Reader, text: str, event: Event) -> str:
    subject = text.strip()
    known = known_subjects(reader.asked.facts, *event.subjects)
    if subject not in known:
        shown = ", ".join(known) or f"まだありません（{', '.join(event.subjects)} のどれかです）"
        reader.fault("subject", text, f"この出来事の対象になるのは {shown}")
    return subject


def _outcome(reader: Reader, text: str, event: Event) -> Outcome:
    allowed = ", ".join(event.outcomes)
    found = next((item for item in event.outcomes if item.value == text.strip()), None)
    if found is None and text.strip():
        reader.fault("outcome", text, f"次のいずれかです: {allowed}" if allowed else "この出来事に結果はありません")
    elif found is None and event.outcome_needed:
        reader.fault("outcome", text, f"結果が要ります。次のいずれかです: {allowed}")
    return found or Outcome.NONE


def _letter(reader: Reader, text: str) -> LetterKind | None:
    found = next((kind for kind in LetterKind if kind.value == text.strip()), None)
    if text.strip() and found is None:
        reader.fault("letter", text, f"次のいずれかです: {', '.join(LetterKind)}")
    return found


def _fields_fit(reader: Reader, form: ProcedureEventForm, event: Event) -> None:
    """What the event needs is there, and nothing that it does not have."""
    values = {name: getattr(form, name) for name in FIELDS}
    given = {name for name, value in values.items() if str(value).strip() not in {"", "0"}}
    for need in event.needs:
        choices = need.split("|")
        if not given & set(choices):
            reader.fault(choices[0], "", f"{form.event} には {' または '.join(choices)} が要ります")
    for name in sorted(given - event.fields):
        reader.fault(name, values[name], f"{form.event} に {name} はありません。出来事を見直すか空にしてください")


def _day_fits(reader: Reader, form: ProcedureEventForm, on: date | None, happened: datetime) -> None:
    """A day that a court sets lies after its decision; the day of a deletion lies before one hears of it."""
    told_on = japan_day(happened)
    if on and form.event in SAID_OF_THE_PAST and on > told_on:
        reader.fault("on", form.on, f"知った日（{told_on}）より後です")
    if on and form.event not in SAID_OF_THE_PAST and on < told_on:
        reader.fault("on", form.on, f"告知の日（{told_on}）より前です。年を確認してください")


def _told_before(reader: Reader, facts: CaseFacts, event: Event, step: NewStep) -> StepFact | None:
    """The step that says the same; one of the same day that says otherwise is a fault: it wants a correction."""
    day = japan_day(step.happened_at)
    for known in facts.steps_of(step.subject, step.kind):
        if (japan_day(known.happened_at), known.outcome, known.letter) != (day, step.outcome, step.letter):
            continue
        if event.by_moment and known.happened_at != step.happened_at:
            continue
        if (known.on, known.days, known.amount_yen) == (step.on, step.days, step.amount_yen):
            if step.at in {known.at, None}:
                return known
            if known.at is None:
                cure = f"この期日は時刻なしで記録済みです（番号 {known.id}）。時刻は correct-fact で入れてください"
                reader.fault("at", step.at, cure)
        if not event.often:
            cure = f"同じ日の同じ出来事は記録済みです（番号 {known.id}）。違う点は correct-fact で訂正してください"
            reader.fault("event", step.kind, cure)
    return None
