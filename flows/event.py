"""`record-event`: a fact of the procedure that no form asks for: a hearing, a decision, a service, an agreement."""

import re

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.choices import courts, subjects
from flows.faults import kept_out
from models.answers.events import EVENTS, Event
from models.answers.procedure import ProcedureEventForm
from tasks.case_store.position import view_case
from tasks.events import record_event
from tasks.form_words import field_words, form_text, form_title, shown_word
from tasks.wiring import Services, services
from tasks.words import word


@flow(name="record-event", flow_run_name="event-{case_id}", retries=0, persist_result=False)
def event_flow(case_id: str) -> str:
    """Ask on this run's own page for one fact of the procedure and record it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "record-event")
    language = made.settings.language
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    page = Page(
        name=form_text(ProcedureEventForm, "state", language),
        form=ProcedureEventForm,
        briefing=_briefing(case_id, language),
        message=f"{case_id} {form_title(ProcedureEventForm, language)}",
        choices={"subject": subjects(facts, language), "court": courts(made.law)},
    )
    return keep_asking("event", page, lambda typed: _record(made, case_id, typed))


def _record(made: Services, case_id: str, typed: Typed) -> str:
    recorded = record_event(made, case_id, typed)
    return f"recorded as step {recorded.step_id}" if recorded.is_new else f"already recorded: step {recorded.step_id}"


def _briefing(case_id: str, language: str) -> str:
    rows = "\n".join(_row(kind.value, event, language) for kind, event in EVENTS.items())
    short = [_short(name, language) for name in ("event", "subject", "outcome")]
    head = " | ".join([*short[:2], shown_word("needs", language), short[2]])
    title = form_title(ProcedureEventForm, language)
    text = form_text(ProcedureEventForm, "briefing", language)
    return f"**{case_id} {title}**\n\n{text}\n\n| {head} |\n|---|---|---|---|\n{rows}"


def _row(kind: str, event: Event, language: str) -> str:
    """What an event is, about whom, the fields it needs (in brackets those it may have), and how it may end."""
    needs = [" / ".join(_short(name, language) for name in need.split("|")) for need in event.needs]
    takes = [f"（{' / '.join(_short(name, language) for name in item.split('|'))}）" for item in event.takes]
    about = [word("about", subject, language) for subject in event.subjects]
    outcomes = [word("outcome", outcome, language) for outcome in event.outcomes]
    cells = (word("step", kind, language), "・".join(about), " ".join([*needs, *takes]), " / ".join(outcomes))
    return f"| {' | '.join(cells)} |"


def _short(name: str, language: str) -> str:
    """A field's title without what it says in brackets."""
    return re.split("[（(]", field_words(ProcedureEventForm, name, language).title)[0].strip()
