"""`draft-paper`: a paper that no stage drafts, asked for on this run's own page; people never enter its parameters."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.faults import kept_out
from models.answers.paper_asked import PaperAskedForm
from models.rules.progress.on_demand import ON_DEMAND, subjects_for
from tasks.case_store.position import view_case
from tasks.letters import label
from tasks.papers_asked import ask_paper
from tasks.wiring import Services, services

INTRODUCTION = (
    "手続の段階とは別に、弁護士が必要とする書面を起案します。起案のあとは、ほかの書面と同じく発信許可と発送を待ちます。"
)
HEAD = "| 書面 | 名前 | この事件での対象 |\n|---|---|---|"


@flow(name="draft-paper", flow_run_name="draft-{case_id}", retries=0, persist_result=False)
def draft_paper_flow(case_id: str) -> str:
    """Ask on this run's own page which paper to draft, and draft it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "draft-paper")
    page = Page(
        name="書面の選択待ち", form=PaperAskedForm, briefing=_briefing(made, case_id), message=f"{case_id} 書面の起案"
    )
    return keep_asking("draft", page, lambda typed: _draft(made, case_id, typed))


def _draft(made: Services, case_id: str, typed: Typed) -> str:
    done = ask_paper(made, case_id, typed)
    if done.letter is None:
        return "not drawn: an office task says why"
    return f"{'drafted' if done.is_new else 'already drafted'}: {done.letter.name}"


def _briefing(made: Services, case_id: str) -> str:
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    rows = "\n".join(
        f"| {label(kind)} | `{kind}` | {'、'.join(f'`{s}`' for s in subjects_for(facts, kind)) or '—'} |"
        for kind in ON_DEMAND
    )
    return f"# {case_id} 書面の起案\n\n{INTRODUCTION}\n\n{HEAD}\n{rows}"
