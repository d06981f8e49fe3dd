"""Evidence made elsewhere, numbered; kept documents numbered or withdrawn; the copies that are filed."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path

from sqlmodel import Session

from models.answers.faults import Fault, Faults
from models.rules.efiling_names import file_name
from models.rules.exhibit_marks import file_mark, full_mark
from models.tables import CaseRow, ExhibitRow
from models.terms import CapturePurpose, CaptureResult
from tasks.capture.capturing import keep_files, stamp_manifest
from tasks.capture.manifest import MANIFEST, PDF, PNG, checked_files, manifest
from tasks.case_store.captures import NewCapture, Target, find_target, list_captures, record_capture
from tasks.case_store.exhibit_list import (
    NumberedExhibit,
    captured_document,
    document_once,
    exhibit_bytes,
    known_titles,
    letter_document,
    numbered_exhibits,
)
from tasks.case_store.exhibit_numbers import ExhibitAbout, exhibit_rows, number_exhibit, withdraw_exhibit
from tasks.case_store.facts import case_row
from tasks.exhibit_content import Content, read_content, read_file
from tasks.exhibit_marks import filing_copy, unfit_for_filing
from tasks.papers.look import Look, look_of
from tasks.wiring import Services

MOST_FILES = 50


@dataclass(frozen=True, kw_only=True)
class Source:
    """What gets a number: a document, a capture (its PDF, or its picture), or a letter; one of them."""

    document: int | None = None
    capture: int | None = None
    picture: bool = False
    letter: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilingCopy:
    """An exhibit as it is filed: a name fit for e-filing, the PDF with its mark."""

    mark: str
    name: str = field(repr=False)
    content: bytes = field(repr=False)


def add_exhibits(
    made: Services, ref: str, files: Sequence[Path], *, about: ExhibitAbout, by: str, post_no: int | None = None
) -> tuple[str, ...]:
    """Take in files made elsewhere and number them; several are parts of one item. Returns their marks.

    A file that the case has already keeps its number. Raises Faults with all of them, NoSuchCase.
    """
    contents = _read(files, about, by, look_of(made.settings.documents))
    target = find_target(made.store, "", ref, post_no)
    items = [_item(content, path) for content, path in zip(contents, files, strict=True)]
    known = known_titles(made, ref, [item.title for item in items])
    folder, new = _kept(made, target, {each.title: each.raw for each in items if each.title not in known})
    now = made.clock.now()
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        documents = [
            document_once(session, case, each.title, f"{folder}/{each.title}", each.sha256, now=now, origin=each.origin)
            for each in items
        ]
        if new is not None:
            record_capture(session, target, new)
        return tuple(_numbered(session, case, documents, about, made, by))


def number_source(
    made: Services, ref: str, source: Source, *, about: ExhibitAbout, by: str, branch_of: int | None = None
) -> str:
    """Number something that is kept already; return its mark. Raises Faults, NoSuchCase, DamagedCapture."""
    chosen = [each for each in (source.document, source.capture, source.letter) if each is not None]
    if len(chosen) != 1:
        cure = "--document、--capture、--letter のどれか一つを入れてください"
        raise Faults([Fault(field="document", value="", cure=cure)])
    now = made.clock.now()
    name = PNG if source.picture else PDF
    sha256 = _captured_sha256(made, ref, source.capture, name) if source.capture is not None else ""
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        if source.capture is not None:
            document, known = captured_document(session, case, source.capture, name, sha256, now)
        elif source.letter is not None:
            document, known = letter_document(session, case, source.letter)
        else:
            document, known = source.document or 0, ExhibitAbout(title="")
        said = replace(about, title=about.title or known.title, made_on=about.made_on or known.made_on)
        row = number_exhibit(session, case, document, about=said, now=now, by=by, branch_of=branch_of)
        return full_mark(row.no, row.branch)


def withdraw(made: Services, ref: str, no: int, branch: int, *, by: str, reason: str) -> str:
    """Withdraw an exhibit; its number stays taken. Returns its mark. Raises Faults, NoSuchCase."""
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        row = next((each for each in exhibit_rows(session, case) if (each.no, each.branch) == (no, branch)), None)
        if row is None:
            raise Faults(
                [Fault(field="no", value=full_mark(no, branch), cure="kaiji exhibit list で番号を確かめてください")]
            )
        withdraw_exhibit(session, case, row, now=made.clock.now(), by=by, reason=reason)
        return full_mark(no, branch)


def filing_copies(made: Services, ref: str) -> Iterator[FilingCopy]:
    """The exhibits in force as they are filed, by number. Raises NoSuchCase, DamagedExhibit, Faults."""
    look = look_of(made.settings.documents)
    for exhibit in numbered_exhibits(made, ref):
        if exhibit.withdrawn:
            continue
        content = _content(made, exhibit)
        name = file_name((file_mark(exhibit.no, exhibit.branch), exhibit.title), "pdf")
        yield FilingCopy(mark=exhibit.mark, name=name, content=filing_copy(content, exhibit.mark, look))


def _content(made: Services, exhibit: NumberedExhibit) -> Content:
    found = read_content(exhibit_bytes(made.documents, exhibit), exhibit.mark, exhibit.path)
    if isinstance(found, Fault):
        raise Faults([found])
    return found


def _read(files: Sequence[Path], about: ExhibitAbout, by: str, look: Look) -> list[Content]:
    """The files by their content; every fault of them and of what is said of them at once."""
    read = [read_file(path, f"file[{number}]") for number, path in enumerate(files, 1)]
    faults = [each for each in read if isinstance(each, Fault)]
    faults += [
        Fault(field=f"file[{number}]", value=files[number - 1].name, cure="開けません。別の形で保存し直してください")
        for number, each in enumerate(read, 1)
        if isinstance(each, Content) and unfit_for_filing(each, look)
    ]
    if not 1 <= len(files) <= MOST_FILES:
        faults.append(Fault(field="file", value=str(len(files)), cure=f"1～{MOST_FILES} 個のファイルを入れてください"))
    faults += [
        Fault(field=name, value="", cure=cure)
        for name, value, cure in (
            ("title", about.title, "標目（証拠の題名）を書いてください"),
            ("by", by, "入力してください"),
        )
        if not value.strip()
    ]
    if faults:
        raise Faults(faults)
    return [each for each in read if isinstance(each, Content)]


@dataclass(frozen=True, kw_only=True)
class _Item:
    """A file to take in, under a name that tells nothing; what it was called stays sealed in `origin`."""

    title: str
    sha256: str
    raw: bytes = field(repr=False)
    origin: str = field(repr=False)


def _item(content: Content, path: Path) -> _Item:
    digest = hashlib.sha256(content.raw).hexdigest()
    return _Item(
        title=f"import-{digest[:16]}.{content.kind}",
        sha256=digest,
        raw=content.raw,
        origin=json.dumps({"name": path.name}, ensure_ascii=False),
    )


def _kept(made: Services, target: Target, files: dict[str, bytes]) -> tuple[str, NewCapture | None]:
    """Files, manifest and time-stamp on disk, and the row that says so; neither for no files."""
    if not files:
        return "", None
    now = made.clock.now()
    said = {"purpose": str(CapturePurpose.IMPORT), "case": target.ref, "post": target.post_no}
    content = manifest(said, files, now)
    folder = keep_files(made, f"import-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}", files | {MANIFEST: content})
    stamped, _said = stamp_manifest(made, folder, content)
    return folder, NewCapture(
        purpose=CapturePurpose.IMPORT,
        result=CaptureResult.CAPTURED,
        looked_at=now,
        http_status=None,
        because="",
        folder=folder,
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        stamped_at=stamped.at if stamped else None,
        stamped_by=stamped.authority if stamped else "",
    )


def _numbered(
    session: Session, case: CaseRow, documents: list[int], about: ExhibitAbout, made: Services, by: str
) -> Iterator[str]:
    first: ExhibitRow | None = None
    for document in documents:
        row = number_exhibit(
            session,
            case,
            document,
            about=about,
            now=made.clock.now(),
            by=by,
            branch_of=first.no if first else None,
            in_parts=len(documents) > 1,
        )
        first = first or row
        yield full_mark(row.no, row.branch)


def _captured_sha256(made: Services, ref: str, capture_id: int, name: str) -> str:
    """The hash of one file of a capture of the case, after all of its files were checked."""
    capture = next((each for each in list_captures(made.store, ref) if each.id == capture_id and each.folder), None)
    if capture is None:
        cure = "kaiji capture --list --case で番号を確かめてください"
        raise Faults([Fault(field="capture", value=str(capture_id), cure=cure)])
    files = checked_files(made.documents, capture.folder, capture.manifest_sha256)
    if name not in files:
        raise Faults([Fault(field="capture", value=str(capture_id), cure="この保全に画面のファイルはありません")])
    return hashlib.sha256(files[name]).hexdigest()
