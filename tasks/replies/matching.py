"""Whose mail it is and which notice it answers; where that is not certain, a guess with its reason."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import CaseRow, MemberRow, NoticeRow
from models.terms import Addressee, CaseStatus
from tasks.case_store.facts import key_of
from tasks.case_store.members import address_mark, known_members
from tasks.replies.incoming import Incoming

MOST_REFS = 20
_REF = re.compile(r"(?<![0-9A-Za-z-])20\d{2}-\d{4,7}(?![0-9A-Za-z-])")


@dataclass(frozen=True, kw_only=True)
class Match:
    """The notice that is answered and the member who answers, as far as known; `may_answer`: it is theirs to answer."""

    notice_id: int | None = None
    asked_id: int | None = None
    asked_at: datetime | None = None
    member_id: int | None = None
    may_answer: bool = False


def match(session: Session, mail: Incoming) -> Match:
    """Find notice and member. An answer to our "not understood" (`notice_id`) is one to what it asked for."""
    found = _answered(session, mail)
    asked = _asked_for(session, found) if found else None
    member = member_with(session, mail.sender)
    return Match(
        notice_id=key_of(found) if found else None,
        asked_id=key_of(asked) if asked else None,
        asked_at=asked.sent_at if asked else None,
        member_id=key_of(member) if member else None,
        may_answer=asked is not None and member is not None and _may_answer(session, asked, key_of(member)),
    )


def member_with(session: Session, address: str) -> MemberRow | None:
    """The member with this address."""
    if not address:
        return None
    return session.exec(select(MemberRow).where(MemberRow.email_index == address_mark(address))).first()


def _answered(session: Session, mail: Incoming) -> NoticeRow | None:
    by_id = session.exec(select(NoticeRow).where(col(NoticeRow.message_id).in_(mail.references)))
    known = {row.message_id: row for row in by_id}
    coded = {
        row.reply_code: row for row in session.exec(select(NoticeRow).where(col(NoticeRow.reply_code).in_(mail.codes)))
    }
    rows = [known.get(found) for found in mail.references] + [coded.get(found) for found in mail.codes]
    return next((row for row in rows if row is not None), None)


def _asked_for(session: Session, notice: NoticeRow) -> NoticeRow:
    asked_for = notice.content.get("asked_for")
    return (session.get(NoticeRow, asked_for) if isinstance(asked_for, int) else None) or notice


def _may_answer(session: Session, notice: NoticeRow, member_id: int) -> bool:
    if member_id in {notice.member_id, notice.sent_to_id}:
        return True
    case = session.get(CaseRow, notice.case_id) if notice.case_id else None
    return case is not None and member_id in {
        key_of(member) for role in Addressee for member in known_members(session, case, role)
    }


def guess(session: Session, mail: Incoming, found: Match) -> tuple[str | None, str]:
    """The case that a mail may belong to, and a word for why (a key of `mail_guess` in the words)."""
    if found.asked_id is not None:
        case = _case_of(session, found.asked_id)
        return (case.ref if case else None), "not_yours" if found.member_id else "stranger_answers"
    refs = _refs(session, f"{mail.subject}\n{mail.text}")
    if len(refs) == 1:
        return refs[0], "names_case" if found.member_id else "stranger_names_case"
    if refs:
        return None, "names_cases"
    if found.member_id is None:
        return None, "stranger"
    own = _open_refs(session, found.member_id)
    return (own[0], "sender_in_one_case") if len(own) == 1 else (None, "sender_known")


def _case_of(session: Session, notice_id: int) -> CaseRow | None:
    notice = session.get_one(NoticeRow, notice_id)
    return session.get(CaseRow, notice.case_id) if notice.case_id else None


def _refs(session: Session, text: str) -> list[str]:
    named = list(dict.fromkeys(_REF.findall(unicodedata.normalize("NFKC", text))))[:MOST_REFS]
    return list(session.exec(select(CaseRow.ref).where(col(CaseRow.ref).in_(named)).order_by(col(CaseRow.ref))))


def _open_refs(session: Session, member_id: int) -> list[str]:
    """Open cases of which notices were meant for this member; two are enough to know that it is not one."""
    query = (
        select(CaseRow.ref)
        .join(NoticeRow, col(NoticeRow.case_id) == col(CaseRow.id))
        .where(NoticeRow.member_id == member_id, CaseRow.status == CaseStatus.OPEN)
    )
    return list(session.exec(query.distinct().limit(2)))
