"""Drafts that wait for an attorney's release, in all open cases: one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models.tables import CaseRow, LetterRow, WaitRow
from models.terms import CaseStatus, LetterKind, LetterState, WaitKind
from tasks.case_store.engine import Store
from tasks.case_store.facts import key_of


@dataclass(frozen=True, kw_only=True)
class WaitingDraft:
    """One draft with the open wait for its release."""

    ref: str
    wait_id: int
    letter_id: int
    kind: LetterKind
    subject: str
    no: int
    due_on: date | None

    @property
    def name(self) -> str:
        """How the letter is called wherever it is waited for."""
        return f"{self.subject}/{self.kind}:{self.no}"


def waiting_drafts(store: Store, kinds: Collection[LetterKind], refs: Collection[str]) -> list[WaitingDraft]:
    """Drafts of these kinds (none: all) of these cases (none: all open ones), what is due first coming first."""
    query = (
        select(CaseRow.ref, WaitRow, LetterRow)
        .join(WaitRow, col(WaitRow.case_id) == col(CaseRow.id))
        .join(LetterRow, col(LetterRow.id) == col(WaitRow.letter_id))
        .where(CaseRow.status == CaseStatus.OPEN, WaitRow.state == "open", WaitRow.kind == WaitKind.LETTER_RELEASE)
        .where(LetterRow.state == LetterState.DRAFTED)
    )
    query = query.where(col(LetterRow.kind).in_(kinds)) if kinds else query
    query = query.where(col(CaseRow.ref).in_(refs)) if refs else query
    with store.read() as session:
        found = [_waiting(ref, wait, letter) for ref, wait, letter in session.exec(query)]
    return sorted(found, key=lambda draft: (draft.due_on or date.max, draft.ref, draft.name))


def _waiting(ref: str, wait: WaitRow, letter: LetterRow) -> WaitingDraft:
    return WaitingDraft(
        ref=ref,
        wait_id=key_of(wait),
        letter_id=key_of(letter),
        kind=letter.kind,
        subject=letter.subject,
        no=letter.no,
        due_on=wait.due_on,
    )
