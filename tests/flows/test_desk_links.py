import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flows.desk_links import DeskLinks
from tasks.desk_templates import all_doors, bar_words
from tasks.views import CASE_DOORS, OFFICE_DOORS, view_names
from tasks.words import word

REF = "2026-0001"
RUN = "00000000-0000-4000-8000-000000000001"
ARTIFACT = "00000000-0000-4000-8000-00000000000a"
SHEET = "00000000-0000-4000-8000-00000000000b"


@dataclass
class FakeEngine:
    """The engine's API as far as the links ask it; `asked` is what came in, with the visitor's password."""

    asked: list[tuple[str, str, Any, str | None]] = field(default_factory=list)
    state: str = "SCHEDULED"
    refuses: bool = False

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/api")
        body = await request.json() if request.method == "POST" else None
        self.asked.append((request.method, path, body, request.headers.get("authorization")))
        if self.refuses:
            return JSONResponse({"detail": "no"}, status_code=401)
        found = self._found(path, body)
        return found or JSONResponse({"detail": "not found"}, status_code=404)

    def _found(self, path: str, body: Any) -> Response | None:
        if path == "/flow_runs/filter":
            known = body["flow_runs"]["name"]["any_"] == [REF] and body["flows"]["name"]["any_"] == ["case"]
            return JSONResponse([{"id": RUN}] if known else [])
        if path == "/artifacts/latest/filter":
            keys = {"board": ARTIFACT, f"case-{REF}": SHEET}
            found = keys.get(body["artifacts"]["key"]["any_"][0])
            return JSONResponse([{"latest_id": found}] if found else [])
        if path.startswith("/deployments/name/"):
            return JSONResponse({"id": "d1"})
        if path == "/deployments/d1/create_flow_run":
            return JSONResponse({"id": RUN}, status_code=201)
        return JSONResponse({"state_type": self.state}) if path == f"/flow_runs/{RUN}" else None


@dataclass
class Visitor:
    """Goes to a path of the desk and follows nothing."""

    engine: FakeEngine = field(default_factory=FakeEngine)
    language: str = "ja"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return asyncio.run(self._go("GET", path, headers=headers))

    def post(self, path: str, typed: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._go("POST", path, data=typed or {}))

    async def _go(self, method: str, path: str, **more: Any) -> httpx.Response:
        app = DeskLinks(self.engine.app(), self.language)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **more)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/desk/board", f"/artifacts/artifact/{ARTIFACT}"),
        (f"/desk/sheet/{REF}", f"/artifacts/artifact/{SHEET}"),
        (f"/desk/case/{REF}", f"/runs/flow-run/{RUN}"),
    ],
)
def test_a_stable_path_leads_to_the_page_of_now(visitor: Visitor, path: str, to: str) -> None:
    answer = visitor.get(path, Authorization="Basic abc")
    assert (answer.status_code, answer.headers["location"]) == (307, to)
    assert [password for *_, password in visitor.engine.asked] == ["Basic abc"]


@pytest.mark.parametrize("view", [*view_names(), "mine/7"])
def test_a_view_leads_to_the_runs_page(visitor: Visitor, view: str) -> None:
    answer = visitor.get(f"/desk/view/{view}")
    assert answer.headers["location"].startswith("/runs?")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/case/2026-9999",
        "/desk/case/..%2Fsettings",
        "/desk/case",
        "/desk/sheet/2026-0001/more",
        "/desk/view/nonsense",
        "/desk/door/case",
        "/desk/door/sweep",
        f"/desk/door/intake/{REF}",
        "/desk/door/record-event/x",
        "/desk/opening/x",
        "/desk/nonsense",
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_started(visitor: Visitor, path: str) -> None:
    for answer in (visitor.get(path), visitor.post(path)):
        assert answer.status_code == 404
        assert word("desk_page", "nothing", "ja").partition("|")[0] in answer.text
    assert not [path for _, path, *_ in visitor.engine.asked if "create_flow_run" in path]


def test_a_board_before_the_first_sweep_is_announced() -> None:
    answer = Visitor(FakeEngine(refuses=True)).get("/desk/board")
    assert answer.status_code == 404
    assert word("desk_page", "not_yet", "ja").partition("|")[0] in answer.text


@pytest.mark.parametrize("door", [*OFFICE_DOORS, *(f"{door}/{REF}" for door in CASE_DOORS)])
def test_following_a_door_starts_nothing_until_it_is_pressed(visitor: Visitor, door: str) -> None:
    assert visitor.get(f"/desk/door/{door}").status_code == 200
    assert visitor.engine.asked == []
    pressed = visitor.post(f"/desk/door/{door}")
    assert (pressed.status_code, pressed.headers["location"]) == (303, f"/desk/opening/{RUN}")
    name, _, ref = door.partition("/")
    assert [(path, body) for _, path, body, _ in visitor.engine.asked] == [
        (f"/deployments/name/{name}/main", None),
        ("/deployments/d1/create_flow_run", {"parameters": {"case_id": ref} if ref else {}}),
    ]


def test_a_door_of_a_case_asks_which_case(visitor: Visitor) -> None:
    assert 'name="ref"' in visitor.get("/desk/door/record-event").text
    answer = visitor.post("/desk/door/record-event", {"ref": f" {REF} "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/door/record-event/{REF}")
    assert visitor.post("/desk/door/record-event", {"ref": "見本 太郎"}).status_code == 404
    assert visitor.engine.asked == []


def test_a_door_that_the_engine_does_not_open_is_told() -> None:
    answer = Visitor(FakeEngine(refuses=True)).post("/desk/door/intake")
    assert answer.status_code == 503
    assert word("desk_page", "not_started", "ja").partition("|")[0] in answer.text


@pytest.mark.parametrize(
    ("state", "to"),
    [("PAUSED", f"/runs/flow-run/{RUN}#answer"), ("COMPLETED", f"/runs/flow-run/{RUN}"), ("PENDING", None)],
)
def test_a_started_page_opens_as_soon_as_it_asks(state: str, to: str | None) -> None:
    answer = Visitor(FakeEngine(state=state)).get(f"/desk/opening/{RUN}")
    assert answer.headers.get("location") == to
    assert ('http-equiv="refresh"' in answer.text) is (to is None)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_bar_and_doors_have_words_and_lead_somewhere(language: str) -> None:
    visitor = Visitor(language=language)
    told = visitor.get("/desk/words.json").json()
    assert told == bar_words(language)
    links = [*told["bar"], *told["case"], *(item for part in all_doors(language) for item in part["links"])]
    assert all(item["says"] for item in links)
    for item in links:
        assert visitor.get(item["url"].replace("{ref}", REF)).status_code in {200, 307}
    doors = visitor.get("/desk/doors").text
    assert all(item["says"] in doors for part in all_doors(language) for item in part["links"])
    assert ("回答する" in told["resume"]) is (language == "ja")


def test_an_english_desk_keeps_the_engines_words() -> None:
    assert bar_words("en")["chrome"] == {}


@pytest.mark.parametrize(("path", "kind"), [("/desk/desk.js", "text/javascript"), ("/desk/desk.css", "text/css")])
def test_style_and_script_come_from_the_desk(visitor: Visitor, path: str, kind: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


def test_the_rest_is_the_engines(visitor: Visitor) -> None:
    assert visitor.get("/runs").json() == {"detail": "not found"}
    assert visitor.get("/desktop").json() == {"detail": "not found"}
