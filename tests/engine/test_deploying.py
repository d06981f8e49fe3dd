"""`prefect deploy --all` as often as you like: nothing changes; and over a desk of an older version, cases wait on."""

from typing import Any

from flows.desk import Desk, post
from tasks.settings import Settings

PAGE = {"limit": 200}
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
    assert {row["name"].removeprefix("kaiji：") for row in automations(server)} == {
        "始まらない実行",
        "失敗・中断した実行",
        "次に見直す時がない事件",
        "止まった実行",
    }
