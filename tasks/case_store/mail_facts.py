"""What a mail needs beside its notice: whom was told before, who reads it now, and the few names a firm allows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from email.parser import HeaderParser
from email.policy import compat32
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, select

from models.tables import AcknowledgementRow, HopRow, MailInRow, MemberRow, NoticeRow, PersonRow, PostRow, StepRow
from models.terms import AckKind, Addressee, NoticeKind, PersonRole
from tasks.case_store.engine import Store
from tasks.case_store.members import mark_of

WITH_HISTORY = frozenset({NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE})
SENT, RETURNED = "sent", "returned"

_LAWYERS = (PersonRole.ATTORNEY, PersonRole.SUPERVISOR)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a date: `what` is SENT, RETURNED or the kind of an acknowledgement; whose role."""

    at: datetime
    what: str
    role: Addressee | None


@dataclass(frozen=True, kw_only=True)
class CaseNames:
    """Names in one case, as far as they were asked for; profile keys for companies."""

    requesters: tuple[str, ...] = field(default=(), repr=False)
    platforms: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    court_case_nos: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The notice that this one is about: the day it stated, what it was written with, its reply code, its reader."""

    stated_on: date | None
    content: dict[str, Any]
    code: str
    role: Addressee | None = None


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """What one notice's mail needs: the role it is meant for; whether somebody else reads it in that one's place.

    `post_nos` counts a case's posts; `asked` is the notice that was replied to or did not
    arrive, `answered_id` that reply's id.
    """

    role: Addressee | None = None
    stands_in: bool = False
    ack_hours: int | None = None
    ack_any_time: bool = False
    history: tuple[Event, ...] = ()
    names: CaseNames = CaseNames()
    post_nos: dict[int, int] = field(default_factory=dict)
    asked: Asked | None = None
    answered_id: str = ""


def mail_facts(store: Store, notice_id: int, may_name: Collection[str] = ()) -> MailFacts:
    """Read them in one transaction; `may_name` says which names (settings, notices.may_name)."""
    with store.read() as session:
        row = session.get_one(NoticeRow, notice_id)
        asked = _asked(session, row)
        roles = _roles(session, row.case_id)
        return MailFacts(
            role=_role(session, row.member_id, roles),
            stands_in=row.sent_to_id not in {None, row.member_id},
            ack_hours=row.ack_hours,
            ack_any_time=row.ack_any_time,
            history=_history(session, row, roles) if row.kind in WITH_HISTORY else (),
            names=_names(session, row.case_id, frozenset(may_name)),
            post_nos=_post_nos(session, [row, asked] if asked else [row]),
            answered_id=_message_id(session, row) if row.kind is NoticeKind.NOT_UNDERSTOOD else "",
            asked=Asked(
                stated_on=asked.stated_on,
                content=asked.content,
                code=asked.reply_code or "",
                role=_role(session, asked.member_id, roles),
            )
            if asked
            else None,
        )


def _asked(session: Session, row: NoticeRow) -> NoticeRow | None:
    """The notice that was replied to, or that did not arrive (`notice:7`)."""
    name, _, number = row.topic.partition(":")
    found = row.content.get("asked_for") or (number if name == "notice" and number.isdigit() else None)
    return session.get(NoticeRow, int(found)) if found else None


def _roles(session: Session, case_id: int | None) -> dict[str, Addressee]:
    """The role of each lawyer of the case, by the sealed index of the address."""
    people = session.exec(select(PersonRow).where(PersonRow.case_id == case_id, col(PersonRow.role).in_(_LAWYERS)))
    return {mark_of(person): Addressee(person.role.value) for person in sorted(people, key=_attorney_last)}


def _attorney_last(person: PersonRow) -> bool:
    return person.role is PersonRole.ATTORNEY


def _role(session: Session, member_id: int | None, roles: dict[str, Addressee]) -> Addressee | None:
    member = session.get(MemberRow, member_id) if member_id is not None else None
    if member is None:
        return None
    return roles.get(member.email_index, Addressee.OPERATIONS if member.is_operations else None)


def _history(session: Session, row: NoticeRow, roles: dict[str, Addressee]) -> tuple[Event, ...]:
    """Who was told of this date, and what they said, oldest first."""
    same = (NoticeRow.case_id == row.case_id, NoticeRow.topic == row.topic, NoticeRow.stated_on == row.stated_on)
    told = session.exec(select(NoticeRow).where(*same, col(NoticeRow.sent_at).is_not(None), NoticeRow.id != row.id))
    said = session.exec(
        select(AcknowledgementRow).where(
            AcknowledgementRow.case_id == row.case_id,
            AcknowledgementRow.topic == row.topic,
            AcknowledgementRow.stated_on == row.stated_on,
        )
    )
    events = [
        Event(at=moment, what=what, role=_role(session, notice.member_id, roles))
        for notice in told
        for moment, what in ((notice.sent_at, SENT), (notice.bounced_at, RETURNED))
        if moment is not None
    ]
    events += [Event(at=ack.said_at, what=AckKind(ack.kind), role=_role(session, ack.member_id, roles)) for ack in said]
    return tuple(sorted(events, key=lambda event: event.at))


def _names(session: Session, case_id: int | None, wanted: frozenset[str]) -> CaseNames:
    if case_id is None or not wanted:
        return CaseNames()
    requesters = select(PersonRow).where(PersonRow.case_id == case_id, PersonRow.role == PersonRole.REQUESTER)
    platforms = select(PostRow.platform).where(PostRow.case_id == case_id).order_by(col(PostRow.no))
    providers = select(HopRow.provider).where(HopRow.case_id == case_id, col(HopRow.superseded_at).is_(None))
    numbers = select(StepRow.court_case_no).where(
        StepRow.case_id == case_id, col(StepRow.court_case_no).is_not(None), col(StepRow.withdrawn).is_(False)
    )
    return CaseNames(
        requesters=tuple(row.name for row in session.exec(requesters)) if "requester" in wanted else (),
        platforms=tuple(dict.fromkeys(session.exec(platforms))) if "platform" in wanted else (),
        providers=tuple(dict.fromkeys(session.exec(providers))) if "provider" in wanted else (),
        court_case_nos=tuple(no for no in dict.fromkeys(session.exec(numbers)) if no)
        if "court_case_no" in wanted
        else (),
    )


def _message_id(session: Session, row: NoticeRow) -> str:
    """The Message-ID of the mail that this notice answers; its topic names that mail (`mail:7`)."""
    name, _, number = row.topic.partition(":")
    mail = session.get(MailInRow, int(number)) if name == "mail" and number.isdigit() else None
    parsed = HeaderParser(policy=compat32).parsestr(mail.raw.partition("\r\n\r\n")[0]) if mail else None
    return str(parsed.get("Message-ID", "")).strip() if parsed else ""


def _post_nos(session: Session, rows: list[NoticeRow]) -> dict[int, int]:
    """The numbers of the posts that these notices speak of, as people count them."""
    subjects: list[str] = []
    for row in rows:
        lines = [line for part in row.content.get("sections", {}).values() for line in part]
        subjects += [str(row.content.get("subject", "")), *(str(line.get("subject", "")) for line in lines)]
        subjects += [str(topic) for topic in row.content.get("also", ())]
    wanted = {int(number) for subject in subjects if (number := _post_of(subject))}
    if not wanted:
        return {}
    found = session.exec(select(PostRow.id, PostRow.no).where(col(PostRow.id).in_(wanted)))
    return {key: no for key, no in found if key is not None}


def _post_of(subject: str) -> str:
    """The number in `post:12` or `log_expiry:post:12`."""
    parts = subject.partition("/")[0].split(":")
    return next((number for name, number in pairwise(parts) if name == "post"), "")
