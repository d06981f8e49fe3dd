"""The small part of HTML that papers may be written in, and what each class of it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tasks.papers.blocks import Align

VOID: Final = frozenset({"br", "col", "meta"})
UNSEEN: Final = frozenset({"head"})
INLINE: Final = frozenset({"mark", "rp", "rt", "ruby", "span", "u"})
LINES: Final = frozenset({"caption", "dd", "dt", "h1", "h2", "h3", "h4", "li", "p", "pre", "td", "th"})
"""Elements that begin a line of their own."""
HEADINGS: Final[Mapping[str, Literal[1, 2, 3, 4]]] = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
ELEMENTS: Final = (
    frozenset({"body", "colgroup", "div", "dl", "html", "ol", "section", "style", "table", "tbody", "thead"})
    | frozenset({"title", "tr", "ul"})
    | VOID
    | UNSEEN
    | INLINE
    | LINES
)
WITHIN: Final = {
    "caption": frozenset({"table"}),
    "col": frozenset({"table"}),
    "dd": frozenset({"dl"}),
    "dt": frozenset({"dl"}),
    "li": frozenset({"ol", "ul"}),
    "meta": UNSEEN,
    "style": UNSEEN,
    "rp": frozenset({"ruby"}),
    "rt": frozenset({"ruby"}),
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "title": UNSEEN,
    "tr": frozenset({"table"}),
}
"""Elements that stand only inside one of these."""
NOT_IN_CELLS: Final = frozenset({"h1", "h2", "h3", "h4", "section", "table", "td", "th", "tr"})
ATTRIBUTES: Final = {
    "col": frozenset({"class", "style"}),
    "html": frozenset({"lang"}),
    "meta": frozenset({"charset", "content", "http-equiv", "name"}),
    "td": frozenset({"class", "colspan"}),
    "th": frozenset({"class", "colspan"}),
}
"""Attributes beside `class`, which every element may have."""
CLASSES: Final = frozenset(
    {"annex", "center", "draft", "flat", "from", "hash", "long", "need"}
    | {"prayer", "quote", "right", "stamp", "to", "under", "yen"}
)
STAMP_LINES: Final = 3
_ALIGN: Final = {
    "center": Align.CENTER,
    "draft": Align.CENTER,
    "flat": Align.LEFT,
    "from": Align.RIGHT,
    "right": Align.RIGHT,
    "to": Align.LEFT,
    "yen": Align.RIGHT,
}
_NO_FIRST: Final = frozenset({"center", "draft", "flat", "from", "prayer", "quote", "right", "to"})


class MarkupFault(ValueError):
    """A template wrote what no paper can hold. `element` as written (`p.foo`, `td[rowspan]`), `line` of the HTML."""

    def __init__(self, element: str, line: int) -> None:
        self.element, self.line = element, line
        super().__init__(
            f"{line}行目: 「{element}」は書面に使えません（使える要素とクラスは tasks/papers/markup.py にあります）"
        )


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An element whose end has not come yet."""

    tag: str
    classes: frozenset[str]
    line: int


@dataclass(frozen=True, kw_only=True)
class LineStyle:
    """How the line stands that begins inside these elements."""

    align: Align
    indent: int
    first: int
    boxed: bool
    literal: bool


def opened(tag: str, attributes: Sequence[tuple[str, str | None]], line: int) -> Opened:
    """The element as it begins. Raises MarkupFault for an element, attribute or class that papers do not know."""
    if tag not in ELEMENTS:
        raise MarkupFault(tag, line)
    for name, _ in attributes:
        if name != "class" and name not in ATTRIBUTES.get(tag, ()):
            raise MarkupFault(f"{tag}[{name}]", line)
    classes = frozenset((dict(attributes).get("class") or "").split())
    for unknown in sorted(classes - CLASSES):
        raise MarkupFault(f"{tag}.{unknown}", line)
    return Opened(tag=tag, classes=classes, line=line)


def line_style(stack: Sequence[Opened], *, depth: int, first: int) -> LineStyle:
    """The style of a line inside `stack`. `depth`: indent of the section it belongs to; `first`: of a plain `p`."""
    classes: frozenset[str] = frozenset().union(*(one.classes for one in stack))
    tags = {one.tag for one in stack}
    align = next((_ALIGN[name] for one in reversed(stack) for name in sorted(one.classes & _ALIGN.keys())), Align.LEFT)
    indent, hang = _indents(stack, classes, tags, depth=depth)
    plain = tags >= {"p"} and not tags & {"td", "th", "li", "dd", "caption"} and not classes & _NO_FIRST
    shifted = align is Align.LEFT
    return LineStyle(
        align=align,
        indent=indent if shifted else 0,
        first=(first if plain else hang) if shifted else 0,
        boxed="draft" in classes,
        literal="pre" in tags or "quote" in classes,
    )


def _indents(stack: Sequence[Opened], classes: frozenset[str], tags: set[str], *, depth: int) -> tuple[int, int]:
    """Indent of the line, and how far its first line hangs out to the left (negative)."""
    if tags & {"td", "th", "caption"} or "to" in classes:
        return 0, 0
    shift = max(depth, 2 * sum("under" in one.classes for one in stack))
    if "li" in tags:
        lists = sum(one.tag in {"ul", "ol"} for one in stack)
        return max(depth, 2 * lists) + 2, -2
    if "prayer" in classes:
        return max(shift, 2), -1
    if "dd" in tags:
        return shift + 2, 0
    return shift, 0
