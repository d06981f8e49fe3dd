"""Plays sample cases with a person at the desk: what a playbook says is typed into the pages, link by link.

`python -m tests.browser.by_hand [FOLDER]` plays both sample cases so from the first form to the last, as somebody does
who knows only the README, and photographs each form that is met for the first time.
"""

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect
from prefect.client.orchestration import SyncPrefectClient
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.case_files import read_case_file
from flows.demo.doors import DemoFault, _typed, _wait
from flows.demo.play import SAMPLES, demo_settings, prepare, registry
from flows.demo.playbook import Event
from flows.demo.player import Player
from flows.desk import desk
from flows.running import say
from tasks.case_store.legs import run_of
from tasks.settings import Settings
from tasks.wiring import Services, build, install
from tests.browser.chromium import chromium, open_page
from tests.browser.run_page import START_BUTTON, RunPage

Wanted = Callable[[Event], bool]
STAFF = "事務局 見本"


class ByHand(Player):
    """A demonstration in which some answers are typed into the pages."""

    def __init__(self, made: Services, samples: Path, page: Page, wanted: Wanted, pictures: Path | None = None) -> None:
        super().__init__(made, samples, threading.Event())
        self._samples, self._page, self._wanted, self._pictures = samples, page, wanted, pictures
        self.typed: list[str] = []

    def _sweep(self, client: SyncPrefectClient) -> None:
        """In a thread of its own: the browser keeps an event loop in this one."""
        with ThreadPoolExecutor(1) as aside:
            aside.submit(copy_context().run, super()._sweep, client).result()

    @property
    def _desk(self) -> str:
        return self._made.settings.ui_url

    def _happen(self, client: SyncPrefectClient, event: Event) -> None:
        if not self._wanted(event):
            with ThreadPoolExecutor(1) as aside:
                aside.submit(copy_context().run, super()._happen, client, event).result()
            return
        ref = self._ref(event)
        if event.intake:
            self._take_in(event.intake)
        elif ref is None:
            raise DemoFault(f"{event.playbook}: the case is not open")
        else:
            self._answer(ref, event)
        self.typed.append(event.intake or f"{event.wait}")
        self._sweep(client)

    def _take_in(self, file: str) -> None:
        run = self.door("intake")
        window = run.opened()
        told = read_case_file((self._samples / file).read_bytes(), file)
        self._photograph("intake")
        run.answer({**told, "entered_by": STAFF})
        expect(window).to_be_hidden()
        run.ended()

    def _answer(self, ref: str, event: Event) -> None:
        wait = _wait(self._made, ref, event)
        typed = _typed(self._made, ref, event)
        if "sent" in typed:
            typed["sent"] = f"{datetime.fromisoformat(typed['sent']):%Y-%m-%d %H:%M}"
        if run_of(self._made.store, ref).shown_wait == wait.key:
            self._page.goto(f"{self._desk}/desk/case/{ref}")
            run = RunPage.on(self._page, self._desk)
            run.form()
            self._photograph(f"{event.wait}")
            run.answer(typed)
            run.rested()
            return
        run = self.door("record-answer", ref)
        run.opened()
        if "wait" in run.schema()["properties"]:
            run.answer({"wait": str(wait.id)})
            run.asks_next()
            run.form()
        self._photograph(f"record-{event.wait}")
        run.answer(typed)
        run.ended()

    def door(self, name: str, ref: str | None = None) -> RunPage:
        """Open a page of the desk by its link; return its run with the form open."""
        self._page.goto("/".join(part for part in (f"{self._desk}/desk/door/{name}", ref) if part))
        self._page.get_by_role("button", name=START_BUTTON).click()
        self._page.wait_for_url("**/runs/flow-run/*")
        return RunPage.on(self._page, self._desk)

    def _photograph(self, name: str) -> None:
        path = self._pictures / f"{name}.png" if self._pictures else None
        if path and not path.exists():
            self._page.screenshot(path=path)


@contextmanager
def sample_desk(folder: Path, *, only: str | None = None, port: int = 4694) -> Iterator[tuple[Services, Path]]:
    """A desk with the sample firm, registry and stepped clock; `only` names the one sample case to be played."""
    home, samples = folder / "home", folder / "samples"
    others = [path.name.partition(".")[0] for path in SAMPLES.glob("*.playbook.toml")]
    left_out = [f"{name}*" for name in others if only is not None and name != only]
    shutil.copytree(SAMPLES, samples, ignore=shutil.ignore_patterns(*left_out))
    prepare(home, samples)
    with registry(samples):
        settings: Settings = demo_settings(home, port)
        with desk(settings, say):
            made = build(settings)
            install(made)
            engine = {PREFECT_API_URL: settings.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
            try:
                with temporary_settings(engine):
                    yield made, samples
            finally:
                install(None)
                made.store.dispose()


def main(pictures: Path) -> int:
    """Both cases from first to last by hand; 0 only if both closed as they should."""
    browser = chromium()
    if browser is None:
        say("Chromium is missing: apt install chromium fonts-noto-cjk")
        return 1
    pictures.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sample_desk(Path(folder)) as (made, samples),
        open_page(browser, set()) as page,
    ):
        player = ByHand(made, samples, page, lambda _event: True, pictures)
        player.play()
        say(f"typed by hand: {len(player.typed)}")
        return 0 if player.all_closed() else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
