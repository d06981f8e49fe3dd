"""The exhibits of one case with their documents; documents that have no number yet; what may be numbered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.answers.faults import Fault, Faults
from models.rules.exhibit_marks import full_mark
from models.rules.progress.plan import japan_day
from models.tables import CaptureRow, CaseRow, DocumentRow, ExhibitRow, LetterRow, PostRow
from models.terms import CaptureResult, DocumentKind, ExhibitForm, LetterState
from tasks.case_store.exhibit_numbers import ExhibitAbout, exhibit_rows
from tasks.case_store.facts import case_row, key_of
from tasks.letter_figures import zen
from tasks.ports import DocumentStore
from tasks.wiring import Services

_SHOWN_INSTEAD: Final = {
    CaptureResult.GONE: "削除後の表示",
    CaptureResult.REFUSED: "閲覧を求めた際の表示",
    CaptureResult.UNCLEAR: "閲覧時の表示",
}


class DamagedExhibit(ValueError):
    """A kept document is not what was kept. The text names the document and its path."""


@dataclass(frozen=True, kw_only=True)
class NumberedExhibit:
    """One exhibit as people see it; `withdrawn` keeps its number."""

    no: int
    branch: int
    title: str = field(repr=False)
    form: ExhibitForm
    author: str = field(repr=False)
    made_on: date | None
    proves: str = field(repr=False)
    document_id: int
    path: str
    sha256: str
    withdrawn: bool

    @property
    def mark(self) -> str:
        """甲第１号証."""
        return full_mark(self.no, self.branch)


@dataclass(frozen=True, kw_only=True)
class Unnumbered:
    """A document of the case that has no number in force. `name` holds refs and numbers only."""

    document_id: int
    kind: DocumentKind
    name: str
    created_at: datetime


def numbered_exhibits(made: Services, ref: str) -> tuple[NumberedExhibit, ...]:
    """All exhibits of a case, withdrawn ones too, by number. Raises NoSuchCase."""
    with made.store.read() as session:
        case = case_row(session, ref)
        return tuple(
            _numbered(row, session.get_one(DocumentRow, row.document_id)) for row in exhibit_rows(session, case)
        )


def unnumbered_documents(made: Services, ref: str) -> tuple[Unnumbered, ...]:
    """Evidence of a case that has no number in force, oldest first. Raises NoSuchCase."""
    with made.store.read() as session:
        case = case_row(session, ref)
        taken = {row.document_id for row in exhibit_rows(session, case) if row.withdrawn_at is None}
        query = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.kind == DocumentKind.EVIDENCE)
        rows = session.exec(query.order_by(col(DocumentRow.id)))
        return tuple(
            Unnumbered(document_id=key_of(row), kind=row.kind, name=row.title, created_at=row.created_at)
            for row in rows
            if row.id not in taken
        )


def exhibit_bytes(documents: DocumentStore, exhibit: NumberedExhibit) -> bytes:
    """The very bytes that were numbered. Raises DamagedExhibit when they are not."""
    return checked_bytes(documents, exhibit.path, exhibit.sha256)


def checked_bytes(documents: DocumentStore, path: str, sha256: str) -> bytes:
    """A kept document, the very one that was kept. Raises DamagedExhibit."""
    try:
        content = documents.get(path)
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DamagedExhibit(f"{path}: 保管した時のものと違うか、ありません（SHA-256 {sha256}）。証拠として使えません")
    return content


def captured_document(
    session: Session, case: CaseRow, capture_id: int, name: str, sha256: str, now: datetime
) -> tuple[int, ExhibitAbout]:
    """The document of one file of a capture, made once, and what is known of it. Raises Faults."""
    capture = session.get(CaptureRow, capture_id)
    if capture is None or capture.case_id != case.id or not capture.folder:
        raise Faults(
            [Fault(field="capture", value=str(capture_id), cure="kaiji capture --list --case で番号を確かめてください")]
        )
    post = session.get(PostRow, capture.post_id) if capture.post_id else None
    about = ExhibitAbout(title=_page_title(post, capture.result), made_on=japan_day(capture.looked_at))
    title = f"capture-{capture_id}-{name}"
    return document_once(session, case, title, f"{capture.folder}/{name}", sha256, now=now), about


def _page_title(post: PostRow | None, result: CaptureResult) -> str:
    """What a capture is called: a page that shows no post is not called the page of the post."""
    page = f"投稿記事{zen(post.no)}のウェブページ" if post else "ウェブページ"
    return page if result is CaptureResult.CAPTURED else f"{page}（{_SHOWN_INSTEAD[result]}）"


def letter_document(session: Session, case: CaseRow, letter_id: int) -> tuple[int, ExhibitAbout]:
    """The document of a letter that was released or sent, and what is known of it. Raises Faults."""
    letter = session.get(LetterRow, letter_id)
    if letter is None or letter.case_id != case.id or letter.state not in {LetterState.RELEASED, LetterState.SENT}:
        raise Faults([Fault(field="letter", value=str(letter_id), cure="発信を確認した書面の番号を入れてください")])
    query = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.path == letter.path)
    document = session.exec(query.order_by(col(DocumentRow.id).desc())).first()
    if document is None:
        raise Faults([Fault(field="letter", value=str(letter_id), cure="この書面の記録がありません")])
    day = letter.sent_at or letter.released_at
    return key_of(document), ExhibitAbout(title="", made_on=japan_day(day) if day else None)


def document_once(  # noqa: PLR0913 (one row)
    session: Session, case: CaseRow, title: str, path: str, sha256: str, *, now: datetime, origin: str | None = None
) -> int:
    """The number of the document with this title and content, made if there is none."""
    row = session.exec(_titled(case, title).where(DocumentRow.sha256 == sha256)).first()
    if row is None:
        row = DocumentRow(
            case_id=key_of(case),
            kind=DocumentKind.EVIDENCE,
            title=title,
            path=path,
            sha256=sha256,
            origin=origin,
            created_at=now,
        )
        session.add(row)
        session.flush()
    return key_of(row)


def known_titles(made: Services, ref: str, titles: Sequence[str]) -> frozenset[str]:
    """Those of the titles that a document of the case has. Raises NoSuchCase."""
    with made.store.read() as session:
        case = case_row(session, ref)
        return frozenset(title for title in titles if session.exec(_titled(case, title)).first())


def _titled(case: CaseRow, title: str) -> SelectOfScalar[DocumentRow]:
    return select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == title)


def _numbered(row: ExhibitRow, document: DocumentRow) -> NumberedExhibit:
    return NumberedExhibit(
        no=row.no,
        branch=row.branch,
        title=row.title,
        form=row.form,
        author=row.author,
        made_on=row.made_on,
        proves=row.proves,
        document_id=row.document_id,
        path=document.path,
        sha256=document.sha256,
        withdrawn=row.withdrawn_at is not None,
    )
