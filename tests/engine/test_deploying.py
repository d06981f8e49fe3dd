"""`prefect deploy --all` as often as you like: nothing changes; and over a desk of an older version, cases wait on."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client

from flows.desk import Desk, post
from tasks.settings import Settings
from tests.engine import runs
from tests.engine.office import RELEASE, Office

PAGE = {"limit": 200}
NAMES = {"始まらない実行", "失敗・中断した実行", "次に見直す時がない事件", "止まった実行"}
# What a deploy may write anew without changing anything.
DATED = {"updated", "last_polled", "status", "schedules", "version_id", "version_info"}


def deploy(server: Settings, *arguments: str) -> None:
    """As an operator does it, asking nothing."""
    Desk(server, lambda _line: None)._prefect("deploy", "--all", *arguments)


def in_place(server: Settings) -> dict[str, dict[str, Any]]:
    """What the engine has of us, by id: deployments, schedules; automations with the moment of their last change."""
    api = server.api_url
    deployments = post(f"{api}/deployments/filter", PAGE)
    rows = [*deployments, *(row for each in deployments for row in each["schedules"])]
    found = {row["id"]: {name: value for name, value in row.items() if name not in DATED} for row in rows}
    return found | {row["id"]: row for row in automations(server)}


def automations(server: Settings) -> list[dict[str, Any]]:
    """The engine's automations."""
    return list(post(f"{server.api_url}/automations/filter", PAGE))


def test_a_second_deploy_changes_nothing(server: Settings) -> None:
    before = in_place(server)
    deploy(server)
    assert in_place(server) == before
    assert {row["name"].removeprefix("kaiji：") for row in automations(server)} == NAMES


# A desk before the automations: fewer deployments, other words, and a form with less to fill in.
OLDER = """
name: kaiji
pull: []
deployments:
  - {name: main, entrypoint: flows.case.case_flow, description: older, tags: [], pull: [], work_pool: {name: cases}}
  - {name: main, entrypoint: flows.sweep.sweep_flow, description: older, tags: [], pull: [], work_pool: {name: cases}}
"""


def test_a_case_that_waits_on_an_older_desk_waits_on_and_is_answered(
    office: Office, server: Settings, tmp_path: Path
) -> None:
    (tmp_path / "older.yaml").write_text(OLDER, encoding="utf-8")
    with get_client(sync_client=True) as client:
        for each in client.read_automations():
            client.delete_automation(each.id)
    deploy(server, "--prefect-file", str(tmp_path / "older.yaml"))
    ref, run_id = office.opened()
    _older_form(run_id)
    before, forms, deployments = runs.read(run_id), runs.inputs(run_id), in_place(server).keys()

    deploy(server)
    assert office.sweep().failed == []

    after = runs.read(run_id)
    assert (office.run(ref), after.state, after.deployment_id) == (run_id, before.state, before.deployment_id)
    assert runs.inputs(run_id) == forms
    assert deployments <= in_place(server).keys()
    assert len(automations(server)) == len(NAMES)
    office.answer(ref, RELEASE)
    assert runs.state(run_id).name == "発送・申立て待ち"
    assert office.run(ref) == run_id


def _older_form(run_id: UUID) -> None:
    """The form as a version kept it that asked less."""
    keys = runs.state(run_id).state_details.run_input_keyset
    assert keys
    names = ("action", "decision", *RELEASE)
    older = {"type": "object", "properties": {name: {"type": "string", "title": name} for name in names}}
    with get_client(sync_client=True) as client:
        client.delete_flow_run_input(run_id, keys["schema"])
        client.create_flow_run_input(run_id, keys["schema"], json.dumps(older))
