"""`hand-over`: everything of one case as a folder and one PDF; for whom is typed on this run's page."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.asking import Page, Typed, keep_asking, tag
from flows.checked_form import checked
from flows.done_page import done
from flows.faults import kept_out
from flows.handover.pack import Exported, export_case
from models.answers.doors import HandOverForm
from models.answers.faults import Fault, Faults
from tasks.case_store.handing_over import note_hand_over
from tasks.case_store.position import view_case
from tasks.wiring import Services, services
from tasks.words import word

FOLDER = "handover"


@flow(name="hand-over", flow_run_name="handover-{case_id}", retries=0, persist_result=False)
def hand_over_flow(case_id: str) -> State[Any]:
    """Ask on this run's own page for whom the case's file is put together, and make it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> State[Any]:
    tag(case_id, "hand-over")
    language = made.settings.language
    view_case(made.store, made.law, case_id, made.clock.now())  # a reference that is none is told before anybody types
    title = f"{case_id} {word('door', 'hand-over', language)}"
    page = Page(
        name=word("page", "handover_asked", language),
        form=HandOverForm,
        briefing="\n\n".join((f"**{title}**", word("page", "handover", language))),
        message=title,
    )
    packs: list[Exported] = []
    keep_asking("handover", page, lambda typed: _make(made, case_id, typed, packs))
    return done(case_id, word("page", "handover_done", language), _lines(packs, language), language)


def _make(made: Services, case_id: str, typed: Typed, packs: list[Exported]) -> str:
    form = checked(HandOverForm, typed)
    cures = {"purpose": "渡す相手と目的を書いてください", "entered_by": "誰が入力したかを書いてください"}
    faults = [Fault(field=name, value="", cure=cure) for name, cure in cures.items() if not getattr(form, name).strip()]
    if faults:
        raise Faults(faults)
    packs.append(export_case(made, case_id, (made.settings.root / FOLDER).absolute()))
    note_hand_over(made, case_id, packs[-1].folder.name, purpose=form.purpose.strip(), by=form.entered_by.strip())
    return packs[-1].folder.name


def _lines(packs: list[Exported], language: str) -> list[str]:
    """Where it lies, and how much of it needs a look; what exactly stands in the pack itself."""
    if not packs:
        return []
    pack = packs[-1]
    lines = [f"KAIJI_HOME/{FOLDER}/{pack.folder.name}", word("page", "handover_files", language).format(no=pack.files)]
    if pack.troubles:
        lines.append(word("page", "handover_troubles", language).format(no=len(pack.troubles)))
    return [*lines, word("page", "handover_warning", language)]
