"""`/desk/find`: find cases on a page of the desk's own server, at once; the door `find-case` leads here too.

The run of that name asks the same where only the engine's pages can be reached. What is typed comes in the body of a
POST, so that no address, history or log holds it, and is kept nowhere.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader

from flows.bodies import whole_body
from flows.found_shown import cells, said
from tasks.case_store.finding import Found, Search, find_cases
from tasks.fault_log import note_fault
from tasks.views import link
from tasks.wiring import Services, services
from tasks.words import word, words_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATHS = frozenset({"/desk/find", link("", "door", "find-case")})
LONGEST_BODY = 8_000
OK, NOT_ALLOWED, TOO_LONG, UNAVAILABLE = 200, 405, 413, 503
TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "desk"


class FindPage:
    """Answers these paths; all else goes on. `made` gives the services, when somebody first searches."""

    def __init__(self, app: "ASGIApp", made: Callable[[], Services] = services) -> None:
        self._app, self._made = app, made
        self._template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template("find.html.j2")

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        status, page = await self._answer(scope["method"], receive)
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": page.encode()})

    async def _answer(self, method: str, receive: "Receive") -> tuple[int, str]:
        if method in {"GET", "HEAD"}:
            return OK, await asyncio.to_thread(self._page, ())
        body = await whole_body(receive)
        if method != "POST" or len(body) > LONGEST_BODY:
            return (TOO_LONG if method == "POST" else NOT_ALLOWED), ""
        typed = parse_qs(body.decode("utf-8", "replace")).get("words", [""])[0].split()
        try:
            return OK, await asyncio.to_thread(self._page, typed)
        except Exception as fault:  # noqa: BLE001 (whoever searches is told; the fault goes to the firm's own log)
            note_fault(self._made().settings.root, fault)
            return UNAVAILABLE, self._drawn(self._made().settings.language, typed, fault=True)

    def _page(self, typed: Sequence[str]) -> str:
        made = self._made()
        found = find_cases(made.store, made.law, typed) if typed else None
        return self._drawn(made.settings.language, typed, found)

    def _drawn(self, language: str, typed: Sequence[str], found: Search | None = None, *, fault: bool = False) -> str:
        shown = (
            {
                "said": said(found, language),
                "cases": [_shown(case, language) for case in found.found],
                "unreadable": ", ".join(found.unreadable),
            }
            if found
            else {}
        )
        told = {"fault": word("find", "out_of_order", language)} if fault else {}
        return self._template.render(
            language=language, words=words_of("find", language), typed=" ".join(typed), **shown, **told
        )


def _shown(case: Found, language: str) -> dict[str, Any]:
    ref, status, waits_for, act_by, by, opened = cells(case, language)
    return {
        "ref": ref,
        "status": status,
        "waits_for": waits_for if case.waits_for else "",
        "act_by": act_by if case.act_by else "",
        "by": by,
        "opened": opened,
        "surely": case.surely,
        "case_link": link("", "case", ref),
        "sheet_link": link("", "sheet", ref),
    }
