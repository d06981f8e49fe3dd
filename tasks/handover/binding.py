"""One PDF of many: bookmarks to each part, and page labels that say which part a page is of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the bound PDF: readable, without a password."""

    title: str
    content: bytes = field(repr=False)


def bind(parts: Iterable[Part], *, title: str) -> bytes:
    """Bind the parts in their order. Page 3 of the second part is labelled 2-3; each part has a bookmark."""
    writer = PdfWriter()
    for number, part in enumerate(parts, 1):
        reader = PdfReader(BytesIO(part.content))
        first = len(writer.pages)
        writer.append(reader, import_outline=False, excluded_fields=("/AA", "/OpenAction"))
        writer.add_outline_item(title=f"{number}　{part.title}", page_number=first)
        last = len(writer.pages) - 1
        writer.set_page_label(first, last, style=PageLabelStyle.DECIMAL, prefix=f"{number}-", start=1)
    writer.add_metadata({"/Title": title, "/Producer": "kaiji"})
    writer.page_mode = "/UseOutlines"
    made = BytesIO()
    writer.write(made)
    return made.getvalue()
