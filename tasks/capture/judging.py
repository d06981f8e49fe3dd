"""What a page that was seen says about the post: shown, gone, refused, or nothing that could be relied on."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from models.terms import CaptureResult

BY_HAND: Final = "人が画面を開いて保存し（PDF かスクリーンショット）、kaiji exhibit add で取り込んでください"
_LATER: Final = "時間をおいてもう一度保存してください"
_GONE: Final = frozenset({404, 410})
_REFUSING: Final = {
    401: "利用者名とパスワードを求められました（401）",
    403: "閲覧を拒まれました（403）",
    407: "プロキシの認証を求められました（407）",
    429: "アクセスが多すぎると言われました（429）",
    451: "法的な理由で閲覧できないと言われました（451）",
}
_WALLS: Final = {
    "robot": "ロボットでないことの確認を求められました",
    "login": "ログインを求められました",
    "age": "年齢の確認を求められました",
    "consent": "同意を求める画面だけが表示されました",
}
_SHOWABLE: Final = ("text/", "image/", "application/xhtml", "application/json", "application/xml")
_ERRORS, _SERVER_ERRORS = 400, 500


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """What was seen of a page. `words` is its visible text, `frames` how many pictures and frames it shows."""

    asked: str = field(repr=False)
    final: str = field(repr=False)
    status: int | None
    content_type: str
    title: str = field(repr=False)
    words: str = field(repr=False)
    frames: int
    asks_password: bool


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a look. `because` says what was seen, `cure` what a person should do; both may be empty."""

    result: CaptureResult
    because: str = field(default="", repr=False)
    cure: str = ""


def judge(page: PageFacts, post_words: str = "") -> Verdict:
    """Read a page as the evidence of a post. `post_words`: the post as intake has it; empty when it is not known.

    GONE only where the server or the page says so; where the page merely lacks the words it is UNCLEAR.
    """
    found = _by_status(page)
    if found:
        return found
    if not is_page(page):
        because = f"ページではなくファイル（{page.content_type[:60]}）が返されました"
        return Verdict(result=CaptureResult.UNCLEAR, because=because, cure=BY_HAND)
    if _shows(page, post_words):
        return Verdict(result=CaptureResult.CAPTURED)
    return next(_without_the_words(page), None) or _unconfirmed(page, post_words)


def is_page(page: PageFacts) -> bool:
    """Whether the browser shows a page, and not a file in a viewer of its own."""
    return not page.content_type or page.content_type.lower().startswith(_SHOWABLE)


def _by_status(page: PageFacts) -> Verdict | None:
    status = page.status
    if status is None:
        return Verdict(result=CaptureResult.UNCLEAR, because="サーバの応答がありません", cure=_LATER)
    if status in _GONE:
        return Verdict(result=CaptureResult.GONE, because=f"サーバがページはないと答えました（{status}）")
    return _error(page, status) if status >= _ERRORS else None


def _error(page: PageFacts, status: int) -> Verdict:
    if _says(page, "robot"):
        return Verdict(result=CaptureResult.REFUSED, because=f"{_WALLS['robot']}（{status}）", cure=BY_HAND)
    if status in _REFUSING:
        return Verdict(result=CaptureResult.REFUSED, because=_REFUSING[status], cure=BY_HAND)
    if status >= _SERVER_ERRORS:
        because = f"サーバの故障です（{status}）"
        return Verdict(result=CaptureResult.UNREACHABLE, because=because, cure=_LATER)
    return Verdict(result=CaptureResult.UNCLEAR, because=f"サーバが {status} と答えました", cure=BY_HAND)


def _without_the_words(page: PageFacts) -> Iterator[Verdict]:
    """What a page says instead of the post; only a short page is taken at its word."""
    if len(_plain(page.words)) > int(_page_words()["short_signs"]):
        return
    if _says(page, "robot"):
        yield Verdict(result=CaptureResult.REFUSED, because=_WALLS["robot"], cure=BY_HAND)
    if _says(page, "deleted"):
        yield Verdict(result=CaptureResult.GONE, because="ページが削除・不存在を表示しています")
    if page.asks_password or _at_login(page) or _says(page, "login"):
        yield Verdict(result=CaptureResult.REFUSED, because=_WALLS["login"], cure=BY_HAND)
    for wall in ("age", "consent"):
        if _says(page, wall):
            yield Verdict(result=CaptureResult.REFUSED, because=_WALLS[wall], cure=BY_HAND)
    if not page.words.strip() and not page.frames:
        yield Verdict(result=CaptureResult.UNCLEAR, because="ページに何も表示されていません", cure=BY_HAND)


def _unconfirmed(page: PageFacts, post_words: str) -> Verdict:
    moved = urlsplit(page.asked).path.rstrip("/") != urlsplit(page.final).path.rstrip("/")
    if post_words.strip():
        because = "ページに投稿の文言が見当たりません" + ("（別のページへ転送されました）" if moved else "")
        cure = "保存された画面を人が確かめてください（投稿だけが削除された、後のページへ移った、画像になっている等）"
        return Verdict(result=CaptureResult.UNCLEAR, because=because, cure=cure)
    because = "別のページへ転送されました。保存された画面を確かめてください" if moved else ""
    return Verdict(result=CaptureResult.CAPTURED, because=because)


def _shows(page: PageFacts, post_words: str) -> bool:
    """Whether every line of the post is on the page; sites put marks of their own between lines."""
    lines = [line for line in map(_plain, post_words.splitlines()) if line]
    seen = _plain(page.words)
    return bool(lines) and (all(line in seen for line in lines) or "".join(lines) in seen)


def _says(page: PageFacts, kind: str) -> bool:
    seen = _plain(f"{page.title}\n{page.words}")
    return any(_plain(word) in seen for word in _page_words()[kind])


def _at_login(page: PageFacts) -> bool:
    path = urlsplit(page.final).path.strip("/").lower()
    return page.final != page.asked and any(
        path == end or path.endswith(f"/{end}") for end in _page_words()["login_paths"]
    )


def _plain(text: str) -> str:
    """Without blanks, case and width, as eyes compare."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def _page_words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("page_words.toml")).read_text(encoding="utf-8"))
