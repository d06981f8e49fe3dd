"""The sheet in the engine: a version per change of meaning, days follow in place, a lost one comes back."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client

from flows.sheet_published import freshen_sheet
from tests.engine.office import RELEASE, Office


def _versions(run_id: UUID) -> list[dict[str, Any]]:
    """All versions of the sheet on the page of one run, oldest first."""
    with get_client(sync_client=True) as client:
        named = {"artifacts": {"flow_run_id": {"any_": [str(run_id)]}}, "sort": "CREATED_DESC"}
        found: list[dict[str, Any]] = client.request("POST", "/artifacts/filter", json=named).json()
    return found[::-1]


def _opens(office: Office, ref: str) -> None:
    """Somebody follows a link to the sheet."""
    with get_client(sync_client=True) as client:
        freshen_sheet(client, office.made, ref)


def test_a_version_for_each_change_and_none_for_the_days(office: Office) -> None:
    ref, run_id = office.opened()
    (first,) = _versions(run_id)
    assert "2026年1月13日(火)現在" in first["data"]
    office.clock.step(days=2)
    office.sweep()
    _opens(office, ref)
    (same,) = _versions(run_id)
    assert same["id"] == first["id"]
    assert "2026年1月15日(木)現在" in same["data"]
    office.answer(ref, RELEASE)
    _opens(office, ref)
    tops = [version["data"].partition("![")[0] for version in _versions(run_id)]
    assert ["発送・申立て待ち" in top for top in tops] == [False, True]


def test_a_run_that_is_made_anew_has_the_sheet_on_its_own_page(office: Office) -> None:
    ref, run_id = office.opened()
    with get_client(sync_client=True) as client:
        client.delete_flow_run(run_id)
    office.sweep()
    again = office.run(ref)
    assert again != run_id
    assert len(_versions(again)) == 1
