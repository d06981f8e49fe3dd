"""The papers of a pack as pages that any browser shows from a disk: plain links, no script, nothing loaded."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.handover.stored_files import ReadFile
from tasks.letter_templates import printable
from tasks.papers.blocks import Heading, Paper, Paragraph, Run, Table

_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "handover"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A picture of a page: PNG, its name, and what it shows in words."""

    name: str
    png: bytes
    alt: str

    @property
    def base64(self) -> str:
        """As a page embeds it."""
        return base64.b64encode(self.png).decode()


def page_html(
    paper: Paper,
    nav: Sequence[tuple[str, str]],
    *,
    files: Sequence[ReadFile] = (),
    pictures: Sequence[Drawn] = (),
) -> bytes:
    """One page: links to the others, the paper, pictures, and the files with their hashes."""
    template = _environment().get_template("page.html.j2")
    return template.render(paper=paper, nav=nav, files=files, pictures=pictures).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
    )
    environment.filters["words"] = _words
    environment.tests |= {
        "heading": lambda block: isinstance(block, Heading),
        "paragraph": lambda block: isinstance(block, Paragraph),
        "grid": lambda block: isinstance(block, Table),
    }
    return environment


def _words(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)
