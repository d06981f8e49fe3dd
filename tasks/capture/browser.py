"""The machine's own Chromium: found, started without anything of its own going out, told where its only way out is."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tasks.capture.printing import WIDTH
from tasks.ports import Unavailable

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HEIGHT: Final = 1000
NO_BROWSER: Final = (
    "Chromium が見つかりません。この機械に入れるか（Debian なら apt install chromium fonts-noto-cjk）、"
    "config.toml の [capture] browser に実行ファイルの場所を書いてください"
)
AS_ROOT: Final = (
    "root で動いているため、Chromium のサンドボックスなしで保存します（保存は別の利用者で行うことを勧めます）"
)
_QUIET: Final = (
    "--check-for-update-interval=31536000",
    "--component-updater=url-source=https://updates.invalid",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--gaia-url=https://accounts.invalid",
    "--no-first-run",
    "--no-pings",
    # It resolves no name: all names go through the gate.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class NoBrowser(Unavailable):
    """There is no Chromium on this machine, or it does not start. The text is the cure."""


@dataclass(frozen=True, kw_only=True)
class Started:
    """A running browser. `sandboxed` is False only for root."""

    browser: "Browser"
    sandboxed: bool


def find_browser(chosen: Path | None) -> Path:
    """The browser to use. Raises NoBrowser."""
    if chosen is not None:
        if not os.access(chosen, os.X_OK):
            raise NoBrowser(f"capture.browser: {chosen} は実行できるファイルではありません。{NO_BROWSER}")
        return chosen
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser(NO_BROWSER)
    return Path(found)


@asynccontextmanager
async def start(executable: Path, gate_port: int) -> AsyncIterator[Started]:
    """Run the browser until the block ends. Raises NoBrowser when it does not start."""
    from playwright.async_api import Error, async_playwright  # noqa: PLC0415 (half a second, for this command only)

    sandboxed = os.geteuid() != 0
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=executable,
                args=_QUIET,
                chromium_sandbox=sandboxed,
                # Its own rule lets this machine's addresses past a proxy; here nothing passes by.
                proxy={"server": f"http://127.0.0.1:{gate_port}", "bypass": "<-loopback>"},
            )
        except Error as error:
            raise NoBrowser(f"{executable} が起動しません: {_reason(error.message)}") from None
        try:
            yield Started(browser=browser, sandboxed=sandboxed)
        finally:
            await browser.close()


def _reason(message: str) -> str:
    """Why a browser did not start, in a line a person can act on."""
    if "sandbox" in message.lower() and os.geteuid() != 0:
        return "この利用者はサンドボックスを使えません。OS で非特権の user namespace を許してください"
    return message.splitlines()[0][:200]


async def stranger(browser: "Browser") -> "BrowserContext":
    """A visitor in Japan whom no site knows: no cookies, no permissions, no downloads, no service workers."""
    return await browser.new_context(
        viewport={"width": WIDTH, "height": _HEIGHT},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        accept_downloads=False,
        service_workers="block",
    )
