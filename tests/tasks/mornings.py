"""Mornings of an invented firm: its people, who reads what, and one case with its dates."""

from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from models.rules.japan_time import JST
from models.tables import (
    AbsenceRow,
    AcknowledgementRow,
    CalendarEntryRow,
    CaseRow,
    DeadlineShownRow,
    MemberRow,
    NoticeRow,
)
from models.terms import AckDoor, AckKind, CalendarStatus, Carriage, NoticeKind
from tasks.case_store.facts import key_of
from tasks.wiring import Services

WEDNESDAY = date(2026, 1, 14)  # the day after the cases of these tests are opened


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST)


def member(made: Services, mail: str) -> int:
    """The member with this address."""
    with made.store.read() as session:
        return next(key_of(row) for row in session.exec(select(MemberRow)) if row.email == mail)


def away(made: Services, who: int, delegate: int, day: date = WEDNESDAY) -> None:
    with made.store.write() as session:
        session.add(
            AbsenceRow(
                member_id=who,
                delegate_id=delegate,
                from_on=day,
                to_on=day,
                recorded_at=made.clock.now(),
                recorded_by="事務",
            )
        )


def digests(made: Services) -> list[NoticeRow]:
    with made.store.read() as session:
        return list(
            session.exec(select(NoticeRow).where(NoticeRow.kind == NoticeKind.DIGEST).order_by(col(NoticeRow.id)))
        )


def read(digest: NoticeRow) -> dict[str, list[dict[str, Any]]]:
    """What a digest says, without its empty headings."""
    return {name: lines for name, lines in digest.content["sections"].items() if lines}


def waiting(made: Services) -> list[NoticeRow]:
    """Lines of the outbox."""
    with made.store.read() as session:
        query = select(NoticeRow).where(NoticeRow.carriage == Carriage.DIGEST).order_by(col(NoticeRow.id))
        return list(session.exec(query))


def shown(made: Services, key: str) -> DeadlineShownRow:
    with made.store.read() as session:
        return session.exec(select(DeadlineShownRow).where(DeadlineShownRow.key == key)).one()


def move_shown(made: Services, key: str, act_by: date) -> None:
    """Let a date of the desk be another day, as if its case said so."""
    with made.store.write() as session:
        row = session.exec(select(DeadlineShownRow).where(DeadlineShownRow.key == key)).one()
        row.due_on = row.act_by = act_by
        session.add(row)


def change_case(made: Services, ref: str, **values: object) -> None:
    with made.store.write() as session:
        row = session.exec(select(CaseRow).where(CaseRow.ref == ref)).one()
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def withdraw(made: Services, key: str) -> None:
    """Let a date be gone, as settling leaves it."""
    with made.store.write() as session:
        session.delete(session.exec(select(DeadlineShownRow).where(DeadlineShownRow.key == key)).one())
        entry = session.exec(select(CalendarEntryRow).where(CalendarEntryRow.key == key)).one()
        entry.status, entry.changed_at = CalendarStatus.CANCELLED, made.clock.now()
        session.add(entry)


def own(made: Services, topic: str, stated_on: date) -> None:
    """Somebody owns this date of the first case, and nothing else happens."""
    with made.store.write() as session:
        session.add(
            AcknowledgementRow(
                case_id=1,
                topic=topic,
                stated_on=stated_on,
                kind=AckKind.SEEN,
                member_id=1,
                door=AckDoor.UI,
                said_at=made.clock.now(),
                recorded_at=made.clock.now(),
                entered_by="事務",
                dedupe=f"{topic}:{stated_on}",
            )
        )
