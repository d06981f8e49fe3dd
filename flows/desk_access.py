"""The desk's door: password, who has logged in, no other site's pages, the access log, headers for browsers."""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from flows.access_log import AccessLog, Visit
from flows.bodies import replay, whole_body
from flows.callers import Asked, Refusal, Rules, address_of, login_of, refusal
from tasks.access import basic, password, proxies
from tasks.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OK, SERVER_ERROR, POLICY_VIOLATION = 200, 500, 1008
ANSWERED = re.compile(r"^/api/+flow_runs/+([^/]+)/+resume/?$")
FORM = re.compile(r"^/api/+flow_runs/+[^/]+/+input/+form-[^/]+-schema/?$")
# Forms and their answers are written by our own runs; a person's answer comes in through `resume` alone.
INPUT = re.compile(r"^/api/+flow_runs/+[^/]+/+input(/(?!filter).*)?$")
UI_SETTINGS = "/ui-settings"
ENTERED_BY = "entered_by"
# Nothing is loaded from or sent to anywhere else. The engine's pages set styles from their program (no way around
# 'unsafe-inline' for styles), make functions from texts of their own ('unsafe-eval': without it colours and timeline
# stay away) and start workers from data: and blob: addresses. No script stands in a page itself.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' data: blob:; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
KEPT_BY_BROWSERS = re.compile(r"^/(assets|ico)/")


def rules_of(settings: Settings) -> Rules:
    """Who may come in. Raises AccessFault."""
    told = password(settings)
    header = settings.access.user_header
    public = urlsplit(settings.public_url or "").hostname
    return Rules(
        authorization=basic(told) if told else None,
        user_header=header.lower() if header else None,
        proxies=proxies(settings),
        names=frozenset(name for name in ("localhost", settings.host, public) if name),
    )


class DeskAccess:
    """Lets a request through to the engine only when it may; `users` gives the name to record for a login."""

    def __init__(self, app: "ASGIApp", rules: Rules, users: Mapping[str, str], log: AccessLog) -> None:
        self._app, self._rules, self._users, self._log = app, rules, users, log

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)  # returns when the server stops
            self._log.close()
            return
        asked = _asked(scope)
        answer = _Guarded(send, asked)
        try:
            await self._admit(asked, scope, receive, answer)
        finally:
            address = address_of(asked, self._rules)
            self._log.note(Visit(asked=asked, address=address, login=answer.login, status=answer.status))

    async def _admit(self, asked: Asked, scope: "Scope", receive: "Receive", answer: "_Guarded") -> None:
        if refused := refusal(asked, self._rules):
            await _refuse(refused, scope, receive, answer)
            return
        answer.login = login = login_of(asked, self._rules)
        if login and asked.method in {"POST", "DELETE"} and INPUT.match(asked.path):
            await _refuse(Refusal(status=403, why="answers come in through their form"), scope, receive, answer)
            return
        if asked.path == UI_SETTINGS:
            await self._app(_uncompressed(scope), receive, _Changed(answer, _our_ui))
        elif login and (found := ANSWERED.match(asked.path)) and asked.method == "POST":
            await self._app(*await self._entered(login, found[1], scope, receive), answer)
        elif login and FORM.match(asked.path):
            await self._app(_uncompressed(scope), receive, _Changed(answer, _without_entered_by))
        else:
            await self._app(scope, receive, answer)

    async def _entered(self, login: str, run_id: str, scope: "Scope", receive: "Receive") -> tuple["Scope", "Receive"]:
        """The same request, with the login as the one who entered it, where its form asks for that."""
        body = await whole_body(receive)
        try:
            told = json.loads(body)
        except ValueError:
            return scope, replay(body, receive)
        if isinstance(told, dict) and isinstance(told.get("run_input"), dict) and await self._asks_who(run_id):
            told["run_input"][ENTERED_BY] = self._users.get(login, login)
            body = json.dumps(told).encode()
        kept = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        scope = {**scope, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
        return scope, replay(body, receive)

    async def _asks_who(self, run_id: str) -> bool:
        """Whether the form that a run shows has a field for who enters it (a form without one refuses the name)."""
        own = {"Authorization": self._rules.authorization} if self._rules.authorization else {}
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk/api/flow_runs", headers=own) as engine:
            run = await engine.get(f"/{run_id}")
            keys = ((run.json().get("state") or {}).get("state_details") or {}).get("run_input_keyset") or {}
            schema = await engine.get(f"/{run_id}/input/{keys.get('schema', '')}")
        return schema.status_code == OK and ENTERED_BY in json.loads(schema.text).get("properties", {})


class _Guarded:
    """One answer: adds what browsers must know, notes its status."""

    def __init__(self, send: "Send", asked: Asked) -> None:
        self._send, self._asked = send, asked
        self.status = SERVER_ERROR
        self.login: str | None = None

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": _guarded(message["headers"], self._asked.path)}
        elif message["type"] == "websocket.accept":
            self.status = 101
        elif message["type"] == "websocket.close":
            self.status = 403 if self.status == SERVER_ERROR else self.status
        await self._send(message)


class _Changed:
    """One JSON answer, held until it is whole and then changed."""

    def __init__(self, send: "Send", change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self._send, self._change = send, change
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start" and message["status"] == OK:
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: "Message") -> None:
        body = json.dumps(self._change(json.loads(self._body)), ensure_ascii=False).encode()
        kept = [pair for pair in start["headers"] if pair[0].lower() not in {b"content-length", b"etag"}]
        await self._send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
        await self._send({"type": "http.response.body", "body": body})


def _our_ui(told: dict[str, Any]) -> dict[str, Any]:
    """No page that asks for the password (the browser has), and no way into the newer UI, which calls outside."""
    return {**told, "auth": None, "available_uis": ["v1"], "v2_base_url": None}


def _without_entered_by(schema: dict[str, Any]) -> dict[str, Any]:
    """Nobody types what the login says."""
    fields = {name: told for name, told in schema.get("properties", {}).items() if name != ENTERED_BY}
    return {**schema, "properties": fields}


def _asked(scope: "Scope") -> Asked:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), value.decode("utf-8", "replace"))
    address = (scope.get("client") or ("",))[0]
    return Asked(method=scope.get("method", "WEBSOCKET"), path=scope["path"], address=address, headers=found)


def _guarded(headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    is_data = path.startswith("/api/")
    own = {**HEADERS, "content-security-policy": DATA_POLICY if is_data else PAGE_POLICY}
    if not (KEPT_BY_BROWSERS.match(path) or any(name.lower() == b"cache-control" for name, _ in headers)):
        own["cache-control"] = "no-store"
    kept = [pair for pair in headers if pair[0].lower().decode("latin-1") not in own]
    return [*kept, *((name.encode(), value.encode()) for name, value in own.items())]


async def _refuse(refused: Refusal, scope: "Scope", receive: "Receive", send: "Send") -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refused.why})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refused.status == 401:  # noqa: PLR2004 (HTTP: unauthorized)
        headers.append((b"www-authenticate", b'Basic realm="kaiji", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{refused.why}\n".encode()})


def _uncompressed(scope: "Scope") -> "Scope":
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
