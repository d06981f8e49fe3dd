"""The one module that suspends a run and names its state (semi-private engine API; tested against a real server)."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from prefect._flow_run_suspension import mark_flow_run_suspension_requested
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas import OrchestrationResult
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.exceptions import Pause, PrefectHTTPStatusError
from prefect.input.actions import create_flow_run_input, read_flow_run_input
from prefect.input.run_input import Keyset, keyset_from_base_key
from prefect.states import Paused
from prefect.utilities.engine import propose_state_sync

from flows.typed_form import as_shown

NOT_FOUND, CONFLICT = 404, 409
RECHECK: Mapping[str, Any] = {"action": "recheck"}


def ask(name: str, key: str, schema: Mapping[str, Any], briefing: str, message: str) -> Mapping[str, Any]:
    """Suspend this run with a form until staff answer; return what was typed, unvalidated.

    `name` becomes the state's name, `key` must be new for each asking, `schema` is the form (`shown_schema`). Raises
    Pause (the engine's way to leave the run) when there is no answer yet.
    """
    run_id = current_run_id()
    keys = keyset_from_base_key(f"form-{key}")
    with get_client(sync_client=True) as client:
        _save_form(schema, keys, briefing)
        state: State[Any] = Paused(name=name, reschedule=True, pause_key=key, message=message)
        state.state_details.run_input_keyset = {str(part): str(key_name) for part, key_name in keys.items()}
        got = propose_state_sync(client=client, state=state, flow_run_id=run_id)
        if got.is_running():  # this key has fired: resumed without input means that somebody only wants a new look
            return answer_to(key) or RECHECK
        if not got.is_paused():
            unexpected = f"the engine answered {got.type} to a suspension"
            raise RuntimeError(unexpected)
    mark_flow_run_suspension_requested(run_id, got)
    raise Pause(state=got)


def answer_to(key: str) -> Mapping[str, Any] | None:
    """What staff typed for this asking, or None; an interrupted leg may have left it behind."""
    keys = keyset_from_base_key(f"form-{key}")
    typed: Any = read_flow_run_input(keys["response"], flow_run_id=current_run_id())
    return None if typed is None else dict(typed)


def forget(key: str) -> None:
    """Delete form, briefing and answer of one asking from the engine, after the answer is in the case database."""
    run_id = current_run_id()
    with get_client(sync_client=True) as client:
        for name in keyset_from_base_key(f"form-{key}").values():
            _delete(client, run_id, str(name))


def resume(client: SyncPrefectClient, run_id: UUID, typed: Mapping[str, Any]) -> OrchestrationResult[Any]:
    """Answer the form that a run shows with our own values, or let it look again (nothing typed)."""
    if not typed:
        return client.resume_flow_run(run_id)
    state = client.read_flow_run(run_id).state
    keys = state.state_details.run_input_keyset if state else None
    schema = json.loads(client.read_flow_run_input(run_id, keys["schema"])) if keys else None
    return client.resume_flow_run(run_id, run_input=as_shown(schema, typed) if schema else dict(typed))


def current_run_id() -> UUID:
    """Id of the run we are in. Raises RuntimeError outside a run."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        message = "this works inside a flow run only"
        raise RuntimeError(message)
    return context.flow_run.id


def _save_form(schema: Mapping[str, Any], keys: Keyset, briefing: str) -> None:
    """Keep form and briefing, each once: an earlier execution of the same asking may have kept one of them."""
    run_id = current_run_id()
    for key, value in ((keys["schema"], dict(schema)), (keys["description"], briefing)):
        try:
            create_flow_run_input(key, value, flow_run_id=run_id)
        except PrefectHTTPStatusError as error:
            if error.response.status_code != CONFLICT:
                raise


def _delete(client: SyncPrefectClient, run_id: UUID, name: str) -> None:
    try:
        client.delete_flow_run_input(run_id, name)
    except PrefectHTTPStatusError as error:
        if error.response.status_code != NOT_FOUND:
            raise
    except LookupError:
        return
