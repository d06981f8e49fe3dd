"""The desk's links, and the engine's page behind each view."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.views import TEN_YEARS, VIEWS, NoSuchView, Place, link, runs_page, view_names
from tasks.words import word


@pytest.mark.parametrize(
    ("base", "names", "said"),
    [
        pytest.param("http://desk:4200", ("board",), "http://desk:4200/desk/board", id="board"),
        pytest.param("https://kaiji.example/", ("sheet", "K-3"), "https://kaiji.example/desk/sheet/K-3", id="sheet"),
        pytest.param("", ("case", "K-3"), "/desk/case/K-3", id="path alone"),
        pytest.param("", ("view", "mine", 7), "/desk/view/mine/7", id="view of one"),
        pytest.param("", ("door", "record-event", "K-3"), "/desk/door/record-event/K-3", id="door of a case"),
        pytest.param("", ("sheet", "a/../b?c#d"), "/desk/sheet/a%2F..%2Fb%3Fc%23d", id="quoted"),
    ],
)
def test_link(base: str, names: tuple[Place, object], said: str) -> None:
    assert link(base, *names) == said


@pytest.mark.parametrize(
    ("view", "tags"),
    [
        pytest.param("open", ["status:open"], id="open"),
        pytest.param("release", ["wait:letter_release"], id="release"),
        pytest.param("mine/7", ["staff:7"], id="mine"),
        pytest.param("turn/court", ["turn:court"], id="turn"),
        pytest.param("due/2026-12-04", ["due:2026-12-04"], id="due"),
    ],
)
def test_a_view_is_a_page_of_runs_by_tag_far_enough_back(view: str, tags: list[str]) -> None:
    page = urlsplit(runs_page(view))
    asked = parse_qs(page.query)
    assert page.path == "/runs"
    assert (asked["tag"], asked["type"], asked["seconds"]) == (tags, ["span"], [str(-TEN_YEARS)])


def test_trouble_of_the_engine_is_found_by_its_own_states() -> None:
    asked = parse_qs(urlsplit(runs_page("engine")).query)
    assert asked["state"] == ["Failed", "Crashed", "TimedOut", "Late"]
    assert "tag" not in asked


@pytest.mark.parametrize("view", ["", "nobody", "mine", "mine/", "turn/nobody", "red/1"])
def test_no_such_view_names_those_there_are(view: str) -> None:
    with pytest.raises(NoSuchView, match="there are: open, held"):
        runs_page(view)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_view_has_a_label(language: str) -> None:
    assert view_names() == (*VIEWS, "engine")
    assert all(word("view", name, language) for name in view_names())
