"""The case sheet in the engine: a new version when its meaning has changed, else the newest one follows in place."""

from typing import Any, Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate

from flows.briefing import sheet_key
from flows.case_sheet import SheetPage, sheet_page
from tasks.case_store.legs import note_sheet, run_of, sheet_hash_of
from tasks.case_store.position import CaseView
from tasks.wiring import Services
from tasks.words import word

MEANING: Final = "meaning"


def publish_sheet(client: SyncPrefectClient, made: Services, view: CaseView, run_id: UUID | None) -> str:
    """Bring the published sheet up to what the case is now; return its hash. Nothing is written when nothing differs.

    A sheet of the same meaning (only its day, or when a page was seen last) is written over the newest version.
    """
    page = sheet_page(made, view)
    if page.digest == sheet_hash_of(made.store, view.ref):
        return page.digest
    key = sheet_key(view.ref)
    newest = _newest(client, key)
    if newest and _is_of(newest, run_id) and (newest["metadata_"] or {}).get(MEANING) == page.meaning:
        if newest["data"] != page.markdown:
            client.update_artifact(UUID(newest["id"]), ArtifactUpdate(data=page.markdown))
    else:
        client.create_artifact(_version(key, page, run_id, made.settings.language))
    return page.digest


def freshen_sheet(client: SyncPrefectClient, made: Services, view: CaseView) -> None:
    """The same outside the case's run, on a day on which nothing has happened but the day itself."""
    run = run_of(made.store, view.ref).run_id
    if run:
        note_sheet(made.store, view.ref, publish_sheet(client, made, view, UUID(run)))


def _version(key: str, page: SheetPage, run_id: UUID | None, language: str) -> ArtifactCreate:
    return ArtifactCreate(
        key=key,
        type="markdown",
        description=word("sheet", "title", language),
        data=page.markdown,
        metadata_={MEANING: page.meaning},
        flow_run_id=run_id,
    )


def _is_of(version: dict[str, Any], run_id: UUID | None) -> bool:
    """Whether it stands on the page of this very run: a run that was made anew gets a version of its own."""
    return bool(version["flow_run_id"] == (str(run_id) if run_id else None))


def _newest(client: SyncPrefectClient, key: str) -> dict[str, Any] | None:
    """The newest version as the engine keeps it; None when there is none (any more)."""
    asked = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC", "limit": 1}
    found: list[dict[str, Any]] = client.request("POST", "/artifacts/filter", json=asked).json()
    return found[0] if found else None
