"""What the run shows of its case: tags, and the case sheet when it changed."""

import hashlib
from contextlib import suppress
from uuid import UUID

from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound

from flows.briefing import sheet_key
from flows.case_sheet import case_sheet
from flows.waiting import current_run_id
from models.terms import CaseStatus, Light
from tasks.case_store.captures import page_evidence
from tasks.case_store.legs import sheet_hash_of, show_wait
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.office_tasks import tasks
from tasks.case_store.position import CaseView
from tasks.wiring import services
from tasks.words import word


def show(view: CaseView) -> None:
    """Set the run's tags and publish the case sheet, both only from refs, dates and labels."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(current_run_id(), tags=tags_of(view))
    made = services()
    listed = listed_letters(made, view.ref)
    sheet = case_sheet(
        view,
        made.law,
        made.settings.language,
        tasks=tasks(made.store, ref=view.ref),
        letters=listed,
        pages=page_evidence(made.store, view.ref),
    )
    digest = hashlib.sha256(sheet.encode()).hexdigest()
    if digest != sheet_hash_of(made.store, view.ref):
        create_markdown_artifact(
            sheet, key=sheet_key(view.ref), description=word("sheet", "title", made.settings.language)
        )
    if view.status is CaseStatus.CLOSED:
        show_wait(made.store, view.ref, "ended", digest)
        return
    show_wait(made.store, view.ref, None, digest)


def show_tags(client: SyncPrefectClient, run_id: str | None, view: CaseView) -> None:
    """Bring the tags of a waiting run up to the day; a lost run gets its own when it is made again."""
    if run_id:
        with suppress(ObjectNotFound):
            client.update_flow_run(UUID(run_id), tags=tags_of(view))


def tags_of(view: CaseView) -> list[str]:
    """What views filter by: case, status, stage and turn, all that is waited for, platforms, colour, next date, staff.

    Refs, codes, days and members' numbers; no person's name and no address.
    """
    tags = [f"case:{view.ref}", f"status:{view.status}", *(f"platform:{key}" for key in view.facts.platforms())]
    if view.waits:
        tags += [f"stage:{view.waits[0].stage}", f"turn:{view.waits[0].turn}"]
        tags += dict.fromkeys(f"wait:{wait.kind}" for wait in view.waits)
    if view.light is not Light.NONE:
        tags.append(f"light:{view.light}")
    if view.deadlines:
        tags.append(f"due:{view.deadlines[0].act_by}")
    return [*tags, *(f"staff:{member}" for member in view.staff)]
