"""Versions of a letter: never overwritten, each with its files and what it was drawn from."""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from sqlmodel import Session, col, select

from models.rules.progress.plan import japan_day
from models.tables import CaseRow, DocumentRow, LetterRow, LetterVersionRow, PaperFileRow
from models.terms import DocumentKind, PaperFormat, PaperRole, VersionOrigin
from tasks.case_store.facts import key_of
from tasks.papers.blocks import plain_text
from tasks.papers.making import MadeFile, Sheet, names_in, paper_of
from tasks.papers.pdf_reading import read_pdf
from tasks.papers.word_reading import read_docx
from tasks.ports import DocumentStore
from tasks.wiring import Services

_MAIN_FIRST: Final = (PaperFormat.PDF, PaperFormat.DOCX, PaperFormat.HTML)
_TITLES: Final = "papers."
_MARKUP: Final = re.compile("<style>.*?</style>|<[^>]+>", re.DOTALL)  # of pages from before papers were blocks


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """One file of a version as it lies below KAIJI_HOME/documents."""

    role: PaperRole
    no: int
    format: PaperFormat
    title: str
    path: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a version was drawn from: law and regime, hash of the templates, every value (path → text)."""

    law: str
    templates: str
    material: Mapping[str, str] = field(repr=False)

    @property
    def sealed(self) -> str:
        """The values as canonical JSON."""
        return json.dumps(dict(self.material), ensure_ascii=False, sort_keys=True)

    @property
    def sha256(self) -> str:
        """Hash of the values."""
        return hashlib.sha256(self.sealed.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a letter. Number 0 is a letter drafted before versions were kept: one page, drawn from unknown."""

    letter_id: int
    no: int
    kind: VersionOrigin
    made_at: datetime
    origin: Origin
    files: tuple[StoredFile, ...]

    def file(self, role: PaperRole, file_format: PaperFormat, no: int = 1) -> StoredFile | None:
        """One paper in one format, None when this version has no such file."""
        found = (f for f in self.files if (f.role, f.no, f.format) == (role, no, file_format))
        return next(found, None)

    def papers(self) -> tuple[tuple[PaperRole, int], ...]:
        """The papers of this version (role and number), in their order."""
        return tuple(dict.fromkeys((file.role, file.no) for file in self.files))

    @property
    def main(self) -> StoredFile:
        """The main paper as it leaves: its PDF, else what there is."""
        found = (self.file(PaperRole.MAIN, file_format) for file_format in _MAIN_FIRST)
        return next(file for file in found if file is not None)


def current_version(session: Session, letter_id: int) -> Version:
    """The newest version of a letter."""
    return versions_of(session, letter_id)[-1]


def versions_of(session: Session, letter_id: int) -> tuple[Version, ...]:
    """All versions of a letter, oldest first; version 0 when none was kept."""
    letter = session.get_one(LetterRow, letter_id)
    query = select(LetterVersionRow).where(LetterVersionRow.letter_id == letter_id).order_by(col(LetterVersionRow.no))
    return tuple(_version(session, row) for row in session.exec(query)) or (_unversioned(letter),)


def _version(session: Session, row: LetterVersionRow) -> Version:
    query = (
        select(PaperFileRow, DocumentRow)
        .join(DocumentRow, col(DocumentRow.id) == col(PaperFileRow.document_id))
        .where(PaperFileRow.version_id == row.id)
        .order_by(col(PaperFileRow.id))
    )
    return Version(
        letter_id=row.letter_id,
        no=row.no,
        kind=row.origin,
        made_at=row.made_at,
        origin=Origin(law=row.law, templates=row.templates, material=json.loads(row.material)),
        files=tuple(_stored(file, document) for file, document in session.exec(query)),
    )


def _stored(file: PaperFileRow, document: DocumentRow) -> StoredFile:
    return StoredFile(
        role=file.role,
        no=file.no,
        format=file.format,
        title=document.title,
        path=document.path,
        sha256=document.sha256,
    )


def _unversioned(letter: LetterRow) -> Version:
    title = letter.path.rpartition("/")[2]
    page = StoredFile(
        role=PaperRole.MAIN, no=1, format=PaperFormat.HTML, title=title, path=letter.path, sha256=letter.sha256
    )
    return Version(
        letter_id=key_of(letter),
        no=0,
        kind=VersionOrigin.DRAFTED,
        made_at=letter.drafted_at,
        origin=Origin(law="", templates="", material={}),
        files=(page,),
    )


def store_files(documents: DocumentStore, ref: str, files: Iterable[MadeFile]) -> tuple[StoredFile, ...]:
    """Put files where documents lie; to be done before the transaction that records them."""
    return tuple(
        StoredFile(
            role=file.role,
            no=file.no,
            format=file.format,
            title=file.name,
            path=documents.put(ref, file.name, file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
        )
        for file in files
    )


def add_version(  # noqa: PLR0913 (what a version is, all by keyword)
    session: Session,
    letter: LetterRow,
    *,
    kind: VersionOrigin,
    origin: Origin,
    files: Iterable[StoredFile],
    by: str,
    now: datetime,
) -> Version:
    """Record a further version in the caller's transaction (which holds the case); the letter points to its main paper.

    The number follows the newest one.
    """
    letter_id = key_of(letter)
    query = select(LetterVersionRow.no).where(LetterVersionRow.letter_id == letter_id)
    row = LetterVersionRow(
        letter_id=letter_id,
        no=max(session.exec(query), default=0) + 1,
        origin=kind,
        made_at=now,
        made_by=by,
        law=origin.law,
        templates=origin.templates,
        material=origin.sealed,
        material_sha256=origin.sha256,
    )
    session.add(row)
    session.flush()
    for file in files:
        document = _document(session, letter.case_id, file, now)
        session.add(
            PaperFileRow(
                version_id=key_of(row), role=file.role, no=file.no, format=file.format, document_id=key_of(document)
            )
        )
    session.flush()
    made = _version(session, row)
    letter.path, letter.sha256 = made.main.path, made.main.sha256
    session.add(letter)
    session.flush()
    return made


def _document(session: Session, case_id: int, file: StoredFile, now: datetime) -> DocumentRow:
    """The document of this file; the same content under the same title is one document."""
    known = select(DocumentRow).where(
        DocumentRow.case_id == case_id, DocumentRow.sha256 == file.sha256, DocumentRow.title == file.title
    )
    found = session.exec(known).first()
    if found is not None:
        return found
    document = DocumentRow(
        case_id=case_id,
        kind=DocumentKind.LETTER,
        title=file.title,
        path=file.path,
        sha256=file.sha256,
        created_at=now,
    )
    session.add(document)
    session.flush()
    return document


def paper_text(made: Services, letter_id: int, role: PaperRole = PaperRole.MAIN, no: int = 1) -> str:
    """The words of one paper of the current version, a block a line, whatever file it is kept as.

    Raises LookupError when the version has no such paper.
    """
    with made.store.read() as session:
        version = current_version(session, letter_id)
        letter = session.get_one(LetterRow, letter_id)
        sheet = sheet_in(session.get_one(CaseRow, letter.case_id), letter, version, role, no)
    return words_of(made.documents, version, sheet)


def words_of(documents: DocumentStore, version: Version, sheet: Sheet) -> str:
    """The words of one paper of a version, a block a line. Raises as `paper_text`."""
    role, no = sheet.role, sheet.no
    page = version.file(role, PaperFormat.HTML, no)
    if page is not None and version.no == 0:
        return html.unescape(_MARKUP.sub("", documents.get(page.path).decode()))
    if page is not None:
        return plain_text(paper_of(documents.get(page.path).decode(), sheet))
    edited, printed = version.file(role, PaperFormat.DOCX, no), version.file(role, PaperFormat.PDF, no)
    if edited is not None:
        return plain_text(read_docx(documents.get(edited.path), with_pdf=True))
    if printed is not None:
        return read_pdf(documents.get(printed.path)).text
    msg = f"letter {version.letter_id} version {version.no}: no paper {role}:{no}"
    raise LookupError(msg)


def sheet_in(case: CaseRow, letter: LetterRow, version: Version, role: PaperRole, no: int) -> Sheet:
    """Which paper this is, for files that are made of it later on."""
    material = version.origin.material
    written = material.get("written_on")
    language: Literal["ja", "en"] = "en" if material.get("language") == "en" else "ja"
    return Sheet(
        case_ref=case.ref,
        kind=letter.kind,
        subject=letter.subject,
        letter_no=letter.no,
        version=version.no,
        role=role,
        no=no,
        title=material.get(title_path(role, no), ""),
        language=language,
        written_on=date.fromisoformat(written) if written else japan_day(version.made_at),
        names=names_in(material),
    )


def title_path(role: PaperRole, no: int) -> str:
    """Where the title of a paper is noted among the values of its version."""
    return f"{_TITLES}{role}.{no}"


def facts_in(version: Version) -> dict[str, str]:
    """The values that a version was drawn from, without what only names its papers."""
    return {place: text for place, text in version.origin.material.items() if not place.startswith(_TITLES)}


def titles_in(material: Mapping[str, str]) -> dict[str, str]:
    """What only names the papers of a version."""
    return {place: text for place, text in material.items() if place.startswith(_TITLES)}
