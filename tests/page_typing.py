"""What tests type into pages that list the attorneys by role and number, where the story names them."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient


def chosen(client: SyncPrefectClient, run_id: UUID, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the attorney in charge chosen from the page's list, where it has one and a name was given."""
    state = client.read_flow_run(run_id).state
    keys = state.state_details.run_input_keyset if state else None
    schema = json.loads(client.read_flow_run_input(run_id, keys["schema"])) if keys else {"properties": {}}
    codes = schema["properties"].get("attorney", {}).get("codes", {})
    if not codes or not typed.get("attorney"):
        return dict(typed)
    return {**typed, "attorney": next(code for shown, code in codes.items() if shown.startswith("担当弁護士"))}
