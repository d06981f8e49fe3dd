"""The desk's own paths (`tasks/views.py`): each leads to the engine's page of now; doors start a page for a case."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from flows.briefing import sheet_key
from flows.desk_engine import Engine
from tasks.desk_templates import FOLDER, all_doors, bar_words, desk_page
from tasks.views import CASE_DOORS, OFFICE_DOORS, NoSuchView, link, runs_page
from tasks.words import word

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

NOT_FOUND, SEE_OTHER, UNAVAILABLE = 404, 303, 503
IN_DESK = re.compile(r"/desk(/|$)")
REF = re.compile(r"[0-9]{4}-[0-9]{4,}")
RUN_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GUIDE = FOLDER.parent / "guide"
FILES = {
    "desk.js": (FOLDER / "desk.js", "text/javascript"),
    "desk.css": (FOLDER / "desk.css", "text/css"),
    "guide": (GUIDE / "guide.html", "text/html"),
    "guide.pdf": (GUIDE / "guide.pdf", "application/pdf"),
}
BOARD = "board"
WAITING = {"SCHEDULED", "PENDING", "RUNNING"}
LOOK_AGAIN_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request to one place of the desk; `names` is what stands behind the place's own name."""

    request: Request
    engine: Engine
    names: tuple[str, ...]

    @property
    def ref(self) -> str | None:
        """The case that the path names."""
        return self.names[0] if len(self.names) == 1 and REF.fullmatch(self.names[0]) else None


Place = Callable[[Visit], Awaitable[Response]]


class DeskLinks:
    """Answers `/desk/…`; all else passes untouched."""

    def __init__(self, app: "ASGIApp", language: str) -> None:
        self._app, self._language = app, language

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http" or not IN_DESK.match(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await self._answer(request)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        place, *names = request.url.path.strip("/").split("/")[1:] or ["doors"]
        if place in FILES and not names:
            return await _file(*FILES[place])
        answers: dict[str, Place] = {
            "words.json": self._words,
            "board": self._board,
            "sheet": self._sheet,
            "case": self._case,
            "view": self._view,
            "doors": self._doors,
            "door": self._door,
            "opening": self._opening,
        }
        if place not in answers:
            return self._nothing()
        return await answers[place](Visit(request=request, engine=self._engine(request), names=tuple(names)))

    def _engine(self, request: Request) -> Engine:
        return Engine(self._app, request.headers.get("authorization"))

    async def _words(self, _visit: Visit) -> Response:
        return JSONResponse(bar_words(self._language))

    async def _doors(self, _visit: Visit) -> Response:
        return self._page("doors", parts=all_doors(self._language))

    async def _board(self, visit: Visit) -> Response:
        return await self._artifact(visit.engine, BOARD)

    async def _sheet(self, visit: Visit) -> Response:
        return await self._artifact(visit.engine, sheet_key(visit.ref)) if visit.ref else self._nothing()

    async def _case(self, visit: Visit) -> Response:
        run_id = await visit.engine.run_named(visit.ref) if visit.ref else None
        return RedirectResponse(_run(run_id)) if run_id else self._nothing()

    async def _artifact(self, engine: Engine, key: str) -> Response:
        found = await engine.newest_artifact(key)
        return RedirectResponse(f"/artifacts/artifact/{found}") if found else self._nothing("not_yet")

    async def _view(self, visit: Visit) -> Response:
        try:
            return RedirectResponse(runs_page("/".join(visit.names)))
        except NoSuchView:
            return self._nothing()

    async def _door(self, visit: Visit) -> Response:
        """A tiny page first: a link that is only followed (or fetched ahead) starts nothing."""
        name, *rest = visit.names or ("",)
        if not _is_door(name, rest):
            return self._nothing()
        ref = rest[0] if rest else None
        asks_ref = name in CASE_DOORS and ref is None
        if visit.request.method != "POST":
            return self._threshold(name, ref, asks_ref=asks_ref)
        if asks_ref:
            typed = parse_qs((await visit.request.body()).decode("utf-8", "replace")).get("ref", [""])[0].strip()
            known = REF.fullmatch(typed)
            return _after_post(link("", "door", name, typed)) if known else self._nothing("no_ref")
        run_id = await visit.engine.start(name, ref)
        return _after_post(f"/desk/opening/{run_id}") if run_id else self._page("not_started", status=UNAVAILABLE)

    def _threshold(self, name: str, ref: str | None, *, asks_ref: bool) -> Response:
        labels = {key: word("desk", key, self._language) for key in ("ref", "start")}
        form = {"asks_ref": asks_ref, "ref_label": labels["ref"], "button": labels["start"]}
        title = f"{word('door', name, self._language)} {ref or ''}".strip()
        return HTMLResponse(desk_page(language=self._language, title=title, form=form))

    async def _opening(self, visit: Visit) -> Response:
        """Wait for a started run to ask: the page looks again by itself."""
        run_id = visit.names[0] if visit.names else ""
        state = await visit.engine.state_of(run_id) if RUN_ID.fullmatch(run_id) else None
        if state is None:
            return self._nothing()
        if state in WAITING:
            return self._page("opening", refresh=LOOK_AGAIN_SECONDS)
        return RedirectResponse(_run(run_id) + ("#answer" if state == "PAUSED" else ""))

    def _nothing(self, why: str = "nothing") -> Response:
        return self._page(why, status=NOT_FOUND)

    def _page(self, key: str, *, status: int = 200, **more: object) -> Response:
        said = word("desk_page", key, self._language)
        title, _, text = said.partition("|")
        page = desk_page(language=self._language, title=title, texts=[text] if text else (), **more)
        return HTMLResponse(page, status_code=status)


def _after_post(path: str) -> Response:
    return RedirectResponse(path, status_code=SEE_OTHER)


def _run(run_id: str) -> str:
    return f"/runs/flow-run/{run_id}"


def _is_door(name: str, rest: list[str]) -> bool:
    """A door of the office takes nothing; one of a case a reference, or asks for it."""
    if name in OFFICE_DOORS:
        return not rest
    return name in CASE_DOORS and (not rest or (len(rest) == 1 and REF.fullmatch(rest[0]) is not None))


async def _file(path: Path, kind: str) -> Response:
    if not await asyncio.to_thread(path.exists):
        return HTMLResponse("", status_code=NOT_FOUND)
    return FileResponse(path, media_type=kind)
