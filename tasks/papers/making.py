"""From what a letter says to its files: every paper as a page to read, a PDF to file and a Word file to edit."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal

from models.rules.efiling_names import file_name
from models.terms import LetterKind, PaperFormat, PaperRole
from tasks.letter_context import LetterContext
from tasks.letter_papers import papers_of
from tasks.letter_templates import LetterEnvironment, TemplateFault, letter_environment, templates_sha256
from tasks.letter_values import values_of
from tasks.letter_words import label
from tasks.letters import render
from tasks.paper_plan import PaperPlan
from tasks.papers.blocks import Paper
from tasks.papers.certified import certified_pdf
from tasks.papers.look import Look, LookFault
from tasks.papers.reading import MarkupFault, read_paper
from tasks.papers.typesetting import to_pdf
from tasks.papers.word import to_docx

PAPER_FAULTS: Final = (TemplateFault, MarkupFault, LookFault)
"""What keeps a letter from becoming a paper and is mended by whoever keeps the templates and settings."""

_NAMES: Final = (
    *("addressee.name", "requester.name", "legal_representative.name", "sender.name", "provider_named.name"),
    *("attorney_name", "firm_name", "service"),
)
_ACCOMPANYING: Final = {PaperRole.EVIDENCE_LIST, PaperRole.COVER_SHEET, PaperRole.FEE_NOTE}
_DRAFT_LINE: Final = re.compile(r'<p class="draft">[^<]*</p>\s*')


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """One paper in one format. `name` is fit for e-filing and says nothing of anybody."""

    role: PaperRole
    no: int
    format: PaperFormat
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Which paper of which letter: all that its files need beside its words.

    `names` are the proper names in it, which may hold Latin letters even where the post certifies the content.
    """

    case_ref: str
    kind: LetterKind
    subject: str
    letter_no: int
    version: int
    role: PaperRole
    no: int
    title: str
    language: Literal["ja", "en"]
    written_on: date
    names: tuple[str, ...] = field(default=(), repr=False)

    @property
    def identity(self) -> str:
        """What travels inside the files: refs and numbers only."""
        letter = f"{self.case_ref} {self.subject}/{self.kind}:{self.letter_no}"
        return f"{letter} v{self.version} {self.role}:{self.no}"


def own_templates(root: Path) -> LetterEnvironment:
    """The templates of a firm whose KAIJI_HOME is `root`."""
    folder = root / "templates" / "letters"
    return letter_environment(folder if folder.is_dir() else None)


def make_files(
    context: LetterContext, environment: LetterEnvironment, look: Look, *, version: int = 1
) -> tuple[MadeFile, ...]:
    """Every file of one version of a letter, the main paper first. The same context gives the same bytes.

    Raises TemplateFault, MarkupFault.
    """
    plans = papers_of(context)
    return tuple(
        made for plan in plans for made in files_of(render(plan, environment), sheet_of(plan, version=version), look)
    )


def pages_of(context: LetterContext, environment: LetterEnvironment) -> tuple[str, ...]:
    """The papers as pages to read (HTML), in their order. Raises TemplateFault."""
    return tuple(render(plan, environment) for plan in papers_of(context))


def templates_of(context: LetterContext, environment: LetterEnvironment) -> str:
    """The hash of all templates that the papers of this letter are made of. Raises TemplateFault."""
    names = sorted({plan.template for plan in papers_of(context)})
    hashes = (templates_sha256(environment, name, context.language) for name in names)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def files_of(page: str, sheet: Sheet, look: Look) -> Iterator[MadeFile]:
    """The files of one paper, made of its page. Raises MarkupFault.

    A paper on the grid of 内容証明 has no Word file: its letter's main paper is the one to edit.
    """
    paper = paper_of(page, sheet)
    yield made_file(sheet, PaperFormat.HTML, page.encode())
    if sheet.role is PaperRole.CERTIFIED:
        yield made_file(sheet, PaperFormat.PDF, certified_pdf(paper, look, sheet.names))
        return
    yield made_file(sheet, PaperFormat.PDF, to_pdf(paper, look))
    yield made_file(sheet, PaperFormat.DOCX, to_docx(paper, look))


def made_file(sheet: Sheet, file_format: PaperFormat, content: bytes) -> MadeFile:
    """A file of this paper under its name; what goes with a main paper names that one too."""
    number = (str(sheet.no),) if sheet.no > 1 else ()
    goes_with = (label(sheet.kind),) if sheet.role in _ACCOMPANYING else ()
    parts = (sheet.title, *goes_with, *number, sheet.subject, f"{sheet.letter_no}-{sheet.version}")
    return MadeFile(
        role=sheet.role, no=sheet.no, format=file_format, name=file_name(parts, file_format), content=content
    )


def paper_of(page: str, sheet: Sheet) -> Paper:
    """The blocks of a page. Raises MarkupFault."""
    return read_paper(
        page, title=sheet.title, identity=sheet.identity, language=sheet.language, written_on=sheet.written_on
    )


def without_draft_line(page: str) -> str:
    """The same words without the line that calls them a draft."""
    return _DRAFT_LINE.sub("", page)


def sheet_of(plan: PaperPlan, *, version: int) -> Sheet:
    """The sheet of one planned paper."""
    context = plan.context
    return Sheet(
        case_ref=context.case_ref,
        kind=context.kind,
        subject=context.subject,
        letter_no=context.no,
        version=version,
        role=plan.role,
        no=plan.no,
        title=plan.title,
        language=context.language,
        written_on=context.written_on,
        names=names_in(values_of(context)),
    )


def names_in(values: Mapping[str, str]) -> tuple[str, ...]:
    """The proper names among the values of a letter."""
    return tuple(values[place] for place in _NAMES if place in values)
