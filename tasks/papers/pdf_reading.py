"""A PDF that somebody else made, as an office that takes it in would look at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from models.answers.faults import Fault
from tasks.papers.word_safety import DocumentFault

_MM: Final = 25.4 / 72
_TAKEN: Final = ((210, 297), (297, 420))
_TOLERANCE: Final = 2.0
_FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, kw_only=True)
class PdfFacts:
    """What a PDF is. `sizes` in millimetres, width first, a page each; `keywords`: where kaiji writes its identity.

    `active`: it would run or carry something (JavaScript, a program to start, an attached file).
    """

    pages: int
    sizes: tuple[tuple[float, float], ...]
    encrypted: bool
    text: str = field(repr=False)
    fonts_embedded: bool
    active: bool = False
    keywords: str = field(default="", repr=False)


def read_pdf(content: bytes) -> PdfFacts:
    """Look at a PDF. Of an encrypted one nothing more is known. Raises DocumentFault for what is no PDF."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            return PdfFacts(pages=0, sizes=(), encrypted=True, text="", fonts_embedded=False)
        pages = list(reader.pages)
        return PdfFacts(
            pages=len(pages),
            sizes=tuple(_size(page) for page in pages),
            encrypted=False,
            text="\n".join(page.extract_text() for page in pages),
            fonts_embedded=all(_embedded(font) for page in pages for font in _fonts(page.get("/Resources"))),
            active=_active(reader),
            keywords=str(reader.metadata.get("/Keywords", "")) if reader.metadata else "",
        )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        cure = "PDF として保存し直したファイルを渡してください"
        raise DocumentFault([Fault(field="PDF", value="読めないファイル", cure=cure)]) from None


def filing_faults(facts: PdfFacts) -> Iterator[Fault]:
    """What keeps a PDF from being filed electronically or printed as it is."""
    if facts.encrypted:
        yield Fault(
            field="PDF", value="パスワード・制限付き", cure="パスワードと印刷等の制限を外して保存し直してください"
        )
        return
    odd = [number for number, size in enumerate(facts.sizes, 1) if not _taken(size)]
    if odd or not facts.pages:
        shown = "、".join(f"{number}頁" for number in odd[:5]) or "0頁"
        yield Fault(field="用紙", value=shown, cure="すべての頁を A4 又は A3 にしてください")
    if not facts.text.strip():
        yield Fault(
            field="文字", value="文字を取り出せない PDF", cure="スキャンではなく、Word から PDF として保存してください"
        )
    elif not facts.fonts_embedded:
        yield Fault(
            field="書体", value="埋め込まれていない書体", cure="書体を埋め込む設定（PDF/A）で保存し直してください"
        )
    if facts.active:
        yield Fault(
            field="PDF", value="スクリプト又は添付ファイル", cure="スクリプトと添付を除いて保存し直してください"
        )


def _size(page: Any) -> tuple[float, float]:
    box, unit = page.mediabox, float(page.get("/UserUnit", 1)) * _MM
    sides = (round(float(box.width) * unit, 1), round(float(box.height) * unit, 1))
    return sides if page.rotation % 180 == 0 else (sides[1], sides[0])


def _taken(size: tuple[float, float]) -> bool:
    short, long = sorted(size)
    return any(abs(short - w) <= _TOLERANCE and abs(long - h) <= _TOLERANCE for w, h in _TAKEN)


def _fonts(resources: Any, depth: int = 0) -> Iterator[Any]:
    """The fonts of a page and of the forms drawn on it."""
    found = resources.get_object() if resources is not None else {}
    for font in (found.get("/Font") or {}).values():
        yield font.get_object()
    for drawn in (found.get("/XObject") or {}).values():
        if depth < len(_TAKEN) * 2:
            yield from _fonts(drawn.get_object().get("/Resources"), depth + 1)


def _embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor")
    return descriptor is not None and any(name in descriptor.get_object() for name in _FILES)


def _active(reader: PdfReader) -> bool:
    catalog = reader.root_object
    names = catalog.get("/Names")
    opening = catalog.get("/OpenAction")
    held = names.get_object() if names is not None else {}
    action = opening.get_object() if opening is not None else None
    runs = isinstance(action, dict) and action.get("/S") in {"/JavaScript", "/Launch"}
    return runs or "/AA" in catalog or any(name in held for name in ("/JavaScript", "/EmbeddedFiles"))
