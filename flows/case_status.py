"""`case-status`: hold, reopen or close a case on this run's own page; reasons and people never enter its parameters."""

from prefect import flow

from flows.asking import Page, Typed, keep_asking, tag
from flows.dates_shown import shown_dates
from flows.faults import kept_out
from models.answers.status import CaseStatusForm
from models.terms import CaseStatus
from tasks.case_store.position import CaseView, view_case
from tasks.statuses import decide_status
from tasks.views import link
from tasks.wiring import Services, services
from tasks.words import word

MOST_DATES = 5


@flow(name="case-status", flow_run_name="status-{case_id}", retries=0, persist_result=False)
def case_status_flow(case_id: str) -> str:
    """Ask on this run's own page whether to hold, reopen or close the case, and do it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> str:
    tag(case_id, "case-status")
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    page = Page(
        name=word("case_status", "state", language),
        form=CaseStatusForm,
        briefing=_briefing(view, language),
        message=f"{case_id} {word('case_status', 'title', language)}",
    )
    return keep_asking("status", page, lambda typed: _decide(made, case_id, typed))


def _decide(made: Services, case_id: str, typed: Typed) -> str:
    return f"{decide_status(made, case_id, typed).decision}: {case_id}"


def _briefing(view: CaseView, language: str) -> str:
    """What the case is now, what each decision means, and the dates of which nobody is told while it is held."""
    lines = [
        f"**{view.ref}** {word('case_status', 'now', language)}: **{word('status', view.status, language)}**",
        "",
        *(f"- {word('case_status', name, language)}" for name in ("hold", "reopen", "close")),
    ]
    dates = list(shown_dates(view.deadlines, view.today, language))[:MOST_DATES]
    if dates and view.status is not CaseStatus.CLOSED:
        lines += ["", f"**{word('case_status', 'dates', language)}**", ""]
        lines += [f"- {item.what}: **{item.act_by}**（{item.ground}）" for item in dates]
    lines += ["", f"[{word('briefing', 'sheet', language)}]({link('', 'sheet', view.ref)})"]
    return "\n".join(lines)
