"""The desk's own small pages and the words that its bar and the engine's buttons carry."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.views import CASE_DOORS, OFFICE_DOORS, link
from tasks.words import word

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "desk"
BAR_VIEWS = ("red", "release", "send", "open")
BAR_DOORS = ("intake", "find-case")
RESUME = "Resume"


def desk_page(**values: Any) -> str:
    """One small page: `language`, `title`, `texts`, and where wanted `form`, `parts`, `refresh`."""
    page: str = _page().render({"texts": (), "form": None, "parts": (), "refresh": None, **values})
    return page


@cache
def _page() -> Any:
    loader = FileSystemLoader(FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("page.html.j2")


@cache
def bar_words(language: str) -> dict[str, Any]:
    """What the script of the pages is given: links of the bar, links of one case, words for the engine's own."""
    chrome = _chrome(language)
    return {
        "language": language,
        "name": word("desk", "name", language),
        "bar": [
            {"url": link("", "board"), "says": word("desk", "board", language)},
            *({**_view(name, language), "red": name == "red"} for name in BAR_VIEWS),
            *(_door(name, language) for name in BAR_DOORS),
            {"url": "/desk/doors", "says": word("desk", "doors", language)},
            {"url": link("", "guide"), "says": word("desk", "guide", language)},
        ],
        "case": [
            {"url": "/desk/sheet/{ref}", "says": word("sheet", "title", language)},
            *({**_door(name, language), "url": f"{link('', 'door', name)}/{{ref}}"} for name in CASE_DOORS),
        ],
        "chrome": chrome,
        "resume": sorted({RESUME, chrome.get(RESUME, RESUME)}),
    }


def all_doors(language: str) -> list[dict[str, Any]]:
    """Every page that staff can start, by what it is about; and every view."""
    return [
        {"title": word("desk", "office_doors", language), "links": [_door(name, language) for name in OFFICE_DOORS]},
        {"title": word("desk", "case_doors", language), "links": [_door(name, language) for name in CASE_DOORS]},
    ]


def _view(name: str, language: str) -> dict[str, str]:
    return {"url": link("", "view", name), "says": word("view", name, language)}


def _door(name: str, language: str) -> dict[str, str]:
    return {"url": link("", "door", name), "says": word("door", name, language)}


def _chrome(language: str) -> dict[str, str]:
    """The engine's words as this office reads them; English ones stay as they are."""
    path = FOLDER / f"chrome.{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
