import re

import pytest

from flows.desk_links import FILES, GUIDE
from tasks.desk_templates import bar_words
from tasks.words import word

MADE_ANEW = "make it anew: python -m tests.browser.make_guide"
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def guide() -> str:
    return (GUIDE / "guide.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["guide", "guide.pdf"])
def test_the_guide_is_there_and_small(name: str) -> None:
    path, _ = FILES[name]
    assert 10_000 < path.stat().st_size < MOST_BYTES, MADE_ANEW


def test_the_guide_is_one_page_of_paper() -> None:
    pages = re.findall(rb"/Type\s*/Page\b", (GUIDE / "guide.pdf").read_bytes())
    assert len(pages) == 1, MADE_ANEW


@pytest.mark.parametrize(
    "said",
    [
        bar_words("ja")["chrome"]["Resume"],
        bar_words("ja")["chrome"]["Submit"],
        word("desk", "board", "ja"),
        word("desk", "doors", "ja"),
        word("view", "red", "ja"),
        word("door", "find-case", "ja"),
    ],
)
def test_the_guide_names_buttons_as_the_desk_does(guide: str, said: str) -> None:
    assert f"「{said}」" in guide, MADE_ANEW


def test_the_guide_shows_each_step_and_asks_nobody_outside(guide: str) -> None:
    assert guide.count('src="data:image/jpeg;base64,') == guide.count("<figure>") == 4
    assert "http" not in re.sub(r"base64,[^\"]+", "", guide)
