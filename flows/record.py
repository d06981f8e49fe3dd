"""`record-answer`: the side door for an answer that the case's own run does not ask for right now."""

from collections.abc import Mapping
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from flows.asking import MOST_ASKINGS, Page, Typed, keep_asking
from flows.briefing import briefing, state_message, state_name, subject_label
from flows.choices import choices_for
from flows.faults import kept_out
from flows.late_shown import told_late
from flows.shown_form import Choice, shown_schema
from flows.typed_form import typed_values
from flows.waiting import answer_to, ask, current_run_id, forget
from models.answers import QUESTIONS
from models.answers.faults import Fault, Faults
from models.answers.turns import WhichWaitForm
from models.tables import WaitRow
from models.terms import WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.answering import NotWaiting
from tasks.case_store.facts import key_of
from tasks.case_store.late_answers import Late, keep_late_answer
from tasks.case_store.legs import wait_by_id
from tasks.case_store.letter_list import listed_letter
from tasks.case_store.position import view_case
from tasks.views import link
from tasks.wiring import Services, services
from tasks.words import word

RECORDED = "recorded"
GIVEN_UP = "given up"


@flow(name="record-answer", flow_run_name="record-{case_id}", retries=0, persist_result=False)
def record_flow(case_id: str, wait: WaitKind | None = None, subject: str = "", wait_id: int = 0) -> str | State[Any]:
    """Ask for the answer to one open wait on this run's own page and record it; people never enter the parameters.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
        wait: どの待ちへの回答か（空なら画面で選びます）
        subject: 対象（空なら最初のもの。例 holder:1）
        wait_id: 待ちの番号（わかっていれば。0 なら上の二つで探す）
    """
    with kept_out():
        return _record(case_id, wait, subject, wait_id)


def _record(case_id: str, wait: WaitKind | None, subject: str, wait_id: int) -> str | State[Any]:
    made = services()
    row = _noted(made) or _find(made, case_id, wait, subject, wait_id)
    reasons: tuple[str, ...] = ()
    filled: Typed = {}
    for number in range(1, MOST_ASKINGS):
        key = f"record-{row.id}-{number}"
        answered = answer_to(key) or _ask(made, case_id, row, key, (reasons, filled))
        typed = typed_values(QUESTIONS[row.kind].form, answered)
        late: Late | None = None
        if typed.get("action") == "recheck":
            forget(key)
            continue
        try:
            answer_wait(made, case_id, key_of(row), typed)
        except Faults as faults:
            reasons, filled = faults.lines(), answered
            forget(key)
            continue
        except NotWaiting:
            late = keep_late_answer(made.store, case_id, key_of(row), typed, made.clock.now())
        forget(key)
        return _told(late, made.settings.language) if late else RECORDED
    return GIVEN_UP


def _told(late: Late, language: str) -> State[Any]:
    """The page says at its head, and in its log, that somebody else was first."""
    text = told_late(late, language)
    get_run_logger().warning(text.replace("**", ""))
    return Completed(name=word("briefing", "late_state", language), message=text.replace("**", ""))


def _noted(made: Services) -> WaitRow | None:
    """The wait that this run asks about since it began: another may be the most urgent when it comes back."""
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(current_run_id())
    number = next((tag.partition(":")[2] for tag in run.tags if tag.startswith("wait:")), "")
    return wait_by_id(made.store, int(number)) if number.isdecimal() else None


def _find(made: Services, case_id: str, wait: WaitKind | None, subject: str, wait_id: int) -> WaitRow:
    """The wait that the parameters name; where they name none and there are several, the page asks which."""
    if not (wait or subject or wait_id):
        found = _chosen(made, case_id)
    else:
        named = wait_by_id(made.store, wait_id) if wait_id else None
        found = named or find_wait(made, case_id, WaitKind(wait) if wait else None, subject or None)
    _note(case_id, found)
    return found


def _note(case_id: str, row: WaitRow) -> None:
    with get_client(sync_client=True) as client:
        tags = [f"case:{case_id}", f"wait:{row.id}", "door:record-answer"]
        client.update_flow_run(current_run_id(), tags=tags)


def _chosen(made: Services, case_id: str) -> WaitRow:
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    if len(view.waits) <= 1:
        return find_wait(made, case_id, None, None)
    open_ones = {str(row.id): row for row in view.waits}
    said = {
        key: f"{state_name(row, language)} {subject_label(row.subject, view.facts, language)}"
        for key, row in open_ones.items()
    }

    def choose(typed: Typed) -> str:
        key = str(typed.get("wait", ""))
        if key not in open_ones:
            raise Faults([Fault(field="wait", value=key, cure=word("briefing", "which_cure", language))])
        _note(case_id, open_ones[key])
        return key

    page = Page(
        name=word("briefing", "which", language),
        form=WhichWaitForm,
        briefing=f"**{case_id}** {word('briefing', 'which_ask', language)}\n\n"
        f"[{word('briefing', 'sheet', language)}]({link('', 'sheet', case_id)})",
        message=case_id,
        choices={"wait": [Choice(key=key, said=text) for key, text in said.items()]},
    )
    return open_ones[keep_asking("which", page, choose)]


def _ask(
    made: Services, case_id: str, row: WaitRow, key: str, refused: tuple[tuple[str, ...], Typed]
) -> Mapping[str, Any]:
    """Ask, after a refusal with its reasons above the form and what was typed in it."""
    reasons, filled = refused
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    return ask(
        state_name(row, language),
        key,
        shown_schema(QUESTIONS[row.kind].form, language, choices_for(made, row, view), filled),
        briefing(row, view, made.law, language, reasons, letter=listed_letter(made, row.letter_id)),
        state_message(row, view, language),
    )
