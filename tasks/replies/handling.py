"""What a kept mail leads to: an acknowledgement, a bounce, one polite answer, or a place in the queue; once."""

import re
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.answers.faults import Faults
from models.rules.japan_time import japan_date, start_of
from models.rules.office_hours import office_moment
from models.rules.own_words import own_words
from models.rules.reminders import GIVE_UP_AFTER
from models.rules.replies import Reply, read_reply
from models.tables import MailInRow, MemberRow, NoticeRow, OfficeTaskRow
from models.terms import AckDoor, AckKind, MailVerdict, NoticeKind, OfficeTaskKind
from tasks.acknowledging import acknowledge
from tasks.case_store.bounced import bounced_ids, note_bounce
from tasks.case_store.facts import lock_case
from tasks.case_store.mail_in import CUT, close_mail, locked_unread, queue_mail, raw_of
from tasks.case_store.office_tasks import end_task
from tasks.replies.bounces import Bounce
from tasks.replies.incoming import CODE, Incoming, read_mail
from tasks.replies.matching import Match, guess, match
from tasks.wiring import Services

MOST_ANSWERS_A_DAY = 3
OLDEST_REPLY = timedelta(days=14)
# Faults of an acknowledgement that the writer can do nothing about: what was owned is over, or nothing was asked.
_IDLE_FAULTS = {"notice", "date", "ref"}
_CODED = re.compile(rf"[(\[【]?\s*(?:返信番号\s*:|reply code\s*:)?\s*{CODE.pattern}\s*[)\]】]?", re.IGNORECASE)


def handle(made: Services, mail_id: int) -> None:
    """Act on one kept mail. Repeating it after a kill changes nothing: every effect is a row that is there once."""
    with made.store.read() as session:
        row = session.get_one(MailInRow, mail_id)
        raw, cut, received_at = raw_of(row), row.note == CUT, row.received_at
        mail = read_mail(raw)
        found = match(session, mail)
        names = _names(session, found, made.settings.firm.name)
    if cut:
        _queue(made, mail_id, mail, found, "too_large")
    elif mail.bounce is not None:
        _bounced(made, mail_id, mail, mail.bounce)
    elif mail.automatic:
        _close(made, mail_id, found, MailVerdict.AUTO_REPLY, mail.automatic)
    elif not found.may_answer:
        _queue(made, mail_id, mail, found, "")
    else:
        said_at = _said_at(mail, found, received_at)
        reply = read_reply(_without_codes(mail.text), said_on=japan_date(said_at), names=names)
        _answered(made, mail_id, mail, found, reply, said_at)


def _names(session: Session, found: Match, firm: str) -> tuple[str, ...]:
    member = session.get(MemberRow, found.member_id) if found.member_id else None
    return (member.name, *member.name.split(), firm) if member else ()


def _without_codes(text: str) -> str:
    return _CODED.sub("", unicodedata.normalize("NFKC", text))


def _said_at(mail: Incoming, found: Match, received_at: datetime) -> datetime:
    """When the writer says they wrote, never before they were asked; another clock than ours is not believed far."""
    dated = mail.dated
    if dated is None or not received_at - OLDEST_REPLY <= dated <= received_at:
        return received_at
    return max(dated, found.asked_at or dated)


def _answered(
    made: Services, mail_id: int, mail: Incoming, found: Match, reply: Reply | None, said_at: datetime
) -> None:
    if reply is None:
        _ask_again(made, mail_id, found, "unclear")
    elif because := _own(made, mail_id, mail, found, reply, said_at):
        _ask_again(made, mail_id, found, because)
    else:
        _close(made, mail_id, found, MailVerdict.ACKNOWLEDGED, "")


def _own(made: Services, mail_id: int, mail: Incoming, found: Match, reply: Reply, said_at: datetime) -> str:
    """Own what the notice asks for; "" when that is done, else why the writer must be asked again."""
    if found.asked_id is None or found.member_id is None:
        return "not_yours"
    if _ends_task(made, found.asked_id, mail, reply):
        return ""
    with made.store.read() as session:
        name = session.get_one(MemberRow, found.member_id).name
    try:
        acknowledge(
            made,
            found.asked_id,
            reply,
            member_id=found.member_id,
            door=AckDoor.MAIL,
            entered_by=name or f"member {found.member_id}",
            said_at=said_at,
            mail_id=mail_id,
        )
    except Faults as faults:
        fields = {fault.field for fault in faults.faults}
        if "until" in fields:
            return "too_late"
        if "member" in fields:
            return "not_yours"
        return "" if fields <= _IDLE_FAULTS and reply.kind is not AckKind.DEFERRED else "unclear"
    return ""


def _ends_task(made: Services, notice_id: int, mail: Incoming, reply: Reply) -> bool:
    """対応済 to the mail of an office task says how it was done: in the words of the reply.

    Of a date that nobody has owned it says what it says of the date itself; the task ends with that.
    """
    now = made.clock.now()
    with made.store.write() as session:
        notice = session.get_one(NoticeRow, notice_id)
        if notice.kind is not NoticeKind.OFFICE_TASK or notice.content.get("task_kind") == OfficeTaskKind.UNOWNED:
            return False
        if notice.case_id is not None:
            lock_case(session, notice.case_id)
        task = session.get(OfficeTaskRow, notice.content.get("task_id"))
        if task and task.done_at is None and reply.kind is AckKind.DONE:
            end_task(session, task, how=own_words(mail.text), by=mail.sender, now=now)
        return reply.kind is not AckKind.DEFERRED


def _ask_again(made: Services, mail_id: int, found: Match, because: str) -> None:
    now = made.clock.now()
    with made.store.write() as session:
        row = locked_unread(session, mail_id)
        if row is None:
            return
        _note(row, found)
        close_mail(session, row, MailVerdict.NOT_UNDERSTOOD, now, because=because)
        _answer(session, row, found, because, now)


def _answer(session: Session, row: MailInRow, found: Match, because: str, now: datetime) -> None:
    """One polite answer a mail, a few a day: a robot that answers robots never stops."""
    query = select(func.count()).where(
        NoticeRow.kind == NoticeKind.NOT_UNDERSTOOD,
        NoticeRow.member_id == found.member_id,
        col(NoticeRow.written_at) >= start_of(japan_date(now)),
    )
    if session.exec(query).one() >= MOST_ANSWERS_A_DAY:
        return
    asked = session.get(NoticeRow, found.asked_id) if found.asked_id else None
    # Whoever is no one in that case hears nothing of it, not even its reference.
    case_id = asked.case_id if asked and found.may_answer else None
    session.add(
        NoticeRow(
            case_id=case_id,
            kind=NoticeKind.NOT_UNDERSTOOD,
            member_id=found.member_id,
            dedupe=f"not_understood:{row.id}",
            topic=f"mail:{row.id}",
            content={"because": because, "asked_for": found.asked_id},
            written_at=now,
            not_before=now,
            give_up_at=now + GIVE_UP_AFTER,
        )
    )


def _queue(made: Services, mail_id: int, mail: Incoming, found: Match, because: str) -> None:
    now = made.clock.now()
    with made.store.write() as session:
        row = locked_unread(session, mail_id)
        if row is None:
            return
        _note(row, found)
        row.guess_ref, why = guess(session, mail, found)
        queue_mail(session, row, because or why, now, _office(made, now))
        if why == "not_yours":
            _answer(session, row, found, why, now)


def give_up(made: Services, mail_id: int) -> None:
    """Leave to a person a mail that could not be acted on."""
    _queue(made, mail_id, Incoming(), Match(), "unreadable")


def _bounced(made: Services, mail_id: int, mail: Incoming, bounce: Bounce) -> None:
    """For good: the notice has not arrived. Late, or arrived after all: nothing is to be done."""
    now = made.clock.now()
    with made.store.write() as session:
        row = locked_unread(session, mail_id)
        if row is None:
            return
        notices = bounced_ids(session, bounce.ids, mail.codes)
        row.notice_id = notices[0] if notices else None
        if not bounce.failed:
            close_mail(session, row, MailVerdict.AUTO_REPLY, now, because="late")
        elif not notices:
            queue_mail(session, row, "bounce_unknown", now, _office(made, now))
        else:
            for notice_id in sorted(notices):
                note_bounce(session, notice_id, status=bounce.status, mail_id=mail_id, now=now)
            close_mail(session, row, MailVerdict.BOUNCE, now, because=bounce.status)


def _office(made: Services, now: datetime) -> datetime:
    return office_moment(now, made.law.calendar, made.law.alarms.office)


def _close(made: Services, mail_id: int, found: Match, verdict: MailVerdict, because: str) -> None:
    with made.store.write() as session:
        row = locked_unread(session, mail_id)
        if row is not None:
            _note(row, found)
            close_mail(session, row, verdict, made.clock.now(), because=because)


def _note(row: MailInRow, found: Match) -> None:
    row.notice_id, row.member_id = found.notice_id, found.member_id
