"""A case whose dates were mailed to its attorney, and what came of the mail that came back."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import col, select

from models.tables import AcknowledgementRow, MailInRow, NoticeRow, OfficeTaskRow
from models.terms import Carriage, NoticeKind, OfficeTaskKind
from tasks.case_store.facts import key_of
from tasks.case_store.mail_in import keep
from tasks.case_store.members import ensure_member
from tasks.replies.handling import handle
from tasks.replies.incoming import read_mail
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import add_digest, change, claim, row, rows, sent

ATTORNEY, SUPERVISOR = PLANTED["attorney's mail"], PLANTED["supervisor's mail"]
OPERATIONS, STRANGER = "operations@firm.example", "someone@elsewhere.example"
OTHER = "other.attorney@firm.example"


def asked(made: Services) -> NoticeRow:
    """The first of the notices that ask the attorney of a new case to own a date, as it left; the others left too."""
    opened(made)
    waiting = questions(made)
    for notice_id in waiting:
        change(made, notice_id, carriage=Carriage.SINGLE, not_before=made.clock.now())
        claim(made, notice_id)
        sent(made, notice_id)
    return row(made, waiting[0])


def questions(made: Services) -> list[int]:
    """Notices of the case that ask for somebody who owns the date."""
    return [
        key_of(found) for found in rows(made, NoticeKind.DEADLINE) if found.cancelled_at is None and found.ack_hours
    ]


def asked_by_digest(made: Services) -> list[str]:
    """The same dates, told by one digest <digest@firm.example>; their topics."""
    opened(made)
    lines = questions(made)
    digest = add_digest(made, *lines)
    change(made, digest, message_id="<digest@firm.example>", sent_to_id=row(made, lines[0]).member_id)
    sent(made, digest)
    return [row(made, line).topic for line in lines]


def with_operations(made: Services) -> None:
    """The firm has somebody for its office tasks."""
    with made.store.write() as session:
        ensure_member(session, name="運用 係", email=OPERATIONS, language="ja", now=made.clock.now(), operations=True)


def with_other(made: Services) -> None:
    """A member who has nothing to do with the case."""
    with made.store.write() as session:
        ensure_member(session, name="別件 三郎", email=OTHER, language="en", now=made.clock.now())


def comes_in(made: Services, raw: bytes) -> MailInRow:
    """Keep a mail and act on it, as a sweep does; the row afterwards."""
    read = read_mail(raw)
    mail_id = keep(made.store, raw, made.clock.now(), sender=read.sender, subject=read.subject)
    handle(made, mail_id)
    return mail_row(made, mail_id)


def mail_row(made: Services, mail_id: int) -> MailInRow:
    """One mail as it is stored."""
    with made.store.read() as session:
        return session.get_one(MailInRow, mail_id)


def acks(made: Services) -> list[AcknowledgementRow]:
    """Who owns what."""
    with made.store.read() as session:
        return list(session.exec(select(AcknowledgementRow).order_by(col(AcknowledgementRow.id))))


def open_tasks(made: Services) -> list[OfficeTaskRow]:
    """What operations have to do."""
    with made.store.read() as session:
        query = select(OfficeTaskRow).where(col(OfficeTaskRow.done_at).is_(None))
        return list(session.exec(query.order_by(col(OfficeTaskRow.id))))


def kinds(made: Services) -> list[OfficeTaskKind]:
    """Kinds of the open tasks."""
    return [task.kind for task in open_tasks(made)]


def answers(made: Services) -> Iterator[tuple[str, int | None]]:
    """Our polite answers: why, and to whom."""
    for found in rows(made, NoticeKind.NOT_UNDERSTOOD):
        yield found.content["because"], found.member_id


def facts(made: Services) -> tuple[object, ...]:
    """All that handling a mail may have changed, to be compared."""
    notices = [(found.dedupe, found.bounced_at, found.cancelled_at) for found in rows(made, *NoticeKind)]
    owned = [(found.topic, found.kind, found.member_id, found.mail_id) for found in acks(made)]
    tasks = [(task.dedupe, task.done_at) for task in open_tasks(made)]
    return notices, owned, tasks


def owned(made: Services) -> list[tuple[str, str, date | None]]:
    """What is owned, how, until when."""
    return [(found.topic, found.kind.value, found.until_on) for found in acks(made)]
