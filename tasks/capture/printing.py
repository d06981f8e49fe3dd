"""What is printed on every picture of a page: its address, the moment in Japan and in UTC, and what was left out."""

import html
import math
import unicodedata
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from urllib.parse import unquote

MOST_HEIGHT: Final = 16_000
"""Pixels of the picture; graphics memory of common machines ends a little above."""
MOST_PAGES: Final = 60
WIDTH: Final = 1280
MOST_URL: Final = 1_000
"""Characters that are printed of an address that the site led to; it may be as long as it likes."""
_JST: Final = timezone(timedelta(hours=9))
_SIGNS_A_LINE: Final = 125
_FONTS: Final = "'Noto Sans CJK JP','Noto Sans JP','BIZ UDGothic','IPAexGothic',sans-serif"


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """The lines of a capture: where and when it was made. `notes` say what is not the whole page."""

    asked: str = field(repr=False)
    final: str = field(repr=False)
    moment: datetime
    notes: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """As printed."""
        japan = self.moment.astimezone(_JST)
        utc = self.moment.astimezone(UTC)
        said = f"保存日時: {japan:%Y年%m月%d日 %H時%M分%S秒}（日本時間）＝ {utc:%Y-%m-%d %H:%M:%S} UTC"
        moved = (f"転送先: {_cut(self.final)}",) if _same(self.final) != _same(self.asked) else ()
        return (f"URL: {self.asked}", *moved, said, *self.notes)


def header(imprint: Imprint) -> str:
    """The head of every page of the PDF, as Chromium's template takes it. All values are escaped."""
    lines = "".join(f"<div>{html.escape(line)}</div>" for line in imprint.lines())
    style = f"font-size:7pt;line-height:9pt;width:100%;margin:0 12mm;word-break:break-all;font-family:{_FONTS}"
    return f'<div style="{style}">{lines}</div>'


def footer() -> str:
    """The foot of every page: its number among all."""
    style = f"font-size:7pt;width:100%;text-align:center;font-family:{_FONTS}"
    return f'<div style="{style}"><span class="pageNumber"></span> / <span class="totalPages"></span></div>'


def top_margin_mm(imprint: Imprint) -> int:
    """Room for the head."""
    rows = sum(max(1, math.ceil(_width(line) / _SIGNS_A_LINE)) for line in imprint.lines())
    return 10 + math.ceil(rows * 3.2)


def band(imprint: Imprint, picture: bytes, height: int) -> str:
    """A page that shows the imprint above the picture, dot for dot."""
    lines = "".join(f"<div>{html.escape(line)}</div>" for line in imprint.lines())
    source = b64encode(picture).decode("ascii")
    return (
        '<!DOCTYPE html><meta charset="utf-8"><style>html,body{margin:0;background:#fff}'
        f".band{{font:15px/22px {_FONTS};padding:8px 12px;border-bottom:2px solid #000;word-break:break-all}}"
        "img{display:block}</style>"
        f'<div class="band">{lines}</div>'
        f'<img alt="" width="{WIDTH}" height="{height}" decoding="sync" src="data:image/png;base64,{source}">'
    )


def _same(url: str) -> str:
    """The address as a browser would write it; how signs are escaped is no difference."""
    return unquote(url).rstrip("/")


def _cut(url: str) -> str:
    return url if len(url) <= MOST_URL else f"{url[:MOST_URL]}…（全文は manifest.json）"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
