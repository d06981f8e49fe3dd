"""Drafting one letter: render, store, record; the same letter is drafted once."""

import hashlib
from datetime import datetime

from sqlmodel import select

from models.provisions import Law
from models.tables import CaseRow, DocumentRow, LetterRow
from models.terms import DocumentKind, LetterKind, LetterState, Stage
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.case_store.settling import settle
from tasks.letters import missing, render_letter
from tasks.ports import DocumentStore
from tasks.settings import FirmSection


def draft_letter(
    store: Store,
    documents: DocumentStore,
    law: Law,
    firm: FirmSection,
    *,
    ref: str,
    stage: Stage,
    kind: LetterKind,
    subject: str,
    no: int,
    now: datetime,
) -> None:
    """Render and record a draft; a draft that exists already stays as it is."""
    with store.write() as session:
        case = case_row(session, ref, lock=True)
        known = select(LetterRow).where(
            LetterRow.case_id == case.id, LetterRow.kind == kind, LetterRow.subject == subject, LetterRow.no == no
        )
        if session.exec(known).first():
            return
        html = render_letter(letter_context(session, case, kind, subject, no, Desk(law=law, firm=firm, now=now)))
        content = html.encode()
        digest = hashlib.sha256(content).hexdigest()
        name = f"{kind}-{subject.replace(':', '')}-{no}-{digest[:8]}.html"
        path = documents.put(ref, name, content)
        if not session.exec(select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == name)).first():
            session.add(
                DocumentRow(
                    case_id=key_of(case),
                    kind=DocumentKind.LETTER,
                    title=name,
                    path=path,
                    sha256=digest,
                    created_at=now,
                )
            )
        session.add(
            LetterRow(
                case_id=key_of(case),
                stage=stage,
                kind=kind,
                subject=subject,
                no=no,
                state=LetterState.DRAFTED,
                drafted_at=now,
                path=path,
                sha256=digest,
            )
        )
        docket.append(session, key_of(case), now, "kaiji", "letter_drafted", letter=kind.value, subject=subject, no=no)
        settle(session, case, law, now)


def letter_faults(store: Store, law: Law, firm: FirmSection, letter_id: int, now: datetime) -> tuple[str, ...]:
    """What stands between this draft and its release, in Japanese; empty when it may go."""
    with store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        case = session.get_one(CaseRow, letter.case_id)
        desk = Desk(law=law, firm=firm, now=now)
        return missing(letter_context(session, case, letter.kind, letter.subject, letter.no, desk))
