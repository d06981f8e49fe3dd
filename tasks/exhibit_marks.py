"""The copy of an exhibit that is filed: A4 or A3, its mark at the top right of the first page, nothing hidden."""

import json
import math
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from tasks.exhibit_content import BROKEN_PDF, Content
from tasks.papers.look import Look, loaded
from tasks.papers.typesetting import LAYOUTS

_MM: Final = 72 / 25.4
_A4, _A3 = (210 * _MM, 297 * _MM), (297 * _MM, 420 * _MM)
_NEAR: Final = 3 * _MM
_STRIP: Final = 12 * _MM
"""Height of the strip that the mark stands in; the first page is made so much smaller that it hides nothing."""
_WIDE_MM, _TALL_MM = 180, 260
_MM_A_DOT: Final = 25.4 / 96


def filing_copy(content: Content, mark: str, look: Look) -> bytes:
    """The exhibit as a PDF for filing, with its mark. The same content and mark are the same words and pages."""
    raw = content.raw if content.kind == "pdf" else picture_pdf(content, look)
    writer = PdfWriter()
    for number, page in enumerate(PdfWriter(clone_from=BytesIO(raw)).pages):
        _add(writer, page, strip=_STRIP if number == 0 else 0.0)
    first = writer.pages[0]
    width, height = float(first.mediabox.width), float(first.mediabox.height)
    overlay = _set({"kind": "mark", "mark": mark, "width": width, "height": height}, look, {})
    first.merge_page(PdfReader(BytesIO(overlay)).pages[0])
    writer.add_metadata({"/Title": mark, "/Producer": "kaiji"})
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def unfit_for_filing(content: Content, look: Look) -> bool:
    """Whether no copy can be made of it: a picture or page that is broken inside."""
    from typst import TypstError  # noqa: PLC0415 (commands that set no paper do not wait for it)

    try:
        filing_copy(content, "甲", look)
    except (TypstError, *BROKEN_PDF):
        return True
    return False


def picture_pdf(content: Content, look: Look) -> bytes:
    """A picture on A4: never larger than it is on a screen, over several pages where it is tall."""
    width = min(_WIDE_MM, content.width * _MM_A_DOT)
    height = width * content.height / content.width
    file = f"picture.{content.kind}"
    asked = {"kind": "picture", "file": f"/{file}", "width": width, "height": height}
    return _set({**asked, "pages": math.ceil(height / _TALL_MM)}, look, {file: content.raw})


def _add(writer: PdfWriter, page: PageObject, *, strip: float) -> None:
    """One page as large as courts take it, below an empty strip."""
    if page.rotation:
        page.transfer_rotation_to_content()
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    to_width, to_height = _paper(width, height)
    scale = min(to_width / width, to_height / height, 1.0 if not strip else (to_height - strip) / height)
    left = (to_width - width * scale) / 2 - float(box.left) * scale
    lower = to_height - strip - height * scale - float(box.bottom) * scale
    if not strip:
        lower = (to_height - height * scale) / 2 - float(box.bottom) * scale
    blank = writer.add_blank_page(width=to_width, height=to_height)
    blank.merge_transformed_page(page, Transformation().scale(scale).translate(left, lower))


def _paper(width: float, height: float) -> tuple[float, float]:
    """The size itself where it is A4 or A3, else A4; lying where the page lies."""
    short, long = sorted((width, height))
    fits = any(abs(short - a) <= _NEAR and abs(long - b) <= _NEAR for a, b in (_A4, _A3))
    if fits:
        return width, height
    return _A4 if width <= height else (_A4[1], _A4[0])


def _set(asked: dict[str, Any], look: Look, files: dict[str, bytes]) -> bytes:
    from typst import Compiler  # noqa: PLC0415 (commands that set no paper do not wait for it)

    data = json.dumps({**asked, "fonts": list(dict.fromkeys((look.serif, look.sans)))}, ensure_ascii=False)
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        compiler = Compiler(root=folder, font_paths=loaded(look.font_dir), ignore_system_fonts=True)
        layout = (LAYOUTS / "exhibit_mark.typ").read_bytes()
        made = compiler.compile(layout, format="pdf", sys_inputs={"exhibit": data})
    if not isinstance(made, bytes):
        raise TypeError("Typst made no PDF of an exhibit")
    return made
