"""Every row of one case as a hand-over needs it, read at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from models.tables import (
    CaptureRow,
    CaseRow,
    DocketRow,
    DocumentRow,
    ExhibitRow,
    ExpenseRow,
    HopRow,
    LetterRow,
    LetterVersionRow,
    ObservationRow,
    PaperFileRow,
    PersonRow,
    PostRow,
    StepRow,
)
from models.tables.sealing import SealError
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of

_Row = TypeVar("_Row", bound=SQLModel)


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """The rows of one case, each group in the order in which it came to be. Personal: the firm's own paper only.

    `docket_fault` says what breaks the chain of the docket; None when every hash was recomputed and holds.
    """

    case: CaseRow = field(repr=False)
    people: Sequence[PersonRow] = field(repr=False)
    posts: Sequence[PostRow] = field(repr=False)
    observations: Sequence[ObservationRow] = field(repr=False)
    hops: Sequence[HopRow] = field(repr=False)
    steps: Sequence[StepRow] = field(repr=False)
    letters: Sequence[LetterRow] = field(repr=False)
    versions: Sequence[LetterVersionRow] = field(repr=False)
    files: Sequence[PaperFileRow] = field(repr=False)
    documents: Sequence[DocumentRow] = field(repr=False)
    exhibits: Sequence[ExhibitRow] = field(repr=False)
    captures: Sequence[CaptureRow] = field(repr=False)
    expenses: Sequence[ExpenseRow] = field(repr=False)
    docket: Sequence[DocketRow] = field(repr=False)
    docket_fault: str | None


def read_record(store: Store, ref: str) -> CaseRecord:
    """Read all of one case. Raises NoSuchCase, SealError."""
    with store.read() as session:
        case = case_row(session, ref)
        letters = _of_case(session, LetterRow, case)
        versions = _versions(session, [key_of(letter) for letter in letters])
        found = CaseRecord(
            case=case,
            people=_of_case(session, PersonRow, case),
            posts=_of_case(session, PostRow, case),
            observations=_of_case(session, ObservationRow, case),
            hops=_of_case(session, HopRow, case),
            steps=_of_case(session, StepRow, case),
            letters=letters,
            versions=versions,
            files=_files(session, [key_of(version) for version in versions]),
            documents=_of_case(session, DocumentRow, case),
            exhibits=_of_case(session, ExhibitRow, case),
            captures=_of_case(session, CaptureRow, case),
            expenses=_of_case(session, ExpenseRow, case),
            **_docket(session, case),
        )
        session.expunge_all()
        return found


def _docket(session: Session, case: CaseRow) -> dict[str, Any]:
    """The docket with its verdict; one that cannot be opened keeps nobody from the rest of the case."""
    try:
        return {"docket": docket.entries(session, key_of(case)), "docket_fault": docket.fault_of(session, case)}
    except SealError as fault:
        return {"docket": (), "docket_fault": f"an entry cannot be opened: {fault}"}


def _of_case(session: Session, table: type[_Row], case: CaseRow) -> list[_Row]:
    case_id, row_id = getattr(table, "case_id"), getattr(table, "id")  # noqa: B009 (all these tables have both)
    return list(session.exec(select(table).where(case_id == case.id).order_by(row_id)))


def _versions(session: Session, letters: list[int]) -> list[LetterVersionRow]:
    query = select(LetterVersionRow).where(col(LetterVersionRow.letter_id).in_(letters))
    return list(session.exec(query.order_by(col(LetterVersionRow.letter_id), col(LetterVersionRow.no))))


def _files(session: Session, versions: list[int]) -> list[PaperFileRow]:
    query = select(PaperFileRow).where(col(PaperFileRow.version_id).in_(versions))
    return list(session.exec(query.order_by(col(PaperFileRow.id))))
