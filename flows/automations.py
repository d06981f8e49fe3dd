"""The automations of prefect.yaml, put in place by the deployment's build step: as often as you like, ids stay.

The engine's own `triggers:` are deleted and made anew by each `prefect deploy`, which forgets what they have counted.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import Automation, AutomationCore

OURS = "kaiji："


def keep_automations(deployment: str, automations: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Make, change or delete automations until they are these, each running `deployment` (deployed before this step).

    Each has `because`, `name`, `description`, `after` (seconds until the run) and the engine's `trigger`.
    """
    with get_client(sync_client=True) as client:
        runs = client.read_deployment_by_name(deployment).id
        wanted = {each.name: each for each in (_wanted(told, runs) for told in automations)}
        having = [each for each in client.read_automations() if each.name.startswith(OURS)]
        return _bring(client, wanted, having)


def _wanted(told: Mapping[str, Any], deployment_id: UUID) -> AutomationCore:
    action = {
        "type": "run-deployment",
        "source": "selected",
        "deployment_id": deployment_id,
        "parameters": {"because": told["because"]},
        "schedule_after": told.get("after", 0),
    }
    return AutomationCore.model_validate(
        {
            "name": f"{OURS}{told['name']}",
            "description": told["description"],
            "trigger": told["trigger"],
            "actions": [action],
        }
    )


def _bring(
    client: SyncPrefectClient, wanted: Mapping[str, AutomationCore], having: Sequence[Automation]
) -> dict[str, int]:
    done = {"made": 0, "changed": 0, "deleted": 0}
    first: dict[str, Automation] = {}
    for each in having:
        if each.name in wanted and each.name not in first:
            first[each.name] = each
        else:  # ours no more, or made twice by two deploys at once
            client.delete_automation(each.id)
            done["deleted"] += 1
    for name, want in wanted.items():
        if name not in first:
            client.create_automation(want)
            done["made"] += 1
        elif _told(first[name]) != _told(want.model_copy(update={"enabled": first[name].enabled})):
            client.update_automation(first[name].id, want)
            done["changed"] += 1
    return done


def _told(automation: AutomationCore) -> Any:
    """What an automation says; one that staff switched off says the same."""
    return AutomationCore.model_validate(automation.model_dump(exclude={"id"})).model_dump(mode="json")
