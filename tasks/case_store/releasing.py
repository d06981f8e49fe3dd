"""The version that leaves: word for word what the attorney read, without the line that calls it a draft."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from models.answers.faults import Fault, Faults
from models.tables import CaseRow, LetterRow
from models.terms import PaperFormat, PaperRole, VersionOrigin
from tasks.case_store.staleness import redrawn
from tasks.case_store.versions import (
    Origin,
    StoredFile,
    Version,
    add_version,
    current_version,
    sheet_in,
    store_files,
)
from tasks.letter_values import values_of
from tasks.papers.look import look_of
from tasks.papers.making import MadeFile, files_of, without_draft_line
from tasks.wiring import Services

_CHANGED_CURE = "確認している間に変わりました。画面を更新して、もう一度内容を確かめてください"


@dataclass(frozen=True, kw_only=True)
class Read:
    """What an attorney's release rests on: the version that was read and the facts as they were then."""

    letter_id: int
    version: int
    facts: str


@dataclass(frozen=True, kw_only=True)
class ReleasedPaper:
    """The files that leave, stored already, and what they were drawn from."""

    read: Read
    origin: Origin
    files: tuple[StoredFile, ...]


def read_by_attorney(made: Services, letter_id: int) -> Read:
    """Note version and facts before anything is checked: a change while the checks run is then seen."""
    with made.store.read() as session:
        return _read(session, made, session.get_one(LetterRow, letter_id))


def released_paper(made: Services, read: Read) -> ReleasedPaper:
    """Make and store the files that leave. Raises MarkupFault, LookFault."""
    with made.store.read() as session:
        letter = session.get_one(LetterRow, read.letter_id)
        case = session.get_one(CaseRow, letter.case_id)
        version = current_version(session, read.letter_id)
    if version.kind is VersionOrigin.EDITED:
        return ReleasedPaper(read=read, origin=version.origin, files=version.files)
    files = store_files(made.documents, case.ref, _files(made, case, letter, version))
    return ReleasedPaper(read=read, origin=version.origin, files=files)


def keep_released(made: Services, paper: ReleasedPaper, session: Session, by: str, now: datetime) -> None:
    """Record the released version in the caller's transaction. Raises Faults when it changed meanwhile."""
    letter = session.get_one(LetterRow, paper.read.letter_id)
    if _read(session, made, letter) != paper.read:
        name = f"{letter.subject}/{letter.kind}:{letter.no}"
        raise Faults([changed_since_read(name)])
    add_version(session, letter, kind=VersionOrigin.RELEASED, origin=paper.origin, files=paper.files, by=by, now=now)


def changed_since_read(name: str) -> Fault:
    """The letter of this name is another one than the attorney read."""
    return Fault(field="letter", value=name, cure=_CHANGED_CURE)


def _read(session: Session, made: Services, letter: LetterRow) -> Read:
    letter_id = letter.id or 0
    version = current_version(session, letter_id)
    context = redrawn(session, made, letter) if version.no else None
    facts = Origin(law="", templates="", material=values_of(context)).sha256 if context else ""
    return Read(letter_id=letter_id, version=version.no, facts=facts)


def _files(made: Services, case: CaseRow, letter: LetterRow, version: Version) -> Iterator[MadeFile]:
    look = look_of(made.settings.documents)
    for role, no in version.papers():
        page = version.file(role, PaperFormat.HTML, no)
        if page is None:
            continue
        words = without_draft_line(made.documents.get(page.path).decode())
        if version.no == 0:
            yield _page_only(letter, words)
        else:
            sheet = replace(sheet_in(case, letter, version, role, no), version=version.no + 1)
            yield from files_of(words, sheet, look)


def _page_only(letter: LetterRow, words: str) -> MadeFile:
    """A letter drafted before versions were kept leaves as it was drafted: a page to print."""
    content = words.encode()
    digest = hashlib.sha256(content).hexdigest()
    name = f"{letter.kind}-{letter.subject.replace(':', '')}-{letter.no}-released-{digest[:8]}.html"
    return MadeFile(role=PaperRole.MAIN, no=1, format=PaperFormat.HTML, name=name, content=content)
