"""Each file of a case as pages of the one PDF; what cannot be shown gets a page that says so."""

import codecs
import json
import logging
import tempfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tasks.handover.stored_files import ReadFile
from tasks.handover.tables import pairs, say, title
from tasks.papers.blocks import Block, Paper
from tasks.papers.look import Look, loaded
from tasks.papers.reading import MarkupFault, read_paper
from tasks.papers.typesetting import to_pdf

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it says of a broken file stands on its page

_LONGEST_TEXT: Final = 100_000
_LINES: Final = 200
"""Lines of a text that become one block: a block of any length is set, one of a whole book slowly."""

# The picture is as wide as the text; what is taller than a page goes on overleaf.
_PICTURE: Final = """
#set page(paper: "a4", margin: (top: 25mm, bottom: 20mm, x: 20mm), header: text(9pt, sys.inputs.title))
#set text(font: json(bytes(sys.inputs.fonts)), lang: "ja")
#let file = "/" + sys.inputs.file
#context {
  let (wide, page-tall) = (170mm, 250mm)
  let natural = measure(image(file))
  let width = calc.min(wide, natural.width)
  let tall = natural.height * (width / natural.width)
  for number in range(calc.max(1, calc.ceil(tall / page-tall))) {
    if number > 0 { pagebreak() }
    let shown = calc.min(page-tall, tall - number * page-tall)
    box(width: width, height: shown, clip: true, place(dy: -number * page-tall, image(file, width: width)))
  }
}
"""


def pdf_of(read: ReadFile, look: Look, on: date) -> bytes:
    """The pages of one file, as they are or set anew."""
    if read.content is None:
        return _notice(read, look, on, read.state)
    setter = _SETTERS.get(Path(read.file.path).suffix.lower())
    if setter is None:
        return _notice(read, look, on, "この形式は印刷できません")
    try:
        return setter(read, look, on)
    except (MarkupFault, PyPdfError, ValueError, RuntimeError, OSError) as fault:
        return _notice(read, look, on, f"このファイルは印刷用に読めません（{type(fault).__name__}）")


def _checked(read: ReadFile, look: Look, on: date) -> bytes:
    """The PDF itself when it opens without a password and has pages. Raises PyPdfError, ValueError."""
    del look, on
    content = read.content or b""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted or not reader.pages:
        raise ValueError("a password, or no page")
    for page in reader.pages:
        if page.mediabox.width <= 0 or page.mediabox.height <= 0:
            raise ValueError("a page without a size")
    return content


def _set_anew(read: ReadFile, look: Look, on: date) -> bytes:
    html = (read.content or b"").decode()
    title, identity = read.file.title, read.file.path
    return to_pdf(read_paper(html, title=title, identity=identity, language="ja", written_on=on), look)


def _picture(read: ReadFile, look: Look, on: date) -> bytes:
    del on
    from typst import compile as set_pages  # noqa: PLC0415 (only a hand-over with pictures waits for it)

    with tempfile.TemporaryDirectory(prefix="kaiji-picture-") as folder:
        name = f"picture{Path(read.file.path).suffix.lower()}"
        (Path(folder) / name).write_bytes(read.content or b"")
        (Path(folder) / "page.typ").write_text(_PICTURE, encoding="utf-8")
        made = set_pages(
            Path(folder) / "page.typ",
            root=Path(folder),
            font_paths=loaded(look.font_dir),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"file": name, "title": read.file.title, "fonts": json.dumps([look.serif, look.sans])},
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst made no PDF of a picture")
    return made


def _text(read: ReadFile, look: Look, on: date) -> bytes:
    """A text with every line; a very long one to its limit, saying where the rest is."""
    words = _decoded(read)
    shown, rest = words[:_LONGEST_TEXT], words[_LONGEST_TEXT:]
    lines = shown.split("\n")
    pieces = ("\n".join(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES))
    blocks: list[Block] = [title(read.file.title), *(say(piece, literal=True) for piece in pieces)]
    if rest:
        blocks.append(say(f"（以下省略：残り{len(rest):,}字は {read.file.path} にあります）"))
    return to_pdf(_paper(read, on, tuple(blocks)), look)


def _decoded(read: ReadFile) -> str:
    codec = read.file.decoder.partition("/")[0] or "utf-8"
    try:
        codecs.lookup(codec)
    except LookupError:
        codec = "utf-8"
    return (read.content or b"").decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n")


def _notice(read: ReadFile, look: Look, on: date, said: str) -> bytes:
    """One page that stands for a file that cannot be shown."""
    rows = pairs((("ファイル", read.file.path), ("SHA-256", read.sha256 or "—"), ("照合", read.state)))
    text = say(f"{said}。内容は引継資料のフォルダーにあるファイルを直接ご覧ください。")
    return to_pdf(_paper(read, on, (title(read.file.title), text, rows)), look)


def _paper(read: ReadFile, on: date, blocks: tuple[Block, ...]) -> Paper:
    return Paper(title=read.file.title, identity=read.file.path, language="ja", written_on=on, blocks=blocks)


_SETTERS: Final[dict[str, Callable[[ReadFile, Look, date], bytes]]] = {
    ".pdf": _checked,
    **dict.fromkeys((".html", ".htm"), _set_anew),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif"), _picture),
    **dict.fromkeys((".txt", ".json", ".csv", ".log"), _text),
}
