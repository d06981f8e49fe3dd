"""Rows of the case database (SQLModel)."""

from models.tables.case import CaseRow, PersonRow, PostRow
from models.tables.dates import DeadlineShownRow, LawStateRow
from models.tables.desk import BoardLineRow, FindTermRow, SweepNoteRow
from models.tables.evidence import DocumentRow, HopRow, ObservationRow
from models.tables.notices import AbsenceRow, AcknowledgementRow, DeliveryAttemptRow, MemberRow, NoticeRow
from models.tables.office import CalendarEntryRow, FeedCaseRow, HeartbeatRow, MailInRow, OfficeTaskRow
from models.tables.papers import CaptureRow, ExhibitRow, LetterVersionRow, PaperFileRow
from models.tables.registry import RegistryFindingRow, RegistryLeaseRow, RegistryServiceRow
from models.tables.work import DocketRow, ExpenseRow, LetterRow, StepRow, WaitRow

__all__ = [
    "AbsenceRow",
    "AcknowledgementRow",
    "BoardLineRow",
    "CalendarEntryRow",
    "CaptureRow",
    "CaseRow",
    "DeadlineShownRow",
    "DeliveryAttemptRow",
    "DocketRow",
    "DocumentRow",
    "ExhibitRow",
    "ExpenseRow",
    "FeedCaseRow",
    "FindTermRow",
    "HeartbeatRow",
    "HopRow",
    "LawStateRow",
    "LetterRow",
    "LetterVersionRow",
    "MailInRow",
    "MemberRow",
    "NoticeRow",
    "ObservationRow",
    "OfficeTaskRow",
    "PaperFileRow",
    "PersonRow",
    "PostRow",
    "RegistryFindingRow",
    "RegistryLeaseRow",
    "RegistryServiceRow",
    "StepRow",
    "SweepNoteRow",
    "WaitRow",
]
