"""One look at one page by a browser: bounded in time, size and height, and through the gate only."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from models.terms import CaptureResult
from tasks.capture.archive import Exchange
from tasks.capture.browser import find_browser, start, stranger
from tasks.capture.gate import Gate, open_gate
from tasks.capture.judging import BY_HAND, PageFacts, Verdict, is_page
from tasks.capture.pictures import Pictures, take_pictures
from tasks.capture.public_hosts import NoSuchHost, UnsafeAddress, public_address
from tasks.capture.recording import Recorder

if TYPE_CHECKING:
    from playwright.async_api import Page

_LATER: Final = (
    "サイトと回線を確かめ、時間をおいてもう一度試してください（応答がないことは、削除されたことを意味しません）"
)
_MOST_WORDS: Final = 500_000
_PORTS: Final = {"http": 80, "https": 443}
_FACTS: Final = f"""() => ({{
  title: document.title,
  words: (document.body ? document.body.innerText : '').slice(0, {_MOST_WORDS}),
  frames: document.querySelectorAll('img,video,canvas,iframe,object,embed,svg').length,
  password: document.querySelector('input[type=password]') !== null,
}})"""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How long a page may take to answer and to settle, and how many bytes it may bring."""

    seconds: int = 60
    settle: float = 5.0
    most_bytes: int = 80_000_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked at and how. `judge` reads the page; `keep` says whether pictures of it are wanted."""

    url: str = field(repr=False)
    browser: Path | None
    loopback: bool
    bounds: Bounds
    now: Callable[[], datetime]
    judge: Callable[[PageFacts], Verdict]
    keep: Callable[[Verdict], bool]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of a look. Everything after `verdict` is empty when no page was seen."""

    verdict: Verdict
    looked_at: datetime
    facts: PageFacts | None = None
    pictures: Pictures | None = None
    exchanges: tuple[Exchange, ...] = ()
    notes: tuple[str, ...] = ()
    browser: str = ""
    sandboxed: bool = True


async def look(asked: Asked) -> Seen:
    """Look once. Raises NoBrowser; whatever the page or the net does is a verdict."""
    executable = find_browser(asked.browser)
    parts = urlsplit(asked.url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        await public_address(host, port, loopback=asked.loopback)
    except UnsafeAddress as unsafe:
        return Seen(verdict=_unsafe(str(unsafe)), looked_at=asked.now())
    except NoSuchHost:
        because = f"{host} という名前のサーバが見つかりません"
        return Seen(verdict=_unreachable(because), looked_at=asked.now())
    async with (
        open_gate(loopback=asked.loopback, most_bytes=asked.bounds.most_bytes) as gate,
        start(executable, gate.port) as started,
    ):
        context = await stranger(started.browser)
        recorder = Recorder(gate.passed)
        recorder.attach(context)
        page = await context.new_page()
        page.on("popup", lambda other: asyncio.ensure_future(other.close()))
        try:
            async with asyncio.timeout(asked.bounds.seconds * 3):
                seen = await _visit(page, asked, gate, recorder)
        except TimeoutError:
            because = "ページが時間内に保存できる状態になりません"
            verdict = Verdict(result=CaptureResult.UNCLEAR, because=because, cure=BY_HAND)
            seen = Seen(verdict=verdict, looked_at=asked.now())
        return replace(seen, browser=started.browser.version, sandboxed=started.sandboxed)


async def _visit(page: "Page", asked: Asked, gate: Gate, recorder: Recorder) -> Seen:
    from playwright.async_api import Error  # noqa: PLC0415 (half a second, for this command only)

    notes: list[str] = []
    try:
        await page.goto(asked.url, wait_until="commit", timeout=asked.bounds.seconds * 1000)
        notes += await _settle(page, asked.bounds)
        looked_at = asked.now()
        facts = await _facts(page, asked, recorder)
    except Error as error:
        return _not_shown(error.message, asked, gate, recorder)
    if gate.passed.too_much:
        because = f"ページが大きすぎます（{asked.bounds.most_bytes // 1_000_000} MB を超えました）"
        return Seen(verdict=Verdict(result=CaptureResult.UNCLEAR, because=because, cure=BY_HAND), looked_at=looked_at)
    verdict = asked.judge(facts)
    if not (asked.keep(verdict) and is_page(facts)):
        return Seen(verdict=verdict, looked_at=looked_at, facts=facts, notes=tuple(notes))
    notes += [f"接続を拒んだ先: {each}" for each in sorted(gate.passed.refused.values())]
    try:
        pictures = await take_pictures(page, asked.url, looked_at, tuple(notes))
    except Error as error:
        because = f"画面を保存できません（{error.message.splitlines()[0][:120]}）"
        return Seen(verdict=Verdict(result=CaptureResult.UNCLEAR, because=because, cure=BY_HAND), looked_at=looked_at)
    exchanges = await recorder.exchanges(asked.bounds.settle)
    if recorder.left_out:
        notes.append(f"記録できなかった通信: {recorder.left_out} 件")
    return Seen(
        verdict=verdict,
        looked_at=looked_at,
        facts=facts,
        pictures=pictures,
        exchanges=exchanges,
        notes=(*notes, *pictures.notes),
    )


async def _settle(page: "Page", bounds: Bounds) -> list[str]:
    """Wait until the page is loaded and quiet; a page that never ends loading is taken as it stands, with a note."""
    from playwright.async_api import TimeoutError as TooLate  # noqa: PLC0415 (as above)

    notes: list[str] = []
    try:
        await page.wait_for_load_state("load", timeout=bounds.seconds * 1000)
    except TooLate:
        notes.append("読み込みが終わらないまま保存しました")
    else:
        try:
            await page.wait_for_load_state("networkidle", timeout=bounds.settle * 1000)
        except TooLate:
            notes.append("通信が続いている状態で保存しました")
    return notes


async def _facts(page: "Page", asked: Asked, recorder: Recorder) -> PageFacts:
    seen = await page.evaluate(_FACTS)
    status, content_type = recorder.document_head()
    return PageFacts(
        asked=asked.url,
        final=page.url,
        status=status,
        content_type=content_type,
        title=str(seen["title"]),
        words=str(seen["words"]),
        frames=int(seen["frames"]),
        asks_password=bool(seen["password"]),
    )


def _not_shown(message: str, asked: Asked, gate: Gate, recorder: Recorder) -> Seen:
    """No page came. An error without any content is no failure of the browser's: its status says what it is."""
    status, content_type = recorder.document_head()
    if "ERR_HTTP_RESPONSE_CODE_FAILURE" not in message or status is None:
        return Seen(verdict=_failed(message, gate), looked_at=asked.now())
    facts = PageFacts(
        asked=asked.url,
        final=asked.url,
        status=status,
        content_type=content_type,
        title="",
        words="",
        frames=0,
        asks_password=False,
    )
    return Seen(verdict=asked.judge(facts), looked_at=asked.now(), facts=facts)


def _failed(message: str, gate: Gate) -> Verdict:
    """Why no page came: what the gate refused weighs more than what the browser says of it."""
    passed = gate.passed
    first = message.splitlines()[0]
    if "ERR_CERT" in first or "ERR_SSL" in first:
        return _unreachable("サーバの証明書を確かめられません")
    if "Download is starting" in first or "ERR_ABORTED" in first:
        because = "ページではなく、ダウンロードするファイルです"
        return Verdict(result=CaptureResult.UNCLEAR, because=because, cure=BY_HAND)
    if passed.refused:
        return _unsafe("、".join(sorted(passed.refused.values())))
    if passed.silent:
        return _unreachable("、".join(f"{host}: {why}" for (host, _port), why in sorted(passed.silent.items())))
    if "Timeout" in first:
        return _unreachable("時間内に応答がありません")
    return _unreachable(f"接続できません（{first.removeprefix('Page.goto: ').partition(' at ')[0][:80]}）")


def _unsafe(because: str) -> Verdict:
    cure = "URL を確かめてください。公開されたアドレスだけを保存します"
    return Verdict(result=CaptureResult.UNSAFE, because=f"公開されたサーバではありません: {because}", cure=cure)


def _unreachable(because: str) -> Verdict:
    return Verdict(result=CaptureResult.UNREACHABLE, because=because, cure=_LATER)
