"""The registries' answers of one case as papers: made of the kept answers, stored once, listed."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import CaseRow, DocumentRow
from models.terms import DocumentKind
from tasks.case_store import docket
from tasks.case_store.facts import case_row, key_of
from tasks.exhibits import Exhibit, exhibit_answer, exhibit_paper, render_exhibit
from tasks.papers.look import look_of
from tasks.papers.making import own_templates
from tasks.papers.typesetting import to_pdf
from tasks.wiring import Services

_ANSWER = re.compile(r"registry-(\d+)-")
_EXHIBIT = re.compile(r"exhibit-(\d+)-")


class NoAnswers(LookupError):
    """No registry has answered about that communication."""


@dataclass(frozen=True, kw_only=True)
class Exhibited:
    """One stored paper: its number as a document, where it lies below KAIJI_HOME/documents, and its hash."""

    document_id: int
    observation_id: int
    path: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """One paper before it is stored; its title hashes what it was made of."""

    observation_id: int
    title: str
    pdf: bytes = field(repr=False)


def make_exhibits(made: Services, ref: str, observation_id: int | None = None) -> tuple[Exhibited, ...]:
    """Set the kept answers of one communication, or of every one, as PDF; the same answers are the same paper.

    Raises NoSuchCase, NoAnswers, ValueError (a kept answer was changed).
    """
    with made.store.read() as session:
        kept = _answers(session, case_row(session, ref))
    wanted = {n: rows for n, rows in kept.items() if observation_id in {None, n}}
    if not wanted:
        known = ", ".join(str(number) for number in kept) or "なし"
        msg = f"{ref}: 登録機関の回答がある通信の番号は {known}"
        raise NoAnswers(msg)
    papers = [_paper(made, ref, n, rows) for n, rows in wanted.items()]
    with made.store.write() as session:
        case = case_row(session, ref, lock=True)
        return tuple(_kept_once(session, made, case, paper) for paper in papers)


def list_exhibits(made: Services, ref: str) -> tuple[Exhibited, ...]:
    """All such papers ever made of one case, oldest first. Raises NoSuchCase."""
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


def _paper(made: Services, ref: str, observation_id: int, rows: Sequence[DocumentRow]) -> _Paper:
    answers = [exhibit_answer(made.documents.get(row.path), row.sha256, json.loads(row.origin or "{}")) for row in rows]
    exhibit = Exhibit(case_ref=ref, observation_id=observation_id, answers=tuple(answers))
    html = render_exhibit(exhibit, own_templates(made.settings.root))
    digest = hashlib.sha256(html.encode()).hexdigest()
    pdf = to_pdf(exhibit_paper(exhibit, html), look_of(made.settings.documents))
    return _Paper(observation_id=observation_id, title=f"exhibit-{observation_id}-{digest[:8]}.pdf", pdf=pdf)


def _kept_once(session: Session, made: Services, case: CaseRow, paper: _Paper) -> Exhibited:
    known = select(DocumentRow).where(DocumentRow.case_id == case.id, DocumentRow.title == paper.title)
    row = session.exec(known).first() or _stored(session, made, case, paper)
    return _listed(row, paper.observation_id)


def _stored(session: Session, made: Services, case: CaseRow, paper: _Paper) -> DocumentRow:
    now = made.clock.now()
    row = DocumentRow(
        case_id=key_of(case),
        kind=DocumentKind.EVIDENCE,
        title=paper.title,
        path=made.documents.put(case.ref, paper.title, paper.pdf),
        sha256=hashlib.sha256(paper.pdf).hexdigest(),
        created_at=now,
    )
    session.add(row)
    session.flush()
    docket.append(session, key_of(case), now, "kaiji", "exhibit_made", document=paper.title, sha256=row.sha256)
    return row


def _listed(row: DocumentRow, observation_id: int) -> Exhibited:
    return Exhibited(
        document_id=key_of(row),
        observation_id=observation_id,
        path=row.path,
        sha256=row.sha256,
        made_at=row.created_at,
    )
