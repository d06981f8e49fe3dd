"""One paragraph of a Word file: its runs, its place on the line, and what its style says of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from docx.oxml.ns import qn

from tasks.papers.blocks import Align, Paragraph, Run
from tasks.papers.word_styles import BLANK, BOXED, CELLS, CHARACTER, LITERAL

_BLANKS: Final = re.compile("(【要記入：[^】]*】)")
_ALIGN: Final = {"center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_OFF: Final = frozenset({"0", "false", "none", "off"})
_THROUGH: Final = frozenset(qn(f"w:{name}") for name in ("hyperlink", "sdt", "sdtContent", "smartTag", "fldSimple"))
_SIGNS: Final = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
_NUMBER: Final = re.compile("-?[0-9]{1,6}")


class WordStyles:
    """The styles of a file by id: names, and properties along the chain of what they are based on."""

    def __init__(self, root: Any) -> None:
        found = [] if root is None else root.findall(qn("w:style"))
        self._styles = {style.get(qn("w:styleId"), ""): style for style in found}
        normal = (s for s in found if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default")) in {"1", "true"})
        self._normal = next((style.get(qn("w:styleId"), "") for style in normal), "")

    def name(self, style_id: str) -> str:
        """The name of a style, "" when there is none."""
        named = self._styles[style_id].find(qn("w:name")) if style_id in self._styles else None
        return str(named.get(qn("w:val"), "")) if named is not None else ""

    def name_of(self, paragraph: Any) -> str:
        """The name of a paragraph's style."""
        return self.name(self._style_id(paragraph))

    def own(self, paragraph: Any, tag: str) -> Any:
        """A property of the paragraph itself."""
        return paragraph.find(f"{qn('w:pPr')}/{qn(tag)}")

    def property_of(self, paragraph: Any, tag: str) -> Any:
        """A property of the paragraph, or of the nearest style that has it."""
        found = self.own(paragraph, tag)
        style_id, seen = self._style_id(paragraph), set[str]()
        while found is None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            found = style.find(f"{qn('w:pPr')}/{qn(tag)}")
            based = style.find(qn("w:basedOn"))
            style_id = based.get(qn("w:val"), "") if based is not None else ""
        return found

    def _style_id(self, paragraph: Any) -> str:
        named = self.own(paragraph, "w:pStyle")
        return str(named.get(qn("w:val"), "")) if named is not None else self._normal


def lines_of(element: Any, styles: WordStyles) -> Iterator[Paragraph | None]:
    """The paragraph, None where a page ends; a line break within plain text begins a further paragraph."""
    name = styles.name_of(element)
    literal = name == LITERAL or (name in CELLS and CELLS[name][2])
    indent, first = _indents(styles.property_of(element, "w:ind"))
    like = Paragraph(
        runs=(),
        align=_align(element, name, styles),
        indent=indent,
        first=first,
        boxed=name == BOXED or styles.property_of(element, "w:pBdr") is not None,
        literal=literal,
    )
    if is_on(styles.own(element, "w:pageBreakBefore")):
        yield None
    pieces = list(_pieces(element, styles))
    while None in pieces:
        at = pieces.index(None)
        if at:
            yield from _lines(like, pieces[:at])
        yield None
        pieces = pieces[at + 1 :]
        if not pieces:
            return
    yield from _lines(like, pieces)


def is_on(flag: Any) -> bool:
    """Whether a switch of WordprocessingML is on."""
    return flag is not None and flag.get(qn("w:val"), "1") not in _OFF


def _lines(like: Paragraph, pieces: list[Run | None]) -> Iterator[Paragraph]:
    runs = [run for run in pieces if run is not None]
    if like.literal:
        yield replace(like, runs=_joined(runs, literal=True))
        return
    line: list[Run] = []
    for run in runs:
        head, *more = run.text.split("\n")
        line.append(replace(run, text=head))
        for text in more:
            yield replace(like, runs=_joined(line, literal=False))
            like, line = replace(like, first=0), [replace(run, text=text)]
    yield replace(like, runs=_joined(line, literal=False))


def _joined(runs: list[Run], *, literal: bool) -> tuple[Run, ...]:
    """Word cuts text into pieces as it likes: what looks alike is one run. A blank that was filled in is none."""
    joined: list[Run] = []
    for run in (run for run in runs if run.text):
        last = joined[-1] if joined else None
        if last and not (last.ruby or run.ruby) and (last.blank, last.underline) == (run.blank, run.underline):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    found: list[Run] = []
    for run in joined:
        if run.ruby:
            found.append(run)
            continue
        for piece in filter(None, _BLANKS.split(run.text)):
            blank = bool(_BLANKS.fullmatch(piece)) and (run.blank or not literal)
            last = found[-1] if found else None
            if last and not last.ruby and (last.blank, last.underline) == (blank, run.underline) and not blank:
                found[-1] = replace(last, text=last.text + piece)
            else:
                found.append(replace(run, text=piece, blank=blank))
    return tuple(found)


def _pieces(element: Any, styles: WordStyles) -> Iterator[Run | None]:
    for child in element:
        if child.tag in _THROUGH:
            yield from _pieces(child, styles)
        elif child.tag == qn("w:r"):
            yield from _run(child, styles)


def _run(element: Any, styles: WordStyles) -> Iterator[Run | None]:
    settings = element.find(qn("w:rPr"))
    like = Run(text="", blank=_styled(settings, styles), underline=is_on(_within(settings, "w:u")))
    for child in element:
        if child.tag == qn("w:t"):
            yield replace(like, text=child.text or "")
        elif child.tag in _SIGNS:
            yield replace(like, text=_SIGNS[child.tag])
        elif child.tag == qn("w:br"):
            ends = child.get(qn("w:type")) == "page"
            yield None if ends else replace(like, text="\n")
        elif child.tag == qn("w:ruby"):
            yield from _ruby(child, styles)


def _ruby(element: Any, styles: WordStyles) -> Iterator[Run]:
    reading, base = element.find(qn("w:rt")), element.find(qn("w:rubyBase"))
    read = "".join(run.text for run in _pieces(reading, styles) if run) if reading is not None else ""
    for run in _pieces(base, styles) if base is not None else ():
        if run:
            yield replace(run, ruby=read)


def _styled(settings: Any, styles: WordStyles) -> bool:
    named = _within(settings, "w:rStyle")
    return named is not None and styles.name(named.get(qn("w:val"), "")) == BLANK


def _within(settings: Any, tag: str) -> Any:
    return settings.find(qn(tag)) if settings is not None else None


def _align(element: Any, name: str, styles: WordStyles) -> Align:
    """How the line stands; in one of our cells the style says it of the cell, and only the rest is the line's own."""
    found = styles.own(element, "w:jc") if name in CELLS else styles.property_of(element, "w:jc")
    return _ALIGN.get(found.get(qn("w:val"), ""), Align.LEFT) if found is not None else Align.LEFT


def _indents(element: Any) -> tuple[int, int]:
    """Indent and first line in characters: as Word counts them, else from lengths."""
    if element is None:
        return 0, 0
    hanging = _length(element, "hanging")
    first = -hanging if hanging else _length(element, "firstLine")
    return _length(element, "left") or _length(element, "start"), first


def _length(element: Any, name: str) -> int:
    for key, unit in ((f"{name}Chars", 100), (name, CHARACTER)):
        value = element.get(qn(f"w:{key}"), "")
        if _NUMBER.fullmatch(value) and int(value):
            return round(int(value) / unit)
    return 0
