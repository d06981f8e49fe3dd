"""Notices inside the firm: what they are, how they travel, how people own them, and what comes back."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """社内通知: mail to people of the firm, sent by the system."""

    CASE_OPENED = "case_opened"
    RELEASE_REQUESTED = "release_requested"
    DEADLINE = "deadline"
    ESCALATION = "escalation"
    UNDELIVERABLE = "undeliverable"
    CASE_CLOSED = "case_closed"
    UNACKNOWLEDGED = "unacknowledged"
    IDLE = "idle"
    DIGEST = "digest"
    HEARTBEAT = "heartbeat"
    NOT_UNDERSTOOD = "not_understood"
    OFFICE_TASK = "office_task"


class Carriage(StrEnum):
    """送り方: a mail of its own, or a line of the morning digest."""

    SINGLE = "single"
    DIGEST = "digest"


class AckKind(StrEnum):
    """受領の種類: seen and owned, said to be done, put off to a day."""

    SEEN = "seen"
    DONE = "done"
    DEFERRED = "deferred"


class AckDoor(StrEnum):
    """受領の経路."""

    MAIL = "mail"
    UI = "ui"
    CLI = "cli"


class MailVerdict(StrEnum):
    """受信メールの扱い: nothing that comes in is dropped."""

    ACKNOWLEDGED = "acknowledged"
    NOT_UNDERSTOOD = "not_understood"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    UNMATCHED = "unmatched"
    ASSIGNED = "assigned"
    DISMISSED = "dismissed"


class OfficeTaskKind(StrEnum):
    """所内作業: what operations must see to; it stays until someone says how it was done."""

    BOUNCE = "bounce"
    REFUSED = "refused"
    STALL = "stall"
    UNMATCHED_MAIL = "unmatched_mail"
    UNOWNED = "unowned"
    AUDIT = "audit"
    PAPER = "paper"
    ENGINE = "engine"


class CalendarStatus(StrEnum):
    """予定の状態 (RFC 5545 STATUS)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class AttemptResult(StrEnum):
    """配達の試み: what an attempt that was no success left behind; unknown means the text was handed over."""

    TEMPORARY = "temporary"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Addressee(StrEnum):
    """宛先: whom a notice is for; operations are the firm's, the others the case's."""

    ATTORNEY = "attorney"
    SUPERVISOR = "supervisor"
    OPERATIONS = "operations"
