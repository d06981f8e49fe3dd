"""Runs of the real engine as a test handles them: start, type into the page, run a leg here, look."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, FlowRunInput, State
from prefect.flows import Flow

from flows.engine import run_leg
from flows.typed_form import as_shown
from flows.waiting import resume
from tests.page_typing import chosen


def start(deployment: str, parameters: Mapping[str, Any]) -> UUID:
    """A new run of a deployment."""
    with get_client(sync_client=True) as client:
        found = client.read_deployment_by_name(deployment)
        return client.create_flow_run_from_deployment(found.id, parameters=dict(parameters)).id


def leg(run_id: UUID, flow: Flow[..., Any]) -> None:
    """One leg of a run in this process."""
    assert run_leg(run_id, flow).result == "done"


def type_in(run_id: UUID, typed: Mapping[str, Any] | None) -> tuple[str, str]:
    """Press Resume with what was typed (None: without a form); the server's answer and its reason."""
    with get_client(sync_client=True) as client:
        answer = resume(client, run_id, chosen(client, run_id, typed or {}))
    return answer.status.value, str(getattr(answer.details, "reason", None) or "")


def as_page(run_id: UUID, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the page itself would send for these values."""
    keys = state(run_id).state_details.run_input_keyset
    assert keys
    with get_client(sync_client=True) as client:
        return as_shown(json.loads(inputs(run_id)[keys["schema"]]), chosen(client, run_id, typed))


def chooses(run_id: UUID, field: str) -> dict[str, str]:
    """The list that a field of the form shows: what people read, and the code behind it."""
    keys = state(run_id).state_details.run_input_keyset
    assert keys
    codes: dict[str, str] = json.loads(inputs(run_id)[keys["schema"]])["properties"][field]["codes"]
    return codes


def read(run_id: UUID) -> FlowRun:
    """The run as the page shows it."""
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run_id)


def state(run_id: UUID) -> State[Any]:
    """Its state."""
    found = read(run_id).state
    assert found
    return found


def inputs(run_id: UUID) -> dict[str, str]:
    """Forms, briefings and answers that the engine keeps for the run, by key."""
    with get_client(sync_client=True) as client:
        found: list[FlowRunInput] = client.filter_flow_run_input(
            flow_run_id=run_id, key_prefix="", limit=200, exclude_keys=set()
        )
    return {item.key: item.value for item in found}


def briefing(run_id: UUID) -> str:
    """The text above the form that the run shows."""
    keys = state(run_id).state_details.run_input_keyset
    assert keys
    return inputs(run_id)[keys["description"]]
