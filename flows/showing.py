"""What the run shows of its case: tags, and the case sheet when it changed."""

from contextlib import suppress
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound

from flows.sheet_published import publish_sheet
from flows.waiting import current_run_id
from models.terms import CaseStatus, Light
from tasks.case_store.legs import show_wait
from tasks.case_store.position import CaseView
from tasks.wiring import services


def show(view: CaseView) -> None:
    """Set the run's tags and publish the case sheet, both only from refs, dates and labels."""
    made, run_id = services(), current_run_id()
    with get_client(sync_client=True) as client:
        client.update_flow_run(run_id, tags=tags_of(view))
        digest = publish_sheet(client, made, view, run_id)
    show_wait(made.store, view.ref, "ended" if view.status is CaseStatus.CLOSED else None, digest)


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
