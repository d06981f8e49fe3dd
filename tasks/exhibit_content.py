"""What a file brought as evidence really is: told by its content, never by its name; too large is refused unread."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from models.answers.faults import Fault

MOST_BYTES: Final = 50_000_000
MOST_PAGES: Final = 500
MOST_SIDE, MOST_DOTS = 30_000, 150_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xaeB`\x82"
_JPEG: Final = b"\xff\xd8\xff"
_SIZED: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_TYPES: Final = "PDF・PNG・JPEG のいずれかにしてください（内容で判断します）"
BROKEN_PDF: Final = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError)


@dataclass(frozen=True, kw_only=True)
class Content:
    """A file that may become an exhibit. `width` and `height` are dots of a picture, 0 for a PDF."""

    kind: Literal["pdf", "png", "jpg"]
    raw: bytes = field(repr=False)
    pages: int = 1
    width: int = 0
    height: int = 0


def read_file(path: Path, where: str) -> Content | Fault:
    """The file at `path`, or what is wrong with it; `where` names the field. Only plain files are opened."""
    if not path.is_file():
        return Fault(field=where, value=path.name, cure="ファイルがありません")
    if path.stat().st_size > MOST_BYTES:
        return _too_large(where, path.name)
    return read_content(path.read_bytes(), where, path.name)


def read_content(raw: bytes, where: str, shown: str) -> Content | Fault:
    """What the bytes are, or what is wrong with them."""
    if len(raw) > MOST_BYTES:
        return _too_large(where, shown)
    if raw.startswith(_PNG):
        return _picture(raw, "png", _png_size(raw), where, shown)
    if raw.startswith(_JPEG):
        return _picture(raw, "jpg", _jpeg_size(raw), where, shown)
    if b"%PDF-" in raw[:1024]:
        return _pdf(raw, where, shown)
    return Fault(field=where, value=shown, cure=_TYPES)


def _too_large(where: str, shown: str) -> Fault:
    return Fault(field=where, value=shown, cure=f"{MOST_BYTES // 1_000_000} MB までです。分けるか小さくしてください")


def _picture(
    raw: bytes, kind: Literal["png", "jpg"], size: tuple[int, int] | None, where: str, shown: str
) -> Content | Fault:
    if size is None or min(size) == 0:
        return Fault(field=where, value=shown, cure="画像が壊れています。開き直して保存してください")
    width, height = size
    if max(size) > MOST_SIDE or width * height > MOST_DOTS:
        cure = f"画像が大きすぎます（{width}×{height}）。一辺 {MOST_SIDE} ドット以下に分けてください"
        return Fault(field=where, value=shown, cure=cure)
    return Content(kind=kind, raw=raw, width=width, height=height)


def _png_size(raw: bytes) -> tuple[int, int] | None:
    if raw[12:16] != b"IHDR" or _PNG_END not in raw[-64:]:
        return None
    width, height = struct.unpack(">II", raw[16:24])
    return int(width), int(height)


def _jpeg_size(raw: bytes) -> tuple[int, int] | None:
    for marker, start in _segments(raw):
        if marker in _SIZED and start + 7 <= len(raw):
            height, width = struct.unpack(">HH", raw[start + 3 : start + 7])
            return int(width), int(height)
    return None


def _segments(raw: bytes) -> Iterator[tuple[int, int]]:
    """Marker and start of each segment before the picture's data begins."""
    place = 2
    while place + 4 <= len(raw) and raw[place] == 0xFF:  # noqa: PLR2004 (every marker begins so)
        marker = raw[place + 1]
        if marker in _BARE:
            place += 2
            continue
        yield marker, place + 2
        place += 2 + int.from_bytes(raw[place + 2 : place + 4], "big")


def _pdf(raw: bytes, where: str, shown: str) -> Content | Fault:
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted:
            return Fault(field=where, value=shown, cure="パスワードのない PDF にしてください（裁判所へ提出できません）")
        pages = len(reader.pages)
    except BROKEN_PDF:
        return Fault(field=where, value=shown, cure="PDF が壊れています。開き直して保存してください")
    if not 1 <= pages <= MOST_PAGES:
        return Fault(field=where, value=shown, cure=f"1～{MOST_PAGES} ページの PDF にしてください（{pages} ページ）")
    return Content(kind="pdf", raw=raw, pages=pages)
