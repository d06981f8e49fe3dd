"""`record-answer`: the side door for an answer that the case's own run does not ask for right now."""

from collections.abc import Mapping
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client

from flows.briefing import briefing, state_message, state_name
from flows.faults import kept_out
from flows.shown_form import shown_schema, typed_values
from flows.waiting import answer_to, ask, current_run_id, forget
from models.answers import QUESTIONS
from models.answers.faults import Faults
from models.tables import WaitRow
from models.terms import WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.answering import NotWaiting, keep_late_answer
from tasks.case_store.facts import key_of
from tasks.case_store.legs import wait_by_id
from tasks.case_store.letter_list import listed_letter
from tasks.case_store.position import view_case
from tasks.wiring import Services, services

MOST_ASKINGS = 100


@flow(name="record-answer", flow_run_name="record-{case_id}", retries=0, persist_result=False)
def record_flow(case_id: str, wait: WaitKind | None = None, subject: str = "", wait_id: int = 0) -> str:
    """Ask for the answer to one open wait on this run's own page and record it; people never enter the parameters.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
        wait: どの待ちへの回答か（空なら最も急ぐもの）
        subject: 対象（空なら最初のもの。例 holder:1）
        wait_id: 待ちの番号（わかっていれば。0 なら上の二つで探す）
    """
    with kept_out():
        return _record(case_id, wait, subject, wait_id)


def _record(case_id: str, wait: WaitKind | None, subject: str, wait_id: int) -> str:
    made = services()
    row = _find(made, case_id, wait, subject, wait_id)
    reasons: tuple[str, ...] = ()
    for number in range(1, MOST_ASKINGS):
        key = f"record-{row.id}-{number}"
        answered = answer_to(key) or _ask(made, case_id, row, key, reasons)
        typed = typed_values(QUESTIONS[row.kind].form, answered, made.settings.language)
        if typed.get("action") == "recheck":
            forget(key)
            continue
        try:
            answer_wait(made, case_id, key_of(row), typed)
        except Faults as faults:
            reasons = faults.lines()
        except NotWaiting:
            keep_late_answer(made.store, case_id, key_of(row), typed, made.clock.now())
            reasons = ()
        else:
            reasons = ()
        forget(key)
        if not reasons:
            return "recorded"
    return "given up"


def _find(made: Services, case_id: str, wait: WaitKind | None, subject: str, wait_id: int) -> WaitRow:
    """The wait this run is about; noted as a tag, because another may be the most urgent when the run comes back."""
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(current_run_id())
        noted = next((int(tag.partition(":")[2]) for tag in run.tags if tag.startswith("wait:")), wait_id)
        row = wait_by_id(made.store, noted) if noted else None
        found = row or find_wait(made, case_id, WaitKind(wait) if wait else None, subject or None)
        client.update_flow_run(run.id, tags=[f"case:{case_id}", f"wait:{found.id}", "door:record-answer"])
    return found


def _ask(made: Services, case_id: str, row: WaitRow, key: str, reasons: tuple[str, ...]) -> Mapping[str, Any]:
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    return ask(
        state_name(row, language),
        key,
        shown_schema(QUESTIONS[row.kind].form, language),
        briefing(row, view, made.law, language, reasons, letter=listed_letter(made, row.letter_id)),
        state_message(row, view, language),
    )
