"""The parts of a Word file around its text. No moment of writing, no machine and no person gets into it."""

import re
import zipfile
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from tasks.papers.blocks import Paper
from tasks.papers.look import Look
from tasks.papers.word_styles import cell_styles, word_font

IDENTITY, LANGUAGE, WRITTEN_ON = "kaiji-identity", "kaiji-language", "kaiji-written-on"
"""Custom properties: Word and LibreOffice keep these when they save, unlike the identifier of the core properties."""
_TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "word"
_NEVER: Final = (1980, 1, 1, 0, 0, 0)
_ILLEGAL: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def package(paper: Paper, look: Look, document: bytes) -> bytes:
    """The file: `document` is its main part."""
    font = escape(word_font(look), {'"': "&quot;"})
    wrap = '<w:wordWrap w:val="0"/>' if paper.language == "ja" else ""
    parts = {
        "[Content_Types].xml": _skeleton("content_types"),
        "_rels/.rels": _skeleton("package_rels"),
        "docProps/core.xml": _core(paper),
        "docProps/custom.xml": _custom(paper),
        "word/_rels/document.xml.rels": _skeleton("document_rels"),
        "word/document.xml": document,
        "word/fontTable.xml": _skeleton("fontTable", FONT=font),
        "word/footer1.xml": _skeleton("footer"),
        "word/settings.xml": _skeleton("settings"),
        "word/styles.xml": _skeleton("styles", FONT=font, CELLS=cell_styles(), WRAP=wrap),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            file.writestr(entry, content)
    return buffer.getvalue()


def printable(text: str) -> str:
    """The text with a visible sign in the place of what no XML can hold."""
    return _ILLEGAL.sub("〓", text)


def _skeleton(name: str, **values: str) -> bytes:
    text = (_TEMPLATES / f"{name}.xml").read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()


def _core(paper: Paper) -> bytes:
    moment = datetime.combine(paper.written_on, time()).isoformat() + "Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<cp:coreProperties {nsdecls('cp', 'dc', 'dcterms', 'xsi')}>"
        f"<dc:title>{_safe(paper.title)}</dc:title><dc:creator></dc:creator>"
        f"<dc:identifier>{_safe(paper.identity)}</dc:identifier><dc:language>{paper.language}</dc:language>"
        "<cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()


def _custom(paper: Paper) -> bytes:
    values = {IDENTITY: paper.identity, LANGUAGE: paper.language, WRITTEN_ON: paper.written_on.isoformat()}
    kept = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{_safe(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        f'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{kept}</Properties>'
    ).encode()


def _safe(text: str) -> str:
    return escape(printable(text))
