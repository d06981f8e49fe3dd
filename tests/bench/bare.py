"""A flow as anybody writes it with the engine alone: it waits for one field."""

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput

from flows.engine import run_leg


class OneField(RunInput):
    """The form."""

    word: str = ""


@flow(name="bare", retries=0, persist_result=False)
def bare_flow() -> str:
    """Wait for one word."""
    return suspend_flow_run(wait_for_input=OneField.with_initial_data(description="bare"), timeout=None).word


def bare_flow_run(client: SyncPrefectClient) -> str:
    """The id of a run that waits with that form."""
    flow_id = client.create_flow(bare_flow)
    deployment = client.create_deployment(flow_id, "bare", entrypoint="tests.bench.bare:bare_flow")
    run_id = client.create_flow_run_from_deployment(deployment).id
    run_leg(run_id, bare_flow)
    return str(run_id)
