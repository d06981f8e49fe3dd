"""`/desk/find`: references at once; what was typed stands in no address and nothing is kept of it."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from flows.desk_find import LONGEST_BODY, FindPage
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, opened, work

pytestmark = pytest.mark.one_database("a page over a search that is tested on both")
Ask = Callable[..., httpx.Response]


async def _engine(_request: Request) -> Response:
    return PlainTextResponse("the engine's")


@pytest.fixture
def ask(services: Services) -> Ask:
    app = FindPage(Starlette(routes=[Route("/{rest:path}", _engine)]), lambda: services)

    async def answer(method: str, path: str, words: str | None) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk.example") as client:
            return await client.request(method, path, data=None if words is None else {"words": words})

    return lambda words=None, method="POST", path="/desk/find": asyncio.run(answer(method, path, words))


def test_an_empty_page_asks_and_everything_else_goes_on(ask: Ask) -> None:
    page = ask(method="GET")
    assert page.status_code == 200
    assert "事件を探す" in page.text
    assert 'class="case"' not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "事件を探す" in ask(method="GET", path="/desk/door/find-case").text
    assert ask(method="GET", path="/desk/found").text == "the engine's"
    assert ask(method="PUT").status_code == 405


def test_a_case_is_found_with_its_links(ask: Ask, services: Services) -> None:
    ref = opened(services)
    work(services, ref)
    page = ask("ｳｴｺﾐ ママスタ")
    assert "1件見つかりました" in page.text
    assert f'href="/desk/case/{ref}"' in page.text
    assert f'href="/desk/sheet/{ref}"' in page.text
    assert "発信許可待ち" in page.text
    assert PLANTED["requester"] not in page.text


def test_what_was_typed_comes_back_as_text_only(ask: Ask) -> None:
    page = ask('"><script>alert(1)</script>')
    assert "<script>" not in page.text
    assert "見つかりませんでした" in page.text
    assert "見つかりませんでした" not in ask("　").text


def test_an_endless_body_is_refused(ask: Ask) -> None:
    assert ask("あ" * LONGEST_BODY).status_code == 413


def test_a_search_that_fails_says_so_and_the_office_can_see_why(ask: Ask, services: Services) -> None:
    with services.store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE find_term RENAME TO lost"))
    page = ask("植込")
    assert page.status_code == 503
    assert "いまは探せません" in page.text
    log = (services.settings.root / "logs" / "faults.log").read_text(encoding="utf-8")
    assert "find_term" in log
    assert "植込" not in log


def test_english_by_setting(ask: Ask, services: Services) -> None:
    object.__setattr__(services.settings, "language", "en")
    assert "Find a case" in ask(method="GET").text
    assert "Nothing found" in ask("nobody").text
