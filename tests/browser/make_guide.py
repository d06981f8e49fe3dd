"""Make the one-page 操作手引き anew from the running desk: `python -m tests.browser.make_guide` (needs Chromium).

Plays the first sample case up to its first suit, photographs what staff see on that day, and writes
`templates/guide/guide.html` and `guide.pdf`, which the desk serves at `/desk/guide`.
"""

import base64
import sys
import tempfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Page, ViewportSize

from flows.desk_links import GUIDE
from flows.running import say
from tasks.desk_templates import bar_words
from tasks.words import word
from tests.browser.chromium import chromium, open_page
from tests.browser.make_pictures import office
from tests.browser.run_page import RunPage

SEEN: ViewportSize = {"width": 1000, "height": 620}
QUALITY = 80
PLACES = {"board": "/desk/board", "red": "/desk/view/open", "doors": "/desk/doors"}


def main() -> int:
    """Play, photograph, write; 1 when there is no browser."""
    browser = chromium()
    if browser is None:
        say("Chromium is missing: apt install chromium fonts-noto-cjk")
        return 1
    with (
        tempfile.TemporaryDirectory() as folder,
        office(Path(folder)) as (url, run_id),
        open_page(browser, set()) as page,
    ):
        page.set_viewport_size(SEEN)
        html = guide_page(_pictures(page, url, str(run_id)))
        (GUIDE / "guide.html").write_text(html, encoding="utf-8")
        page.set_content(html)
        page.pdf(path=GUIDE / "guide.pdf", format="A4", print_background=True, prefer_css_page_size=True)
    say(f"the guide is in {GUIDE.name}: guide.html, guide.pdf")
    return 0


def guide_page(pictures: dict[str, str]) -> str:
    """The guide as HTML; `pictures` (base64 JPEG) by name: board, red, form, doors."""
    chrome = bar_words("ja")["chrome"]
    answer, send = chrome["Resume"], chrome["Submit"]
    board, doors = word("desk", "board", "ja"), word("desk", "doors", "ja")
    steps = [
        (
            "board",
            f"朝と夕方に「{board}」を見る",
            (
                "一日待つと失うものが大きい事件から並びます。上から順に片付けます。"
                f"きょう動くものだけなら「{word('view', 'red', 'ja')}」。"
            ),
        ),
        (
            "red",
            "事件を開く",
            "整理番号（例 2026-0001）を押すと、その事件の画面です。何を待っているかが番号のすぐ下に出ています。",
        ),
        (
            "form",
            f"「{answer}」を押して入れる",
            f"書面のとおりに入れて「{send}」。＊は必要な項目です。誤りがあれば何も記録せず、直し方を添えてもう一度聞きます。",
        ),
        (
            "doors",
            "聞かれていないことは上の帯から",
            f"電話・期日・訂正・書面の起案は、事件の画面の帯か「{doors}」から。理由を書けば前の値も残ります。",
        ),
    ]
    lines = [
        "待つしかないときは、入力画面の「操作」で延期する日と理由を入れます。期限に間に合わない日は断られます。",
        "別の書面への回答だったときは、同じ「操作」で「ほかの待ちへの回答」を選びます。入れたものは失われません。",
        "二人が同時に答えたら先の一人が記録され、後の人には画面で知らせます。",
        f"整理番号が分からないときは「{word('door', 'find-case', 'ja')}」。氏名・URL・IP・電話・事件番号で探せます。",
        "外へ出る書面は、弁護士が発信を許可するまで出ません。出すのは人です。出した日時と証拠を必ず入れてください。",
    ]
    template = Environment(
        loader=FileSystemLoader(GUIDE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("guide.html.j2")
    shown = [{"title": title, "text": text, "picture": pictures[name]} for name, title, text in steps]
    page: str = template.render(name=word("desk", "name", "ja"), steps=shown, lines=lines)
    return page


def _pictures(page: Page, url: str, run_id: str) -> dict[str, str]:
    taken = {}
    for name, path in PLACES.items():
        page.goto(f"{url}{path}")
        page.locator("#kaiji-bar").wait_for()
        page.wait_for_load_state("networkidle")
        taken[name] = _taken(page)
    case = RunPage(page, url, run_id)
    case.open()
    case.form()
    taken["form"] = _taken(page)
    return taken


def _taken(page: Page) -> str:
    return base64.b64encode(page.screenshot(type="jpeg", quality=QUALITY, animations="disabled")).decode()


if __name__ == "__main__":
    sys.exit(main())
