"""`intake`: a new case from a file in KAIJI_HOME/inbox, or typed into this run's own page."""

from collections.abc import Mapping
from typing import Any, Literal

from prefect import flow
from prefect.client.orchestration import get_client

from flows.case_files import inbox_file
from flows.engine import ensure_run
from flows.faults import kept_out
from flows.shown_form import shown_schema
from flows.typed_form import typed_values
from flows.waiting import answer_to, ask, forget
from models.answers.faults import Faults
from models.answers.intake_form import CaseForm
from tasks.case_store.legs import run_of
from tasks.case_store.opening import open_case
from tasks.wiring import Services, services

MOST_ASKINGS = 100
BRIEFING = (
    "# 新しい事件\n\n請求者・弁護士・投稿を入れてください。"
    "日時は時差まで（例 `2026-07-01 23:41:05 JST`）。誤りはまとめて示します。"
)


class IntakeForm(CaseForm):
    """新しい事件の入力."""

    action: Literal["answer", "recheck"] = "answer"


@flow(name="intake", flow_run_name="intake", retries=0, persist_result=False)
def intake_flow(file: str = "") -> str:
    """Open a new case; return its reference.

    Args:
        file: KAIJI_HOME/inbox に置いた事件ファイル（TOML）の名前。空ならこの画面で入力します。
    """
    with kept_out():
        return _open(file)


def _open(file: str) -> str:
    made = services()
    if file:
        return open_and_show(made, inbox_file(made.settings.root, file))
    reasons: tuple[str, ...] = ()
    language = made.settings.language
    for number in range(1, MOST_ASKINGS):
        key = f"intake-{number}"
        schema = shown_schema(IntakeForm, language)
        answered = answer_to(key) or ask("新規事件の入力待ち", key, schema, _briefing(reasons), "intake")
        typed = typed_values(IntakeForm, answered, language)
        data = {name: value for name, value in typed.items() if name != "action"}
        if typed.get("action") == "recheck" or not data:
            forget(key)
            continue
        try:
            ref = open_and_show(made, data)
        except Faults as faults:
            reasons = faults.lines()
            forget(key)
            continue
        forget(key)
        return ref
    return "given up"


def open_and_show(made: Services, data: Mapping[str, Any]) -> str:
    """Open the case and create its run. Raises Faults."""
    ref = open_case(made.store, made.law, data, made.clock.now())
    with get_client(sync_client=True) as client:
        case = run_of(made.store, ref)
        if case.status != "draft":
            ensure_run(made, case, client)
    return ref


def _briefing(reasons: tuple[str, ...]) -> str:
    if not reasons:
        return BRIEFING
    return "\n".join(
        [BRIEFING, "", "## 入力に誤りがありました（何も記録していません）", "", *(f"- {r}" for r in reasons)]
    )
