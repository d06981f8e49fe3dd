"""`correct-fact`: put a recorded fact right on this run's own page; people and reasons never enter its parameters."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.facts_shown import line
from flows.faults import kept_out
from models.answers.correction import CorrectionForm
from tasks.case_store.fact_list import listed_facts
from tasks.corrections import correct
from tasks.wiring import Services, services

INTRODUCTION = (
    "直す事実の番号と、変える項目だけを入れてください。なかった事実は「取消し」にします。"
    "元の値は記録に残り、期限はすべて計算し直されます。"
    "相手方に秘匿するもの（依頼者の住所・氏名）は、番号を requester にして直します。"
    "投稿ごとの説明（書面の別紙に入るもの）は、番号を post:… にして書き直せます。"
)


@flow(name="correct-fact", flow_run_name="correct-{case_id}", retries=0, persist_result=False)
def correct_flow(case_id: str) -> str:
    """Ask on this run's own page which fact is wrong, and put it right.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "correct-fact")
    page = Page(
        name="訂正の入力待ち", form=CorrectionForm, briefing=_briefing(made, case_id), message=f"{case_id} 事実の訂正"
    )
    return keep_asking("correct", page, lambda typed: _correct(made, case_id, typed))


def _correct(made: Services, case_id: str, typed: Typed) -> str:
    done = correct(made, case_id, typed)
    return f"fact {done.fact} {'withdrawn' if done.withdrawn else 'corrected'}"


def _briefing(made: Services, case_id: str) -> str:
    facts = "\n".join(f"- {line(item)}" for item in listed_facts(made.store, case_id))
    return f"# {case_id} 事実の訂正\n\n{INTRODUCTION}\n\n{facts}"
