"""Papers for the tests of this folder, and a look at a PDF by programs that share no code with its maker."""

import re
import shutil
import subprocess
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from tasks.papers.blocks import Block, Paper, Paragraph, Run
from tasks.papers.reading import read_paper

DAY = date(2026, 11, 24)
IDENTITY = "2026-0042 letter 3 version 2"


def page(body: str) -> str:
    """A rendered template around its body."""
    head = "<head><title>x</title><style>p {}</style></head>"
    return f'<!DOCTYPE html>\n<html lang="ja">{head}\n<body>{body}</body></html>'


def read(body: str, language: Literal["ja", "en"] = "ja") -> Paper:
    """The paper that a body makes."""
    return read_paper(page(body), title="訴状", identity=IDENTITY, language=language, written_on=DAY)


def paper_of(*blocks: Block, language: Literal["ja", "en"] = "ja") -> Paper:
    """A paper of blocks."""
    return Paper(title="訴状", identity=IDENTITY, language=language, written_on=DAY, blocks=blocks)


def text_paper(text: str, *, literal: bool = False) -> Paper:
    """A paper of one paragraph without indent."""
    return paper_of(Paragraph(runs=(Run(text=text),), literal=literal))


class SeenPdf:
    """A PDF as Poppler's programs see it."""

    def __init__(self, content: bytes, folder: Path) -> None:
        self._file = folder / "seen.pdf"
        self._file.write_bytes(content)

    def _run(self, program: str, *options: str, to: str = "") -> str:
        command = [program, *options, str(self._file), *([to] if to else [])]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        assert not done.stderr
        return done.stdout

    @cached_property
    def pages(self) -> list[str]:
        """The text, page by page, without the page numbers."""
        pages = self._run("pdftotext", "-raw", "-enc", "UTF-8", to="-").split("\f")[:-1]
        return [re.sub(r"(?:－|–)\s*[0-9]+\s*(?:－|–)\s*$", "", one) for one in pages]

    @cached_property
    def squeezed(self) -> str:
        """All text without white space and page numbers."""
        return re.sub(r"\s", "", "".join(self.pages))

    @cached_property
    def facts(self) -> dict[str, str]:
        """What pdfinfo says."""
        lines = (line.partition(":") for line in self._run("pdfinfo").splitlines())
        return {name: value.strip() for name, _, value in lines}

    @cached_property
    def fonts(self) -> list[tuple[str, bool]]:
        """Every font, and whether it is embedded."""
        rows = [line.split() for line in self._run("pdffonts").splitlines()[2:]]
        return [(row[0], row[-5] == "yes") for row in rows]

    @cached_property
    def boxes(self) -> list[list[tuple[float, float, float, float, str]]]:
        """Each page's words as (left, top, right, bottom, text), in points from the upper left."""
        seen = self._run("pdftotext", "-bbox", to="-")
        word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
        pages = seen.split("<page ")[1:]
        return [
            [(float(x0), float(y0), float(x1), float(y1), text) for x0, y0, x1, y1, text in word.findall(one)]
            for one in pages
        ]


POPPLER = all(shutil.which(name) for name in ("pdftotext", "pdfinfo", "pdffonts"))
