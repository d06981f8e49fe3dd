"""Drafting one letter: render, store, record; the same letter is drafted once."""

import hashlib
import re

from sqlmodel import Session, select

from models.rules.progress.plan import Draft
from models.tables import CaseRow, DocumentRow, LetterRow
from models.terms import DocumentKind, LetterState
from tasks.case_store import docket
from tasks.case_store.answering import Paper
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.settling import settle
from tasks.letters import render_letter
from tasks.wiring import Services

BLANK = re.compile(r'<mark class="need">【要記入：(.*?)】</mark>')

DRAFT_LINE = '<p class="draft">弁護士の確認・発信前の草案</p>\n'


def draft_letter(made: Services, ref: str, todo: Draft) -> None:
    """Render and record a draft; a draft that exists already stays as it is."""
    now = made.clock.now()
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        known = select(LetterRow).where(
            LetterRow.case_id == case.id,
            LetterRow.kind == todo.letter,
            LetterRow.subject == todo.subject,
            LetterRow.no == todo.no,
        )
        if session.exec(known).first():
            return
        desk = Desk(law=made.law, firm=made.settings.firm, now=now)
        content = render_letter(letter_context(session, case, todo.letter, todo.subject, todo.no, desk)).encode()
        document = _keep(session, made, case, todo, content)
        session.add(
            LetterRow(
                case_id=key_of(case),
                stage=todo.stage,
                kind=todo.letter,
                subject=todo.subject,
                no=todo.no,
                state=LetterState.DRAFTED,
                drafted_at=now,
                path=document.path,
                sha256=document.sha256,
            )
        )
        detail = {"letter": todo.letter.value, "subject": todo.subject, "no": todo.no, "sha256": document.sha256}
        docket.append(session, key_of(case), now, "kaiji", "letter_drafted", **detail)
        settle(session, case, made.law, now, answered=True)


def _keep(session: Session, made: Services, case: CaseRow, todo: Draft, content: bytes) -> DocumentRow:
    """Store one rendered version; the same content is one document."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{todo.letter}-{todo.subject.replace(':', '')}-{todo.no}-{digest[:8]}.html"
    known = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == name)
    found = session.exec(known).first()
    if found:
        return found
    document = DocumentRow(
        case_id=key_of(case),
        kind=DocumentKind.LETTER,
        title=name,
        path=made.documents.put(case.ref, name, content),
        sha256=digest,
        created_at=made.clock.now(),
    )
    session.add(document)
    return document


def released_paper(made: Services, letter_id: int) -> Paper:
    """The paper that an attorney releases: word for word the draft that was read, without the line that says so."""
    with made.store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        case = session.get_one(CaseRow, letter.case_id)
    content = made.documents.get(letter.path).decode().replace(DRAFT_LINE, "").encode()
    digest = hashlib.sha256(content).hexdigest()
    title = f"{letter.kind}-{letter.subject.replace(':', '')}-{letter.no}-released-{digest[:8]}.html"
    return Paper(title=title, path=made.documents.put(case.ref, title, content), sha256=digest)
