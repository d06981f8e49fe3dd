"""`kaiji import`: what an attorney edited becomes a version of the letter, and leaves exactly as it is.

What leaves is decided in `releasing.released_paper`: of an EDITED version it takes `version.files` as they lie here.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from models.answers.faults import Fault, Faults
from models.tables import CaseRow, LetterRow, WaitRow
from models.terms import LetterState, PaperFormat, PaperRole, VersionOrigin
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.settling import settle
from tasks.case_store.staleness import origin_now
from tasks.case_store.versions import (
    StoredFile,
    Version,
    add_version,
    current_version,
    sheet_in,
    store_files,
    words_of,
)
from tasks.papers.certified import certified_pdf
from tasks.papers.edited import EditedPaper, Expected, GivenFile, PaperKey, edited_papers, packed
from tasks.papers.look import Look, look_of
from tasks.papers.making import MadeFile, Sheet, files_of, made_file, without_draft_line
from tasks.papers.office_pdf import office_pdf
from tasks.papers.pdf_reading import filing_faults, read_pdf
from tasks.papers.typesetting import missing_glyphs, to_pdf
from tasks.papers.word import to_docx
from tasks.wiring import Services

_SIDE: Mapping[PaperRole, str] = {PaperRole.SENDER_COPY: "発信者用の写し", PaperRole.CERTIFIED: "内容証明用の書面"}


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The version that holds the files; `is_new` is False when the same files were brought back before."""

    letter: str
    version: Version
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class _Letter:
    """The letter as it was when its files were looked at."""

    case: CaseRow
    row: LetterRow
    version: Version

    @property
    def name(self) -> str:
        return f"{self.row.subject}/{self.row.kind}:{self.row.no}"


def import_edited(made: Services, ref: str, letter_id: int, given: Sequence[GivenFile], by: str) -> Imported:
    """Check the files and record them as the letter's EDITED version. Raises Faults with all of them, NoSuchCase.

    Files are made and stored before the one transaction; a kill until then leaves files only.
    """
    if not by.strip():
        raise Faults([Fault(field="--by", value=by, cure="取り込む人の氏名を入れてください")])
    letter = _letter(made, ref, letter_id)
    brought = {hashlib.sha256(file.content).hexdigest() for file in given}
    if letter.version.kind is VersionOrigin.EDITED and brought and brought <= {f.sha256 for f in letter.version.files}:
        return Imported(letter=letter.name, version=letter.version, is_new=False)
    edited = {paper.key: paper for paper in edited_papers(given, _expected(made, letter))}
    _complete(letter.version, edited)
    files = (*store_files(made.documents, ref, _files(made, letter, edited)), *_kept(letter.version, edited))
    return Imported(letter=letter.name, version=_record(made, ref, letter, files, by), is_new=True)


def _letter(made: Services, ref: str, letter_id: int) -> _Letter:
    with made.store.read() as session:
        case = case_row(session, ref)
        return _open(session, case, letter_id)


def _open(session: Session, case: CaseRow, letter_id: int) -> _Letter:
    """The letter, which must be of this case and a draft. Raises Faults."""
    row = session.get(LetterRow, letter_id)
    if row is None or row.case_id != case.id:
        cure = f"{case.ref} の書面ではありません。番号は kaiji letters {case.ref} で確かめてください"
        raise Faults([Fault(field="LETTER_ID", value=str(letter_id), cure=cure)])
    version = current_version(session, letter_id)
    if row.state is not LetterState.DRAFTED or version.no == 0:
        cure = "取り込めるのは、確認・発信前の草案だけです。発信前に改めるときは return で作り直してください"
        raise Faults([Fault(field="LETTER_ID", value=f"{letter_id}（{row.state}）", cure=cure)])
    return _Letter(case=case, row=row, version=version)


def _expected(made: Services, letter: _Letter) -> Expected:
    """For each paper the names of parties and representatives that stood in it until now."""
    version, names = letter.version, {}
    for key in version.papers():
        sheet = _sheet(letter, key)
        words = packed(words_of(made.documents, version, sheet))
        names[key] = tuple(name for name in sheet.names if name and packed(name) in words)
    return Expected(letter=f"{letter.case.ref} {letter.name}", version=version.no, names=names)


def _sheet(letter: _Letter, key: PaperKey) -> Sheet:
    return sheet_in(letter.case, letter.row, letter.version, *key)


def _complete(version: Version, edited: Mapping[PaperKey, EditedPaper]) -> None:
    """What was derived from a paper must follow it. Raises Faults for what cannot."""
    faults = []
    for role, no in version.papers():
        main = edited.get((PaperRole.MAIN, no))
        if main is None:
            continue
        if role is PaperRole.SENDER_COPY and (role, no) not in edited:
            cure = "本文と同じように直し、その .docx も一緒に渡してください"
            faults.append(Fault(field=_SIDE[role], value=f"{role}:{no}", cure=cure))
        if role is PaperRole.CERTIFIED and main.paper is None:
            cure = "本文の .docx も一緒に渡してください（同じ文から内容証明用の書面を作ります）"
            faults.append(Fault(field=_SIDE[role], value=f"{role}:{no}", cure=cure))
    if faults:
        raise Faults(faults)


def _files(made: Services, letter: _Letter, edited: Mapping[PaperKey, EditedPaper]) -> Iterator[MadeFile]:
    """The files of the new version that are made now; every other paper loses the line that calls it a draft."""
    look = look_of(made.settings.documents)
    for role, no in letter.version.papers():
        sheet = replace(_sheet(letter, (role, no)), version=letter.version.no + 1)
        page = letter.version.file(role, PaperFormat.HTML, no)
        main = edited.get((PaperRole.MAIN, no))
        if (role, no) in edited:
            yield from _given_files(made, edited[role, no], sheet, look)
        elif role is PaperRole.CERTIFIED and main and main.paper:
            paper = replace(main.paper, title=sheet.title, identity=sheet.identity)
            yield made_file(sheet, PaperFormat.PDF, certified_pdf(paper, look, sheet.names))
            yield made_file(sheet, PaperFormat.DOCX, to_docx(paper, look))
        elif page is not None:
            yield from files_of(without_draft_line(made.documents.get(page.path).decode()), sheet, look)


def _kept(version: Version, edited: Mapping[PaperKey, EditedPaper]) -> Iterator[StoredFile]:
    """Papers that an earlier import brought and this one does not touch."""
    mains = {no for role, no in edited if role is PaperRole.MAIN}
    for file in version.files:
        follows = file.role is PaperRole.CERTIFIED and file.no in mains
        drawn = version.file(file.role, PaperFormat.HTML, file.no) is not None
        if (file.role, file.no) not in edited and not drawn and not follows:
            yield file


def _given_files(made: Services, edited: EditedPaper, sheet: Sheet, look: Look) -> Iterator[MadeFile]:
    yield made_file(sheet, PaperFormat.PDF, edited.pdf or _printed(made, edited, look))
    if edited.docx is not None:
        yield made_file(sheet, PaperFormat.DOCX, edited.docx)


def _printed(made: Services, edited: EditedPaper, look: Look) -> bytes:
    """The PDF of a Word file that came without one."""
    soffice = made.settings.documents.soffice
    if edited.paper is None or edited.docx is None:
        raise LookupError("a paper brought back has neither words nor PDF")
    if soffice is not None:
        content = office_pdf(soffice, edited.docx)
        faults = list(filing_faults(read_pdf(content)))
    else:
        content = to_pdf(edited.paper, look)
        cure = "PDF も Word で作り、.docx と一緒に渡してください"
        faults = [
            Fault(field="文字", value=sign, cure=f"書体にない字です。{cure}")
            for sign in missing_glyphs(edited.paper, look)
        ]
    if faults:
        raise Faults(faults)
    return content


def _record(made: Services, ref: str, seen: _Letter, files: tuple[StoredFile, ...], by: str) -> Version:
    """All rows in one transaction, unless the letter was changed since its files were looked at."""
    now = made.clock.now()
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        letter = _open(session, case, key_of(seen.row))
        if letter.version.no != seen.version.no:
            cure = "取り込む間に別の版ができました。kaiji letters で確かめ、もう一度取り込んでください"
            raise Faults([Fault(field="LETTER_ID", value=str(letter.row.id), cure=cure)])
        origin = origin_now(session, made, letter.row)
        kind = VersionOrigin.EDITED
        version = add_version(session, letter.row, kind=kind, origin=origin, files=files, by=by, now=now)
        detail = {"letter": letter.row.kind.value, "subject": letter.row.subject, "no": letter.row.no}
        detail |= {"version": version.no, "sha256": letter.row.sha256}
        docket.append(session, key_of(case), now, by, "letter_edited", **detail)
        case.sheet_hash = None  # what the run shows of the case is out of date
        _ask_anew(session, letter.row)
        settle(session, case, made.law, now, answered=True)
        return version


def _ask_anew(session: Session, letter: LetterRow) -> None:
    """The form that is shown speaks of the version before: it is put again, about this one."""
    for wait in session.exec(select(WaitRow).where(WaitRow.letter_id == letter.id, WaitRow.state == "open")):
        wait.round += 1
        session.add(wait)
