import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from flows.desk_page import HEAD, OurPages

PAGE = f"<html><head><title>旗</title></head><body>{'本文' * 500}</head></body></html>"


async def _page(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers={"etag": "same"})


async def _text(_request: Request) -> Response:
    return PlainTextResponse("</head>" * 500)


async def _gone(_request: Request) -> Response:
    return HTMLResponse("<head></head>", status_code=404)


class Browser:
    """Asks our pages as a browser does, compression included."""

    def __init__(self, app: OurPages) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._get(path))

    async def _get(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            return await client.get(path)


@pytest.fixture
def desk() -> Browser:
    routes = [Route("/runs/flow-run/{id}", _page), Route("/gone", _gone)]
    routes += [Route("/api/logs", _page), Route("/app.js", _text), Route("/plain", _text)]
    app = Starlette(routes=routes)
    app.add_middleware(GZipMiddleware, minimum_size=10)  # Prefect's server compresses too, inside of us
    return Browser(OurPages(app))


def test_a_page_gets_style_and_script_once_and_its_true_length(desk: Browser) -> None:
    answer = desk.get("/runs/flow-run/1")
    assert answer.text.count("/desk/desk.css") == answer.text.count("/desk/desk.js") == 1
    assert answer.text.replace(HEAD.decode(), "</head>") == PAGE
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["/api/logs", "/app.js", "/plain"])
def test_everything_else_passes_untouched(desk: Browser, path: str) -> None:
    assert "/desk/" not in desk.get(path).text


def test_a_page_that_says_there_is_nothing_has_the_bar_too(desk: Browser) -> None:
    answer = desk.get("/gone")
    assert answer.status_code == 404
    assert "/desk/desk.js" in answer.text


def test_programs_and_data_stay_compressed(desk: Browser) -> None:
    assert desk.get("/app.js").headers["content-encoding"] == "gzip"
    assert desk.get("/api/logs").headers["content-encoding"] == "gzip"
