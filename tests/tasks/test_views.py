"""The desk's links, and the engine's page behind each view."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml  # type: ignore[import-untyped]

from tasks.views import CASE_DOORS, OFFICE_DOORS, TEN_YEARS, VIEWS, NoSuchView, Place, link, runs_page, view_names
from tasks.words import word

ROOT = Path(__file__).parents[2]
NAME = re.compile(r'@flow\(\s*name="([^"]+)"')


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


def test_every_page_that_staff_start_has_a_door_and_a_label() -> None:
    flows = {
        entry["entrypoint"].rpartition(".")[0].replace(".", "/"): "staff" in entry["tags"]
        for entry in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    }
    names = {path: NAME.findall((ROOT / f"{path}.py").read_text(encoding="utf-8")) for path in flows}
    of_staff = {name for path, is_staff in flows.items() if is_staff for name in names[path]}
    assert of_staff == {*OFFICE_DOORS, *CASE_DOORS}
    assert all(word("door", name, language) for name in of_staff for language in ("ja", "en"))
