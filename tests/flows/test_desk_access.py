"""The desk's door around a small application: what reaches it, what comes back, what the log says."""

import asyncio
import json
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from flows.access_log import AccessLog
from flows.callers import Rules
from flows.desk_access import DeskAccess, rules_of
from tasks.access import basic, password
from tasks.settings import AccessSection, Settings

WORD = basic("kaiji:word")
LOGIN = {"X-Kaiji-User": "hanako"}
SCHEMAS = {
    "asks": {"type": "object", "properties": {"action": {}, "entered_by": {}}},
    "asks-not": {"type": "object", "properties": {"words": {}}, "additionalProperties": False},
}


async def _run(request: Request) -> Response:
    keys = {"schema": "form-wait-1-1-schema"}
    return JSONResponse({"state": {"state_details": {"run_input_keyset": keys}}, "id": request.path_params["id"]})


async def _form(request: Request) -> Response:
    return PlainTextResponse(json.dumps(SCHEMAS.get(request.path_params["id"], {}), ensure_ascii=False))


async def _resume(request: Request) -> Response:
    body = await request.body()
    assert int(request.headers["content-length"]) == len(body)
    return JSONResponse({"got": body.decode()})


async def _ui_settings(_request: Request) -> Response:
    return JSONResponse({"auth": "BASIC", "api_url": "/api", "available_uis": ["v1", "v2"], "v2_base_url": "/v2"})


async def _page(_request: Request) -> Response:
    return PlainTextResponse("page", headers={"x-frame-options": "SAMEORIGIN"})


async def _broken(_request: Request) -> Response:
    raise RuntimeError


class Office:
    """Asks the guarded application."""

    def __init__(self, app: DeskAccess, log: Path) -> None:
        self._app, self._log = app, log

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **told: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, path, {"Authorization": WORD, **(headers or {})}, told))

    async def _ask(self, method: str, path: str, headers: dict[str, str], told: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, headers=headers, **told)

    def entered(self, run_input: Any, run: str = "asks", headers: dict[str, str] = LOGIN) -> Any:
        path = f"/api/flow_runs/{run}/resume"
        got = self.ask("POST", path, headers, json={"run_input": run_input}).json()["got"]
        return json.loads(got)["run_input"]

    def told(self) -> list[list[str]]:
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        return [line.split("\t")[1:] for line in lines]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    inner = Starlette(
        routes=[
            Route("/api/flow_runs/{id}", _run),
            Route("/api/flow_runs/{id}/resume", _resume, methods=["POST"]),
            Route("/api/flow_runs/{id}/input", _page, methods=["POST"]),
            Route("/api/flow_runs/{id}/input/filter", _page, methods=["POST"]),
            Route("/api/flow_runs/{id}/input/{key}", _form, methods=["GET", "DELETE"]),
            Route("/ui-settings", _ui_settings),
            Route("/assets/index.js", _page),
            Route("/broken", _broken),
            Route("/", _page),
        ]
    )
    log = AccessLog(tmp_path / "access.log")
    rules = Rules(authorization=WORD, user_header="x-kaiji-user", proxies=(ip_network("127.0.0.1"),), names=frozenset())
    yield Office(DeskAccess(inner, rules, {"hanako": "事務 花子"}, log), tmp_path / "access.log")
    log.close()


def test_the_login_is_who_entered_it_whatever_was_typed(office: Office) -> None:
    typed = {"action": "answer", "entered_by": "偽 名"}
    assert office.entered(typed) == {"action": "answer", "entered_by": "事務 花子"}
    assert office.entered({"action": "recheck"}) == {"action": "recheck", "entered_by": "事務 花子"}
    assert office.entered(typed, headers={"X-Kaiji-User": "jiro"})["entered_by"] == "jiro"


def test_our_own_programs_say_themselves_who_entered_it(office: Office) -> None:
    assert office.entered({"entered_by": "見本"}, headers={}) == {"entered_by": "見本"}


def test_a_form_that_does_not_ask_gets_no_name(office: Office) -> None:
    """It would refuse one: no field of it is called so."""
    assert office.entered({"words": "x"}, run="asks-not") == {"words": "x"}
    assert office.entered({"words": "x"}, run="unknown") == {"words": "x"}
    assert office.entered(None) is None


def test_what_is_no_json_is_for_the_engine_to_refuse(office: Office) -> None:
    answer = office.ask("POST", "/api/flow_runs/asks/resume", LOGIN, content=b"{")
    assert answer.json() == {"got": "{"}


def test_nobody_is_asked_for_what_the_login_says(office: Office) -> None:
    path = "/api/flow_runs/asks/input/form-wait-1-1-schema"
    assert list(office.ask("GET", path, LOGIN).json()["properties"]) == ["action"]
    assert list(office.ask("GET", path).json()["properties"]) == ["action", "entered_by"]


def test_people_write_and_delete_answers_through_the_form_alone(office: Office) -> None:
    form = "/api/flow_runs/asks/input"
    assert office.ask("POST", form, LOGIN, json={}).status_code == 403
    assert office.ask("DELETE", f"{form}/form-x-response", LOGIN).status_code == 403
    assert office.ask("POST", form, json={}).status_code == 200
    assert office.ask("POST", f"{form}/filter", LOGIN, json={}).status_code == 200
    assert office.told()[0] == ["hanako", "127.0.0.1", "POST", form, "403"]


def test_the_ui_asks_for_no_second_password_and_knows_no_newer_ui(office: Office) -> None:
    told = {"auth": None, "api_url": "/api", "available_uis": ["v1"], "v2_base_url": None}
    assert office.ask("GET", "/ui-settings").json() == told


def test_every_answer_tells_the_browser_what_it_may_do(office: Office) -> None:
    page = office.ask("GET", "/", LOGIN).headers
    assert "script-src 'self' 'unsafe-eval';" in page["content-security-policy"]
    assert "connect-src 'self';" in page["content-security-policy"]
    assert page.get_list("x-frame-options") == ["DENY"]
    assert page["cache-control"] == "no-store"
    assert page["x-content-type-options"] == "nosniff"
    assert page["referrer-policy"] == "same-origin"
    data = office.ask("GET", "/api/flow_runs/asks").headers
    assert data["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "cache-control" not in office.ask("GET", "/assets/index.js").headers
    refused = office.ask("GET", "/", {"Authorization": "Basic x"})
    assert refused.headers["www-authenticate"] == 'Basic realm="kaiji", charset="UTF-8"'
    assert refused.headers["x-frame-options"] == "DENY"


def test_the_log_names_nobody_whom_a_stranger_names(office: Office) -> None:
    office.ask("GET", "/", LOGIN | {"Authorization": "Basic x"})
    office.ask("GET", "/?name=見本", LOGIN)
    office.ask("GET", "/broken", LOGIN)
    assert office.told() == [
        ["-", "127.0.0.1", "GET", "/", "401"],
        ["hanako", "127.0.0.1", "GET", "/", "200"],
        ["hanako", "127.0.0.1", "GET", "/broken", "500"],
    ]


@pytest.mark.usefixtures("plain_environment")
def test_the_rules_come_from_the_settings(tmp_path: Path) -> None:
    access = AccessSection(user_header="X-Kaiji-User", proxies=["10.0.0.0/24"])
    settings = Settings(home=tmp_path, access=access, public_url="https://desk.firm.example:8443")
    rules = rules_of(settings)
    assert rules.authorization == basic(password(settings) or "")
    assert rules.user_header == "x-kaiji-user"
    assert rules.proxies == (ip_network("10.0.0.0/24"),)
    assert rules.names == {"localhost", "127.0.0.1", "desk.firm.example"}
    assert rules.authorization not in repr(rules)
    assert rules_of(Settings(home=tmp_path / "plain")).authorization is None
