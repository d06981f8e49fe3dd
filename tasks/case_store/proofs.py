"""Proof of a sending as a file: the receipt of the post, the court's stamp, the screen of the filing system."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Final

from sqlmodel import Session, select

from models.answers.faults import Fault, Faults
from models.tables import DocumentRow, StepRow, WaitRow
from models.terms import DocumentKind, WaitKind
from tasks.case_store.facts import key_of
from tasks.ports import DocumentStore

ENDINGS: Final = (".pdf", ".png", ".jpg", ".jpeg", ".eml", ".txt", ".html")
MOST_BYTES: Final = 50_000_000
KeepProof = Callable[[Session, WaitRow, datetime], None]


@dataclass(frozen=True, kw_only=True)
class ProofFile:
    """A file as staff give it; its own name may say anything and is not kept."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


def stored_proof(documents: DocumentStore, ref: str, wait: WaitRow, file: ProofFile) -> KeepProof:
    """Store the file and return what ties it to the sending, in the transaction of the answer. Raises Faults."""
    ending = PurePath(file.name).suffix.lower()
    faults = list(_faults(wait, file, ending))
    if faults:
        raise Faults(faults)
    digest = hashlib.sha256(file.content).hexdigest()
    title = f"proof-letter{wait.letter_id}-{digest[:8]}{ending}"
    path = documents.put(ref, title, file.content)

    def keep(session: Session, answered: WaitRow, now: datetime) -> None:
        step = session.exec(
            select(StepRow).where(StepRow.case_id == answered.case_id, StepRow.dedupe == f"wait:{answered.id}:1")
        ).one()
        document = DocumentRow(
            case_id=answered.case_id,
            kind=DocumentKind.EVIDENCE,
            title=title,
            path=path,
            sha256=digest,
            created_at=now,
        )
        session.add(document)
        session.flush()
        step.document_id = key_of(document)
        session.add(step)
        session.flush()

    return keep


def _faults(wait: WaitRow, file: ProofFile, ending: str) -> list[Fault]:
    checks = (
        (
            wait.kind is not WaitKind.LETTER_SENDING,
            "証拠のファイルを添えられるのは発送・申立て（letter_sending）の回答だけです",
        ),
        (ending not in ENDINGS, f"{'・'.join(ENDINGS)} のいずれかのファイルにしてください"),
        (not file.content, "空のファイルです。受領証などを読み取ったファイルを添えてください"),
        (len(file.content) > MOST_BYTES, f"{MOST_BYTES // 1_000_000}MBまでです。読取りの解像度を下げてください"),
    )
    return [Fault(field="proof_file", value=file.name, cure=cure) for wrong, cure in checks if wrong]
