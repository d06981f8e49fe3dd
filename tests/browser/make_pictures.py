"""Draw the README's pictures anew: `python -m tests.browser.make_pictures` (Chromium, a Japanese font, pdftoppm).

Plays the first sample case up to its first suit and photographs what an office would see on that day.
"""

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, ViewportSize

from flows.demo.play import SAMPLES, demo_settings, prepare, registry
from flows.desk import desk
from flows.running import say
from tests.browser.chromium import chromium, open_page
from tests.browser.run_page import RunPage
from tests.tasks.sample_cases.pictures import draw

PICTURES = Path(__file__).parents[2] / "templates" / "pictures"
STOP_BEFORE = 'letter = "holder:1/disclosure_complaint:1"'
PORT = 4694
FORM: ViewportSize = {"width": 840, "height": 1060}
SHEET: ViewportSize = {"width": 1280, "height": 1000}


def main() -> int:
    """Play, photograph, say where the pictures are."""
    browser = chromium()
    if browser is None:
        say("Chromium is missing: apt install chromium fonts-noto-cjk")
        return 1
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        office(Path(folder)) as (url, run_id),
        open_page(browser, set()) as page,
    ):
        _run_page(page, url, run_id)
        _case_sheet(page, url)
    _papers()
    say(f"pictures: {', '.join(sorted(path.name for path in PICTURES.glob('*.png')))}")
    return 0


@contextmanager
def office(folder: Path) -> Iterator[tuple[str, UUID]]:
    """A desk on which the case waits for an attorney: its address and the case's run."""
    home, samples = folder / "home", folder / "samples"
    shutil.copytree(SAMPLES, samples, ignore=shutil.ignore_patterns("impersonation*"))
    playbook = samples / "mamasta.playbook.toml"
    played = playbook.read_text(encoding="utf-8").partition(STOP_BEFORE)[0]
    playbook.write_text(played.rpartition("[[event]]")[0], encoding="utf-8")
    prepare(home, samples)
    with registry(samples):
        settings = demo_settings(home, PORT)
        with desk(settings, say):
            from flows.demo.player import Player  # noqa: PLC0415 (reads the engine's settings, set just above)
            from tasks.case_store.legs import run_of  # noqa: PLC0415 (likewise)
            from tasks.wiring import build, install  # noqa: PLC0415 (likewise)

            made = build(settings)
            install(made)
            player = Player(made, samples, threading.Event())
            player.play()
            run = run_of(made.store, player.refs()[0])
            yield settings.ui_url, UUID(run.run_id)


def _run_page(page: Page, url: str, run_id: UUID) -> None:
    page.set_viewport_size(FORM)
    case = RunPage(page, url, str(run_id))
    case.open()
    case.form()
    page.screenshot(path=PICTURES / "run-page.png", animations="disabled")


def _case_sheet(page: Page, url: str) -> None:
    page.set_viewport_size(SHEET)
    page.goto(f"{url}/artifacts/key/case-2026-0001")
    page.locator("a[href*='/artifacts/artifact/']").first.click()
    page.get_by_role("heading", name="待っているもの").wait_for()
    page.screenshot(path=PICTURES / "case-sheet.png", animations="disabled")


def _papers() -> None:
    """The first pages of a petition and of a demand on the grid of certified mail."""
    with tempfile.TemporaryDirectory() as folder:
        draw("mamasta", Path(folder))
        for name, paper in (
            ("petition", "*-disposition_petition-main-*"),
            ("certified", "*-demand_letter-certified-*"),
        ):
            shutil.copyfile(min(Path(folder).glob(paper)), PICTURES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
