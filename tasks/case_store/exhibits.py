"""Exhibits of one case: made of the kept answers, stored once, listed."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import CaseRow, DocumentRow
from models.terms import DocumentKind
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.exhibits import Exhibit, exhibit_answer, render_exhibit
from tasks.ports import DocumentStore
from tasks.wiring import Services

_ANSWER = re.compile(r"registry-(\d+)-")
_EXHIBIT = re.compile(r"exhibit-(\d+)-")


class NoAnswers(LookupError):
    """No registry has answered about that communication."""


@dataclass(frozen=True, kw_only=True)
class Exhibited:
    """One stored exhibit: where it lies below KAIJI_HOME/documents, and its hash."""

    observation_id: int
    path: str
    sha256: str
    made_at: datetime


def make_exhibits(made: Services, ref: str, observation_id: int | None = None) -> tuple[Exhibited, ...]:
    """Render the kept answers of one communication, or of every one; the same answers are the same paper.

    Raises NoSuchCase, NoAnswers, ValueError (a kept answer was changed).
    """
    now = made.clock.now()
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        kept = _answers(session, case)
        wanted = {n: rows for n, rows in kept.items() if observation_id in {None, n}}
        if not wanted:
            known = ", ".join(str(number) for number in kept) or "なし"
            msg = f"{ref}: 登録機関の回答がある通信の番号は {known}"
            raise NoAnswers(msg)
        return tuple(_made(session, made.documents, case, n, rows, now) for n, rows in wanted.items())


def list_exhibits(made: Services, ref: str) -> tuple[Exhibited, ...]:
    """All exhibits ever made of one case, oldest first. Raises NoSuchCase."""
    with made.store.read() as session:
        case = case_row(session, ref)
        query = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.kind == DocumentKind.EVIDENCE)
        rows = session.exec(query.order_by(col(DocumentRow.id)))
        return tuple(_listed(row, int(found[1])) for row in rows if (found := _EXHIBIT.match(row.title)))


def _answers(session: Session, case: CaseRow) -> dict[int, list[DocumentRow]]:
    """Kept answers by observation, in the order of their receipt."""
    query = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.kind == DocumentKind.REGISTRY_ANSWER)
    found: dict[int, list[DocumentRow]] = {}
    for row in session.exec(query.order_by(col(DocumentRow.id))):
        number = _ANSWER.match(row.title)
        if number:
            found.setdefault(int(number[1]), []).append(row)
    return found


def _made(
    session: Session,
    documents: DocumentStore,
    case: CaseRow,
    observation_id: int,
    rows: Sequence[DocumentRow],
    now: datetime,
) -> Exhibited:
    answers = [exhibit_answer(documents.get(row.path), row.sha256, json.loads(row.origin or "{}")) for row in rows]
    exhibit = Exhibit(case_ref=case.ref, observation_id=observation_id, answers=tuple(answers))
    content = render_exhibit(exhibit).encode()
    digest = hashlib.sha256(content).hexdigest()
    title = f"exhibit-{observation_id}-{digest[:8]}.html"
    known = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == title)
    row = session.exec(known).first() or _stored(session, documents, case, title, content, now)
    return _listed(row, observation_id)


def _stored(
    session: Session, documents: DocumentStore, case: CaseRow, title: str, content: bytes, now: datetime
) -> DocumentRow:
    row = DocumentRow(
        case_id=key_of(case),
        kind=DocumentKind.EVIDENCE,
        title=title,
        path=documents.put(case.ref, title, content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    docket.append(session, key_of(case), now, "kaiji", "exhibit_made", document=title, sha256=row.sha256)
    return row


def _listed(row: DocumentRow, observation_id: int) -> Exhibited:
    return Exhibited(observation_id=observation_id, path=row.path, sha256=row.sha256, made_at=row.created_at)
