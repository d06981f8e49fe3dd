"""Rows of the case database (SQLModel)."""

from models.tables.case import CaseRow, PersonRow, PostRow
from models.tables.dates import DeadlineShownRow, LawStateRow
from models.tables.evidence import DocumentRow, HopRow, ObservationRow
from models.tables.registry import RegistryFindingRow, RegistryLeaseRow, RegistryServiceRow
from models.tables.work import DocketRow, ExpenseRow, LetterRow, NoticeRow, StepRow, WaitRow

__all__ = [
    "CaseRow",
    "DeadlineShownRow",
    "DocketRow",
    "DocumentRow",
    "ExpenseRow",
    "HopRow",
    "LawStateRow",
    "LetterRow",
    "NoticeRow",
    "ObservationRow",
    "PersonRow",
    "PostRow",
    "RegistryFindingRow",
    "RegistryLeaseRow",
    "RegistryServiceRow",
    "StepRow",
    "WaitRow",
]
