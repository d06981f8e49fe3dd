"""Rows of the case database (SQLModel)."""

from models.tables.case import CaseRow, PersonRow, PostRow
from models.tables.dates import DeadlineShownRow, LawStateRow
from models.tables.evidence import DocumentRow, HopRow, ObservationRow
from models.tables.notices import AbsenceRow, AcknowledgementRow, DeliveryAttemptRow, MemberRow, NoticeRow
from models.tables.office import CalendarEntryRow, FeedCaseRow, HeartbeatRow, MailInRow, OfficeTaskRow
from models.tables.registry import RegistryFindingRow, RegistryLeaseRow, RegistryServiceRow
from models.tables.work import DocketRow, ExpenseRow, LetterRow, StepRow, WaitRow

__all__ = [
    "AbsenceRow",
    "AcknowledgementRow",
    "CalendarEntryRow",
    "CaseRow",
    "DeadlineShownRow",
    "DeliveryAttemptRow",
    "DocketRow",
    "DocumentRow",
    "ExpenseRow",
    "FeedCaseRow",
    "HeartbeatRow",
    "HopRow",
    "LawStateRow",
    "LetterRow",
    "MailInRow",
    "MemberRow",
    "NoticeRow",
    "ObservationRow",
    "OfficeTaskRow",
    "PersonRow",
    "PostRow",
    "RegistryFindingRow",
    "RegistryLeaseRow",
    "RegistryServiceRow",
    "StepRow",
    "WaitRow",
]
