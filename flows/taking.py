"""From the run's form to the case database: the answer to what the run showed is recorded before anything else."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flows.briefing import briefing, state_message, state_name
from flows.choices import choices_for
from flows.shown_form import shown_schema
from flows.typed_form import typed_values
from flows.waiting import answer_to, ask, forget
from models.answers import QUESTIONS
from models.answers.faults import Faults
from models.answers.idle import IdleForm
from models.answers.reading import Form
from models.terms import CaseStatus
from tasks.answers import answer_wait
from tasks.case_store.answering import NotWaiting, ask_again
from tasks.case_store.facts import key_of
from tasks.case_store.late_answers import keep_late_answer, late_answers
from tasks.case_store.legs import run_of, show_wait, wait_by_id
from tasks.case_store.letter_list import listed_letter
from tasks.case_store.position import CaseView
from tasks.form_words import form_text
from tasks.views import link
from tasks.wiring import services
from tasks.words import word

IDLE = "idle-"


Refused = Mapping[int, Mapping[str, Any]]
NOTHING: Refused = {}


def take_shown_answer(case_id: str) -> Refused:
    """Record what staff typed into the form that this run shows, if they did; then remove it from the engine.

    Return what was refused, by wait: the form is asked again with it.
    """
    made = services()
    shown = run_of(made.store, case_id).shown_wait
    if shown is None or shown == "ended":
        return NOTHING
    typed = answer_to(shown)
    answered = typed is not None and not shown.startswith(IDLE)
    refused = _record(case_id, shown, typed) if typed is not None and answered else NOTHING
    forget(shown)
    if answered:  # only now: a leg killed before forgets what the run still shows
        show_wait(made.store, case_id, None, None)
    return refused


def wait_for(view: CaseView, refused: Refused = NOTHING) -> None:
    """Show the most urgent wait and suspend; comes back only when somebody asked for a new look."""
    made = services()
    language = made.settings.language
    if view.status is CaseStatus.HELD or not view.waits:
        key = f"{IDLE}{uuid4().hex[:12]}"
        show_wait(made.store, view.ref, key, None)
        sheet = word("briefing", "sheet", language)
        ask(
            word("status", view.status, language),
            key,
            shown_schema(IdleForm, language),
            f"**{view.ref}** {form_text(IdleForm, 'briefing', language)}\n\n[{sheet}]({link('', 'sheet', view.ref)})",
            word("status", view.status, language),
        )
        return
    wait = view.waits[0]
    show_wait(made.store, view.ref, wait.key, None)
    typed = ask(
        state_name(wait, language),
        wait.key,
        shown_schema(QUESTIONS[wait.kind].form, language, choices_for(made, wait, view), refused.get(key_of(wait))),
        briefing(
            wait,
            view,
            made.law,
            language,
            letter=listed_letter(made, wait.letter_id),
            late=late_answers(made.store, view.ref, made.clock.now()),
        ),
        state_message(wait, view, language),
    )
    _record(view.ref, wait.key, typed)
    forget(wait.key)


def _record(case_id: str, key: str, shown: Mapping[str, Any]) -> Refused:
    """One door; a refused answer is asked again with all its faults, a late one is kept in the docket."""
    made = services()
    _, wait_id, asked_round = key.split("-")
    row = wait_by_id(made.store, int(wait_id))
    typed = typed_values(QUESTIONS[row.kind].form if row else Form, shown)
    try:
        answer_wait(made, case_id, int(wait_id), typed)
    except Faults as faults:
        ask_again(made.store, int(wait_id), int(asked_round), faults.lines())
        return {int(wait_id): shown}
    except NotWaiting:
        keep_late_answer(made.store, case_id, int(wait_id), typed, made.clock.now())
    return NOTHING
