"""What the desk's links ask of the engine, inside its own server: newest runs, newest artifacts, new runs."""

from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from starlette.types import ASGIApp

OK, CREATED = 200, 201
CASE_FLOW = "case"


class Engine:
    """Asks the engine on behalf of one visitor, with the visitor's own password."""

    def __init__(self, app: "ASGIApp", authorization: str | None) -> None:
        self._app = app
        self._headers = {"Authorization": authorization} if authorization else {}

    async def run_named(self, ref: str) -> str | None:
        """Id of the newest run of a case."""
        wanted = {"flow_runs": {"name": {"any_": [ref]}}, "flows": {"name": {"any_": [CASE_FLOW]}}}
        found = await self._ask("POST", "/flow_runs/filter", {**wanted, "sort": "EXPECTED_START_TIME_DESC", "limit": 1})
        return found[0]["id"] if found else None

    async def newest_artifact(self, key: str) -> str | None:
        """Id of the newest version kept under a key."""
        wanted = {"artifacts": {"key": {"any_": [key]}}, "limit": 1}
        found = await self._ask("POST", "/artifacts/latest/filter", wanted)
        return found[0]["latest_id"] if found else None

    async def state_of(self, run_id: str) -> str | None:
        """Type of a run's state; None when there is no such run."""
        run = await self._ask("GET", f"/flow_runs/{run_id}")
        return run["state_type"] if run else None

    async def start(self, door: str, ref: str | None) -> str | None:
        """Start a deployment (`record-answer`) for a case; return its run's id, None when there is no such door."""
        deployment = await self._ask("GET", f"/deployments/name/{door}/main")
        if deployment is None:
            return None
        wanted = {"parameters": {"case_id": ref} if ref else {}}
        made = await self._ask("POST", f"/deployments/{deployment['id']}/create_flow_run", wanted)
        return made["id"] if made else None

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        transport = httpx.ASGITransport(app=self._app)
        address = "http://localhost/api"
        async with httpx.AsyncClient(transport=transport, base_url=address, headers=self._headers) as client:
            answer = await client.request(method, path, json=body)
        return answer.json() if answer.status_code in {OK, CREATED} else None
