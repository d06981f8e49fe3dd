"""The system's Chromium, driven by Playwright; it may reach nothing but this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, sync_playwright

WIDTH, HEIGHT = 1280, 900
PATIENCE_MS = 120_000
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def chromium() -> str | None:
    """Path of the browser, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def open_page(executable: str, asked: set[str]) -> Iterator[Page]:
    """A page as an office in Japan sees it; `asked` collects every host that the pages asked for anything."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        try:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP", timezone_id="Asia/Tokyo"
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)

            def note(request: Request) -> None:
                if host := urlsplit(request.url).hostname:  # data: has none
                    asked.add(host)

            page.on("request", note)
            yield page
        finally:
            browser.close()
