"""Who gets in, and under whose name: real proxies with TLS and logins before a real desk, and a real browser."""

import base64
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import ConsoleMessage, HttpCredentials, expect, sync_playwright
from sqlmodel import col, select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from models.tables import DocketRow
from tasks.access import password
from tasks.proxy_files import Proxy
from tasks.wiring import build
from tests.browser.case_desk import CaseDesk, case_desk
from tests.browser.chromium import PATIENCE_MS, QUIET, chromium
from tests.browser.proxies import LOGINS, RunningProxy, program, running_proxy
from tests.conftest import require

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.slow]

CONFIG = """
public_url = "https://localhost"
[access]
user_header = "X-Kaiji-User"
[access.users]
hanako = "事務 花子"
"""
HANAKO = ("hanako", LOGINS["hanako"])
REF = "2026-0001"
Found = TypeVar("Found")
FALSE = "偽 名"
PROXIES: tuple[Proxy, ...] = ("nginx", "caddy")


class Outside:
    """Where every call that leaves this machine would arrive: named as the proxy of all programs of the desk."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.setblocking(False)  # noqa: FBT003 (the socket's own signature)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def asked(self) -> str:
        """The first line of what somebody asked for; empty when nobody did."""
        try:
            connection, _ = self._listening.accept()
        except BlockingIOError:
            return ""
        with connection:
            connection.settimeout(5)
            return connection.recv(200).decode("latin-1").partition("\r\n")[0]

    def close(self) -> None:
        self._listening.close()


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    found = Outside()
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[CaseDesk]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("KAIJI_", "PREFECT_")) and "REQUIRE" not in name]:
        del os.environ[name]
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        os.environ[name] = outside.url
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    try:
        with case_desk(tmp_path_factory.mktemp("access") / "home", "2026-01-13T10:00:00+09:00", CONFIG) as running:
            yield running
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def case_run(desk: CaseDesk) -> str:
    """Id of the run of a case that waits for an attorney."""
    desk.start_intake("mamasta.toml")
    return _until(lambda: desk.run_of(REF))


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, desk: CaseDesk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningProxy]:
    require(request.param, program(request.param))
    folder = tmp_path_factory.mktemp("proxies") / request.param
    with running_proxy(request.param, desk.settings, folder) as running:
        yield running


def test_only_people_with_a_login_come_in(desk: CaseDesk, proxy: RunningProxy) -> None:
    desk_password = (password(desk.settings) or "").partition(":")
    for path in ("/", "/runs", "/ui-settings", "/api/deployments/name/intake/main"):
        assert _get(proxy, path).status_code == 401
        for wrong in (("hanako", "wrong"), ("nobody", "himitsu-1"), (desk_password[0], desk_password[2])):
            assert _get(proxy, path, auth=wrong).status_code == 401
        assert _get(proxy, path, auth=HANAKO).status_code == 200
    answer = _get(proxy, "/", auth=HANAKO)
    assert "set-cookie" not in answer.headers
    assert answer.headers["strict-transport-security"]
    assert _get(proxy, "/ui-settings", auth=HANAKO).json()["auth"] is None, "nobody is asked for a second password"
    told = (desk.settings.root / "logs" / "access.log").read_text(encoding="utf-8")
    assert "\thanako\t127.0.0.1\tGET\t/runs\t200" in told


def test_nobody_passes_by_the_proxy(desk: CaseDesk, proxy: RunningProxy) -> None:
    del proxy
    for headers in ({}, {"X-Kaiji-User": "hanako"}, {"X-Kaiji-User": "hanako", "X-Forwarded-For": "127.0.0.1"}):
        assert httpx.get(f"{desk.url}/api/admin/version", headers=headers, trust_env=False).status_code == 401
        wrong = httpx.get(f"{desk.url}/api/admin/version", headers=headers, auth=HANAKO, trust_env=False)
        assert wrong.status_code == 401


def test_the_form_does_not_ask_what_the_login_says(proxy: RunningProxy, case_run: str) -> None:
    with _client(proxy, HANAKO, {}) as hanako:
        form = _form(hanako, case_run)
        assert "action" in form["properties"]
        assert "entered_by" not in form["properties"]
        written = hanako.post(f"/api/flow_runs/{case_run}/input", json={"key": "form-x-response", "value": "{}"})
        assert written.status_code == 403, "an answer comes in through its form alone"


@pytest.mark.parametrize("proxy", ["nginx"], indirect=True)
def test_what_is_entered_bears_the_name_of_the_login(desk: CaseDesk, proxy: RunningProxy, case_run: str) -> None:
    with _client(proxy, HANAKO, {"X-Kaiji-User": "taro", "X-Forwarded-For": "203.0.113.9"}) as hanako:
        form = _form(hanako, case_run)
        typed = {
            "action": _shown(form, "defer"),
            "defer_until": "2026-01-15",
            "defer_reason": "見本",
            "entered_by": FALSE,
        }
        answered = hanako.post(f"/api/flow_runs/{case_run}/resume", json={"run_input": typed})
        assert answered.is_success
        assert answered.json()["status"] == "ACCEPT"
        assert _until(lambda: _actors(desk)) == ["事務 花子"]
    told = (desk.settings.root / "logs" / "access.log").read_text(encoding="utf-8")
    assert f"\thanako\t127.0.0.1\tPOST\t/api/flow_runs/{case_run}/resume\t20" in told
    for kept_out in ("花子", FALSE, "203.0.113.9", "taro", "himitsu", "?"):
        assert kept_out not in told


def test_another_sites_page_may_ask_nothing(proxy: RunningProxy) -> None:
    evil = {"Origin": "https://evil.example"}
    own = {"Origin": proxy.url}
    for headers, status in ((evil, 403), (evil | {"Sec-Fetch-Site": "cross-site"}, 403), (own, 200), ({}, 200)):
        with _client(proxy, HANAKO, headers) as client:
            answer = client.post("/api/flow_runs/count", json={})
            assert answer.status_code == status
            assert answer.headers.get("access-control-allow-origin") in {None, "https://localhost"}


def test_web_sockets_pass_for_those_who_may(desk: CaseDesk, proxy: RunningProxy) -> None:
    for login, origin, status in ((("hanako", "wrong"), None, 401), (HANAKO, "https://evil.example", 403)):
        with pytest.raises(InvalidStatus) as refused, _socket(proxy, login, origin):
            pass
        assert refused.value.response.status_code == status
    with _socket(proxy, HANAKO, proxy.url) as opened:
        opened.send(json.dumps({"type": "auth", "token": password(desk.settings)}))
        assert json.loads(opened.recv(timeout=20))["type"] == "auth_success"
    with _socket(proxy, HANAKO, None) as opened:
        opened.send(json.dumps({"type": "auth", "token": "wrong"}))
        with pytest.raises(Exception, match="1008"):
            opened.recv(timeout=20)


@pytest.mark.parametrize("proxy", ["nginx"], indirect=True)
def test_the_pages_ask_nobody_outside(proxy: RunningProxy, case_run: str, outside: Outside) -> None:
    browser = chromium()
    require("Chromium", browser)
    assert outside.asked() == "", "server, worker and runs ask nobody outside (the browser's own start may)"
    asked: set[str] = set()
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            said.append(message.text)

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=QUIET)
        login = HttpCredentials(username=HANAKO[0], password=HANAKO[1])
        context = launched.new_context(ignore_https_errors=True, http_credentials=login, locale="ja-JP")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", note)
        page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
        for path in ("/dashboard", "/runs", "/artifacts", "/events", "/settings"):
            page.goto(f"{proxy.url}{path}")
            expect(page.locator("#app a").first).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{proxy.url}/runs/flow-run/{case_run}")
        expect(page.locator(".state-badge").first).to_be_visible(timeout=PATIENCE_MS)
        stored = page.evaluate("Object.keys(localStorage).filter(name => name.includes('password'))")
        cookies = context.cookies()
        launched.close()
    assert asked - {""} == {"localhost"}
    assert said == []
    assert stored == [], "no password lies in the browser's storage"
    assert cookies == []


def test_the_log_is_for_its_owner_alone(desk: CaseDesk) -> None:
    for name in ("logs/access.log", "password"):
        assert (desk.settings.root / name).stat().st_mode & 0o777 == 0o600


def _client(proxy: RunningProxy, auth: tuple[str, str], headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=proxy.url, verify=proxy.trust, auth=auth, headers=headers, trust_env=False, timeout=60)


def _get(proxy: RunningProxy, path: str, auth: tuple[str, str] | None = None) -> httpx.Response:
    html = {"Accept": "text/html"}
    return httpx.get(f"{proxy.url}{path}", headers=html, verify=proxy.trust, auth=auth, trust_env=False, timeout=60)


def _socket(proxy: RunningProxy, login: tuple[str, str], origin: str | None) -> Any:
    word = base64.b64encode(":".join(login).encode()).decode()
    return connect(
        f"{proxy.url.replace('https', 'wss')}/api/events/out",
        ssl=proxy.trust,
        additional_headers={"Authorization": f"Basic {word}"},
        origin=origin,  # type: ignore[arg-type]
        subprotocols=[Subprotocol("prefect")],
        proxy=None,
    )


def _form(client: httpx.Client, run_id: str) -> dict[str, Any]:
    """The form that a run shows, as soon as it does."""
    state = _until(lambda: _paused(client.get(f"/api/flow_runs/{run_id}").json()))
    key = state["state_details"]["run_input_keyset"]["schema"]
    found: dict[str, Any] = client.get(f"/api/flow_runs/{run_id}/input/{key}").json()
    return found


def _actors(desk: CaseDesk) -> list[str]:
    """Who put the case's wait off, in order."""
    with build(desk.settings).store.read() as session:
        rows = session.exec(select(DocketRow).order_by(col(DocketRow.id))).all()
        return [row.actor for row in rows if row.event.startswith("wait_deferred")]


def _paused(run: dict[str, Any]) -> dict[str, Any] | None:
    return run["state"] if run["state"]["type"] == "PAUSED" else None


def _shown(form: dict[str, Any], code: str) -> str:
    """The entry of the form's list of actions that stands for a code."""
    codes: dict[str, str] = form["properties"]["action"]["codes"]
    return next(shown for shown, meant in codes.items() if meant == code)


def _until(look: Callable[[], Found | None]) -> Found:
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end:
        if found := look():
            return found
        Event().wait(0.2)  # for other processes
    raise TimeoutError
