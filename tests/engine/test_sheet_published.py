"""The sheet in the engine: a version per change of meaning, days follow in place, a lost one comes back."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client

from flows.sheet_published import freshen_sheet
from tasks.case_store.position import view_case
from tests.engine.office import RELEASE, Office


def _versions(run_id: UUID) -> list[dict[str, Any]]:
    """All versions of the sheet on the page of one run, oldest first."""
    with get_client(sync_client=True) as client:
        named = {"artifacts": {"flow_run_id": {"any_": [str(run_id)]}}, "sort": "CREATED_DESC"}
        found: list[dict[str, Any]] = client.request("POST", "/artifacts/filter", json=named).json()
    return found[::-1]


def _freshened(office: Office, ref: str) -> None:
    with get_client(sync_client=True) as client:
        freshen_sheet(client, office.made, view_case(office.made.store, office.made.law, ref, office.clock.now()))


def test_a_version_for_each_change_and_none_for_the_days(office: Office) -> None:
    ref, run_id = office.opened()
    (first,) = _versions(run_id)
    assert "2026年1月13日(火)現在" in first["data"]
    office.clock.step(days=2)
    office.sweep()
    _freshened(office, ref)
    (same,) = _versions(run_id)
    assert same["id"] == first["id"]
    assert "2026年1月15日(木)現在" in same["data"]
    office.answer(ref, RELEASE)
    _freshened(office, ref)
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


def test_the_sheet_of_a_case_whose_colour_has_changed_follows_the_day(office: Office) -> None:
    _, run_id = office.opened()
    office.sweep()
    office.clock.step(days=13)
    office.sweep()
    assert "2026年1月26日(月)現在" in _versions(run_id)[-1]["data"]
