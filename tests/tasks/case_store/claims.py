"""Claiming and looking at notices, as the tests of the outbox do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from models.rules.digests import DigestLine
from models.tables import DeliveryAttemptRow, MemberRow, NoticeRow
from models.terms import AttemptResult, Carriage, NoticeKind
from tasks.case_store.digests import make_digest
from tasks.case_store.facts import key_of
from tasks.case_store.outbox import DueNotice, claim_notices, due_notice_ids
from tasks.case_store.outcomes import mark_sent
from tasks.mail import message_id, reply_code
from tasks.wiring import Services


def stamp(made: Services) -> Callable[[str], tuple[str, str]]:
    """Message-ID and reply code as delivery gives them."""
    return lambda dedupe: (message_id(made.mail_key, dedupe, "firm.example"), reply_code(made.mail_key, dedupe))


def claim(made: Services, *ids: int) -> list[DueNotice]:
    """Claim these now."""
    return claim_notices(made.store, ids, stamp(made), now=made.clock.now(), wall=made.wall.now())


def sent(made: Services, notice_id: int, proof: str = "250 ok") -> None:
    """Prove that it left now."""
    mark_sent(made.store, {notice_id: proof}, made.law, made.clock.now())


def due(made: Services) -> list[int]:
    """What may go now."""
    return due_notice_ids(made.store, made.clock.now())


def row(made: Services, notice_id: int) -> NoticeRow:
    """The notice as it is stored."""
    with made.store.read() as session:
        return session.get_one(NoticeRow, notice_id)


def rows(made: Services, *kinds: NoticeKind) -> list[NoticeRow]:
    """All notices of these kinds."""
    with made.store.read() as session:
        query = select(NoticeRow).where(col(NoticeRow.kind).in_(kinds)).order_by(col(NoticeRow.id))
        return list(session.exec(query))


def change(made: Services, notice_id: int, **changes: object) -> None:
    """Store the notice with other values."""
    with made.store.write() as session:
        found = session.get_one(NoticeRow, notice_id)
        for name, value in changes.items():
            setattr(found, name, value)
        session.add(found)


def attempts(made: Services, notice_id: int) -> list[tuple[AttemptResult, str]]:
    """What was noted about tries that were no success."""
    with made.store.read() as session:
        query = select(DeliveryAttemptRow).where(DeliveryAttemptRow.notice_id == notice_id)
        return [(found.result, found.said) for found in session.exec(query.order_by(col(DeliveryAttemptRow.id)))]


def mail_of(made: Services, notice_id: int) -> str:
    """The address of whom a notice is meant for."""
    with made.store.read() as session:
        member_id = session.get_one(NoticeRow, notice_id).member_id
        return session.get_one(MemberRow, member_id).email


def add_digest(made: Services, *line_ids: int) -> int:
    """A digest to the first line's member that carries these notices."""
    now = made.clock.now()
    lines = []
    for line_id in line_ids:
        change(made, line_id, carriage=Carriage.DIGEST)
        lines.append(_line(row(made, line_id), now.date()))
    member_id = row(made, line_ids[0]).member_id or 0
    assert make_digest(made.store, member_id, lines, day=now.date(), now=now, give_up_at=now + timedelta(hours=9))
    return key_of(rows(made, NoticeKind.DIGEST)[-1])


def _line(found: NoticeRow, day: date) -> DigestLine:
    """Two lines of one day are one for the reader: so each has a day of its own."""
    on = day + timedelta(days=key_of(found))
    return DigestLine(
        ref="2026-0001",
        topic=found.topic,
        deadline_kind=None,
        subject="",
        stage="log_preservation",
        due_on=on,
        act_by=on,
        notice_id=key_of(found),
    )


def add_notices(made: Services, like: int, count: int) -> list[int]:
    """More notices, like this one but of other facts."""
    with made.store.write() as session:
        kept = session.get_one(NoticeRow, like).model_dump(exclude={"id"})
        more = [NoticeRow(**kept | {"dedupe": f"{kept['dedupe']}:{number}"}) for number in range(count)]
        session.add_all(more)
        session.flush()
        return [key_of(found) for found in more]


@contextmanager
def statements(made: Services) -> Iterator[list[str]]:
    """What the database is asked inside."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    sa.event.listen(made.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(made.store.engine, "before_cursor_execute", note)
