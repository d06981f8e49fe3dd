"""The mail of one notice: from its row to a finished message, with refs, roles, sentences and dates only."""

from dataclasses import replace
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

from models.provisions import Law
from models.rules.progress.plan import japan_day
from models.rules.rungs import rungs_of
from models.terms import DeadlineKind, NoticeKind
from tasks.calendar_files import attachments
from tasks.case_store.mail_facts import mail_facts
from tasks.case_store.outbox import DueNotice
from tasks.discretion import discretion
from tasks.fault_log import note_fault
from tasks.mail import Envelope, compose, is_message_id, message_id, thread_id
from tasks.notice_text import Language, NoticeText, Picture
from tasks.notice_words import Telling, case_text, day_of
from tasks.office_words import OFFICE_TEXTS
from tasks.pictures.rendering import CannotDraw
from tasks.pictures.timeline import Timeline, timeline_picture
from tasks.ports import Refused
from tasks.wiring import Services

_DRAWN = frozenset({NoticeKind.DEADLINE, NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE, NoticeKind.ESCALATION})


def notice_mail(made: Services, notice: DueNotice) -> EmailMessage:
    """Compose the whole mail of one notice. Raises Refused (unreadable address) and ValueError (unsayable text)."""
    told = _telling(made, notice)
    text = OFFICE_TEXTS.get(notice.kind, case_text)(told)
    shown = replace(text, picture=_picture(made, notice, text))
    return compose(shown, _envelope(made, told), attachments(made, notice.id))


def _telling(made: Services, notice: DueNotice) -> Telling:
    may_name = made.settings.notices.may_name
    language: Language = "en" if notice.language == "en" else "ja"
    return Telling(
        notice=notice,
        facts=mail_facts(made.store, notice.id, may_name),
        discretion=discretion(made.law, may_name, language),
        of_rules=discretion(made.law, may_name, "ja"),
        law=made.law,
        today=japan_day(made.clock.now()),
        url=made.settings.link_url,
        code=notice.reply_code,
    )


def _envelope(made: Services, told: Telling) -> Envelope:
    notice, answered = told.notice, told.facts.answered_id
    firm, replies = made.settings.firm, made.settings.replies
    return Envelope(
        to=_recipient(notice),
        sender=Address("kaiji", addr_spec=firm.mail_from),
        reply_to=Address("kaiji", addr_spec=replies.address) if replies.address else None,
        message_id=notice.message_id,
        thread_id=_thread(made, notice),
        answers=answered if is_message_id(answered) else None,
        at=made.clock.now(),
    )


def _thread(made: Services, notice: DueNotice) -> str:
    """One thread a case; the office's own mails have one for each kind and member."""
    domain = made.settings.firm.mail_domain
    if notice.case_ref:
        return thread_id(notice.case_ref, domain)
    return message_id(made.mail_key, f"thread:{notice.kind}:{notice.email.lower()}", domain)


def _recipient(notice: DueNotice) -> Address:
    try:
        return Address(notice.name, addr_spec=notice.email)
    except (ValueError, MessageError, IndexError):  # the last for an address that ends too early
        raise Refused("the recipient's mail address cannot be read: correct it in the case") from None


def _picture(made: Services, notice: DueNotice, text: NoticeText) -> Picture | None:
    """The deadline on a line of days. Without it the mail leaves anyway, and the fault is noted."""
    if notice.kind not in _DRAWN or text.due_on is None or text.act_by is None:
        return None
    opens_on = day_of(notice.content.get("opens_on"))
    line = Timeline(
        language=text.language,
        today=text.today,
        due_on=text.due_on,
        act_by=text.act_by,
        opens_on=opens_on,
        rungs=_rungs(
            made.law,
            notice.content.get("deadline_kind"),
            _Days(text.due_on, text.act_by, opens_on),
        ),
    )
    try:
        return timeline_picture(line, made.law.calendar.closed)
    except CannotDraw as fault:
        note_fault(made.settings.root, fault)
        return None


class _Days(NamedTuple):
    due_on: date
    act_by: date
    opens_on: date | None


def _rungs(law: Law, kind: object, days: _Days) -> tuple[date, ...]:
    """The days on which this date is said."""
    return tuple(rung.on for rung in rungs_of(days, law.alarms.ladders[DeadlineKind(str(kind))])) if kind else ()
