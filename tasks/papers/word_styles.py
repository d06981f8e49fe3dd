"""The named styles of a paper in Word: each kind of block has one, so that an edited file can be read back."""

from itertools import product
from typing import Final

from tasks.papers.blocks import Align, Paragraph
from tasks.papers.look import Look

CHARACTER: Final = 240
"""The width of one character of 12 points, in twentieths of a point."""
CELL_MARGINS: Final = 100
"""What a cell keeps free at both sides together, less than half a character so that a width reads back as it was."""
ACROSS: Final = 37
"""Characters in a line of a court paper."""
BODY, LITERAL, BOXED, SPACE, BETWEEN, BLANK = "書面本文", "書面原文", "書面枠", "書面空き", "書面区切り", "要記入"
STYLE_IDS: Final = {
    BODY: "body",
    LITERAL: "literal",
    BOXED: "boxed",
    SPACE: "space",
    BETWEEN: "between",
    **{f"heading {level}": f"h{level}" for level in (1, 2, 3, 4)},
}
OFFICE_FONTS: Final = {"Noto Serif JP": "ＭＳ 明朝", "Noto Sans JP": "ＭＳ ゴシック"}
"""What every Word in Japan has in the place of the packaged fonts."""

_HEAD: Final = {True: "書面表見出し", False: "書面表本文"}
_ALIGN: Final = {Align.LEFT: "", Align.CENTER: "中央", Align.RIGHT: "右"}
_TEXT: Final = {True: "原文", False: ""}
CELLS: Final = {
    _HEAD[header] + _ALIGN[align] + _TEXT[literal]: (header, align, literal)
    for header, align, literal in product(_HEAD, _ALIGN, _TEXT)
}
"""Styles inside a table by name: whether the cell is a heading, where it stands, whether its text is literal."""
_CELL_STYLE: Final = """<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}">
    <w:name w:val="{name}"/><w:basedOn w:val="a"/><w:qFormat/>
    <w:pPr>
      <w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="atLeast"/>
      <w:jc w:val="{jc}"/>
    </w:pPr>
  </w:style>"""


def style_name(paragraph: Paragraph) -> str:
    """The style of a paragraph outside tables."""
    if paragraph.literal:
        return LITERAL
    return BOXED if paragraph.boxed else BODY


def cell_style_id(*, header: bool, align: Align, literal: bool) -> str:
    """The id of the style of a paragraph inside a cell."""
    return f"cell{'h' if header else ''}{align.value}{'p' if literal else ''}"


def cell_styles() -> str:
    """The styles inside tables, as WordprocessingML."""
    return "\n  ".join(
        _CELL_STYLE.format(
            key=cell_style_id(header=header, align=align, literal=literal),
            name=name,
            jc="left" if align is Align.LEFT else align.value,
        )
        for name, (header, align, literal) in CELLS.items()
    )


def word_font(look: Look) -> str:
    """The font that the file asks Word for: the firm's own, or what stands on every desk for the packaged one."""
    return OFFICE_FONTS.get(look.serif, look.serif)
