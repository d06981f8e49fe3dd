"""Drawings on a page of the bound PDF."""

import json
from collections.abc import Sequence

from tasks.papers.look import Look, loaded

_PAGE = b"""
#set page(paper: "a4", margin: 25mm)
#set text(font: json(bytes(sys.inputs.fonts)), lang: "ja", size: 11pt)
#set heading(outlined: true)
#let drawn = json(bytes(sys.inputs.drawn))
#align(center, text(16pt, sys.inputs.title))
#for (name, svg) in drawn {
  block(breakable: false, above: 10mm)[
    #name

    #image(bytes(svg), format: "svg", width: 160mm)
  ]
}
"""


def picture_page(title: str, drawn: Sequence[tuple[str, str]], look: Look) -> bytes:
    """Drawings (name, SVG) one below the other, as PDF."""
    from typst import Compiler  # noqa: PLC0415 (as in typesetting: only who sets pages waits for it)

    made = Compiler(font_paths=loaded(look.font_dir), ignore_system_fonts=True).compile(
        _PAGE,
        format="pdf",
        sys_inputs={
            "title": title,
            "drawn": json.dumps(list(drawn), ensure_ascii=False),
            "fonts": json.dumps(list(dict.fromkeys((look.serif, look.sans)))),
        },
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst made no PDF of the drawings")
    return made
