"""`record-event`: a fact of the procedure that no form asks for: a hearing, a decision, a service, an agreement."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.faults import kept_out
from models.answers.events import EVENTS, Event
from models.answers.procedure import ProcedureEventForm
from models.answers.subjects import known_subjects
from tasks.case_store.position import view_case
from tasks.events import record_event
from tasks.wiring import Services, services
from tasks.words import word

HEAD = "| 出来事 | 意味 | 対象 | 要る項目 | 結果 |\n|---|---|---|---|---|"


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
    page = Page(
        name="出来事の入力待ち",
        form=ProcedureEventForm,
        briefing=_briefing(made, case_id),
        message=f"{case_id} 手続の出来事",
    )
    return keep_asking("event", page, lambda typed: _record(made, case_id, typed))


def _record(made: Services, case_id: str, typed: Typed) -> str:
    recorded = record_event(made, case_id, typed)
    return f"recorded as step {recorded.step_id}" if recorded.is_new else f"already recorded: step {recorded.step_id}"


def _briefing(made: Services, case_id: str) -> str:
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    subjects = "、".join(f"`{subject}`" for subject in known_subjects(facts))
    rows = "\n".join(_row(kind.value, event) for kind, event in EVENTS.items())
    return (
        f"# {case_id} 手続の出来事\n\n事件の対象: {subjects}\n\n"
        f"日時は時差まで（例 `2026-07-01 14:30 JST`）、または日付だけ。誤りはまとめて示します。"
        "同じ日に二つのプロバイダの名前を受け取ったときは、時刻まで入れて二回記録してください。"
        "期日候補（hearing_proposed）は候補の日ごとに記録します。期日が指定されると、ほかの候補は予定表から消えます。"
        f"\n\n{HEAD}\n{rows}"
    )


def _row(kind: str, event: Event) -> str:
    needs = [need.replace("|", " か ") for need in event.needs] + [f"（{name}）" for name in event.takes]
    outcomes = [f"{outcome.value} {word('outcome', outcome)}" for outcome in event.outcomes]
    cells = (f"`{kind}`", word("step", kind), " ".join(event.subjects), " ".join(needs), " / ".join(outcomes))
    return f"| {' | '.join(cells)} |"
