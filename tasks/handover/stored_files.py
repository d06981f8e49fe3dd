"""The stored files of a case in reading order, each once, with what they are."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from models.rules.exhibit_marks import full_mark
from models.tables import CaptureRow, DocumentRow, LetterRow, LetterVersionRow, PaperFileRow
from models.terms import DocumentKind, LetterState, PaperFormat, PaperRole
from tasks.case_store.facts import key_of
from tasks.file_store import FileStore
from tasks.handover.record import CaseRecord
from tasks.letter_words import label
from tasks.words import word

_LIVE: Final = frozenset(LetterState) - {LetterState.VOID}

_FORMATS: Final = (PaperFormat.PDF, PaperFormat.HTML, PaperFormat.DOCX)
_MANIFEST: Final = "manifest.json"
_PAGES: Final = (".html", ".htm", ".svg", ".xml")
_PRINTED: Final = (".pdf", ".txt", ".json")
CHANGED: Final = "記録と一致しません"

SubjectName = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """One stored file. `path` is its place in the pack, `recorded` the hash on record ("" when there is none).

    `bound`: it belongs into the one PDF (an older version and another format of the same words do not). A page of
    somebody else's is not `linked`: what is in it would run. `decoder` reads the text of a registry's answer.
    """

    group: str
    title: str
    path: str
    source: str
    recorded: str
    bound: bool = True
    linked: bool = True
    decoder: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """What was found: `content` is None when the file is gone. `state` says so in Japanese."""

    file: StoredFile
    content: bytes | None = field(repr=False)
    sha256: str
    state: str

    @property
    def trouble(self) -> bool:
        """Whether a person must look: gone, or other bytes than those on record."""
        return self.content is None or self.state == CHANGED


def stored_files(record: CaseRecord, documents: FileStore, subject: SubjectName) -> tuple[StoredFile, ...]:
    """Letters with their versions, exhibits, captures, registry answers, everything else: each file once."""
    found: dict[str, StoredFile] = {}
    for file in (
        *_letters(record, subject),
        *_exhibits(record),
        *_captures(record, documents),
        *_others(record),
    ):
        found.setdefault(file.source, file)
    return tuple(found.values())


def read_file(file: StoredFile, documents: FileStore) -> ReadFile:
    """Read a stored file and compare it with its hash on record."""
    try:
        content = documents.get(file.source)
    except (OSError, ValueError):
        return ReadFile(file=file, content=None, sha256="", state="ファイルがありません")
    digest = hashlib.sha256(content).hexdigest()
    if not file.recorded:
        return ReadFile(file=file, content=content, sha256=digest, state="記録されたハッシュ値なし")
    state = "記録と一致" if digest == file.recorded else CHANGED
    return ReadFile(file=file, content=content, sha256=digest, state=state)


def _letters(record: CaseRecord, subject: SubjectName) -> Iterator[StoredFile]:
    rows = {key_of(row): row for row in record.documents}
    for letter in record.letters:
        versions = [version for version in record.versions if version.letter_id == letter.id]
        for version in reversed(versions):
            files = sorted((f for f in record.files if f.version_id == version.id), key=_reading_order)
            for paper in files:
                title = f"{letter_title(letter, subject)} {_paper_title(paper, version)}"
                bound = version is versions[-1] and paper.format is PaperFormat.PDF and letter.state in _LIVE
                yield _of_row(rows[paper.document_id], record, group="書面", title=title, bound=bound)
        yield StoredFile(
            group="書面",
            title=letter_title(letter, subject),
            path=_place(letter.path, record),
            source=letter.path,
            recorded=letter.sha256,
            bound=letter.state in _LIVE,
        )
        for row in record.documents:
            if row.title.startswith(f"proof-letter{letter.id}-"):
                yield _of_row(row, record, group="発送の証拠", title=f"{letter_title(letter, subject)} {row.title}")


def letter_title(letter: LetterRow, subject: SubjectName) -> str:
    """Which letter to whom, without a person."""
    number = f"（{letter.no}通目）" if letter.no > 1 else ""
    return f"{label(letter.kind)}{number} → {subject(letter.subject)}"


def _reading_order(paper: PaperFileRow) -> tuple[int, int, int]:
    return list(PaperRole).index(paper.role), paper.no, _FORMATS.index(paper.format)


def _paper_title(paper: PaperFileRow, version: LetterVersionRow) -> str:
    number = f"（{paper.no}）" if paper.no > 1 else ""
    origin = word("version_origin", version.origin)
    return f"第{version.no}版（{origin}）{word('paper_role', paper.role)}{number} {paper.format.upper()}"


def _exhibits(record: CaseRecord) -> Iterator[StoredFile]:
    rows = {key_of(row): row for row in record.documents}
    for exhibit in sorted(record.exhibits, key=lambda row: (row.no, row.branch)):
        mark = full_mark(exhibit.no, exhibit.branch)
        gone = "（撤回）" if exhibit.withdrawn_at else ""
        yield _of_row(rows[exhibit.document_id], record, group="書証", title=f"{mark}{gone} {exhibit.title}")


def _captures(record: CaseRecord, documents: FileStore) -> Iterator[StoredFile]:
    for capture in record.captures:
        known = _manifest(capture, documents)
        for path in _files_below(documents, capture.folder) if capture.folder else ():
            name = Path(path).name
            yield StoredFile(
                group="証拠保全",
                title=f"保全{capture.id}（{word('capture_result', capture.result)}）{name}",
                path=_place(path, record),
                source=path,
                recorded=known.get(name, ""),
                bound=path.endswith(_PRINTED),
                linked=not path.lower().endswith(_PAGES),
            )


def _manifest(capture: CaptureRow, documents: FileStore) -> dict[str, str]:
    """The hash on record of each file of a capture: of the manifest in the row, of the others in the manifest."""
    known = {_MANIFEST: capture.manifest_sha256}
    try:
        files = json.loads(documents.get(f"{capture.folder}/{_MANIFEST}"))["files"]
        return known | {str(name): str(said["sha256"]) for name, said in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return known


def _files_below(documents: FileStore, folder: str) -> list[str]:
    """Store paths of all files of a capture; none when the folder leads out of the store or is gone."""
    try:
        root = documents.absolute(folder)
    except ValueError:
        return []
    found = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    found.sort(key=lambda path: not path.name.endswith(".pdf"))
    return [f"{folder.rstrip('/')}/{path.relative_to(root).as_posix()}" for path in found]


def _others(record: CaseRecord) -> Iterator[StoredFile]:
    names = {DocumentKind.LETTER: "書面", DocumentKind.EVIDENCE: "証拠", DocumentKind.REGISTRY_ANSWER: "登録機関の回答"}
    for row in sorted(record.documents, key=lambda row: list(DocumentKind).index(row.kind)):
        yield _of_row(row, record, group=names[row.kind], title=row.title, bound=row.kind is not DocumentKind.LETTER)


def _of_row(row: DocumentRow, record: CaseRecord, *, group: str, title: str, bound: bool = True) -> StoredFile:
    path = _place(row.path, record)
    origin = json.loads(row.origin) if row.origin else {}
    return StoredFile(
        group=group,
        title=title,
        path=path,
        source=row.path,
        recorded=row.sha256,
        bound=bound,
        linked=row.kind is DocumentKind.LETTER or not path.lower().endswith(_PAGES),
        decoder=str(origin.get("decoder", "")),
    )


def _place(path: str, record: CaseRecord) -> str:
    """The place in the pack of what lies at `path` in the store."""
    return f"documents/{path.removeprefix(f'{record.case.ref}/')}"
