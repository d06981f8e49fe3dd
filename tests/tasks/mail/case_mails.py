"""Notices of one case and of its office, written as rows, and what their mails say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlmodel import select

from models.tables import CaseRow, MemberRow, NoticeRow
from models.terms import NoticeKind
from tasks.case_store.facts import key_of
from tasks.case_store.outbox import DueNotice
from tasks.mail import message_id, reply_code
from tasks.notice_mail import notice_mail
from tasks.settings import NoticesSection
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLANTED
from tests.tasks.case_store.claims import row as row_of
from tests.tasks.mail.notices import part

DEADLINE: dict[str, Any] = {
    "stage": "log_preservation",
    "subject": "observation:1",
    "reason": "",
    "rung": "3",
    "also": [],
    "deadline_kind": "log_expiry",
    "act_by": "2026-01-15",
    "opens_on": "2025-10-14",
    "fatal": True,
    "moved_from": None,
    "act_by_from": None,
    "consequence": "接続ログが消えます。",
    "confidence": "H",
    "since": None,
    "steps": [["NTTドコモの保存期間 93日: 93日経過で2026年1月17日(土)に消える可能性がある", "kandato.jp/x（確度H）"]],
}
LINE = {
    "ref": "2026-0001",
    "deadline_kind": "route_start",
    "subject": "platform:mamasta",
    "stage": "platform_request",
    "due_on": "2026-01-16",
    "act_by": "2026-01-15",
    "moved_from": None,
    "rung": "",
    "notice_id": None,
}


def all_said(mail: EmailMessage) -> str:
    """Everything in a mail that anybody could read: headers, texts, HTML with its attributes, files and their names."""
    said = [f"{name}: {value}" for name, value in mail.items()]
    for each in mail.walk():
        said += [f"{name}: {value}" for name, value in each.items()]
        if each.get_content_maintype() == "text":
            said.append(unescape(each.get_content()).replace("\r\n ", "").replace("\n ", ""))
    return "\n".join(said)


def body_of(mail: EmailMessage) -> str:
    return "\n".join(line for line in all_said(mail).splitlines() if not line.startswith("To: "))


def write(made: Services, kind: NoticeKind, content: dict[str, Any], **columns: Any) -> int:
    """Queue a notice to the attorney of the case."""
    with made.store.write() as session:
        member = session.exec(select(MemberRow).order_by(MemberRow.id)).first()  # type: ignore[arg-type]
        case = session.exec(select(CaseRow)).one()
        parts: dict[str, Any] = {
            "case_id": None if kind in {NoticeKind.DIGEST, NoticeKind.HEARTBEAT} else case.id,
            "member_id": member.id if member else None,
            "dedupe": f"test:{len(session.exec(select(NoticeRow.id)).all())}",
            "topic": "log_expiry:observation:1",
            "written_at": made.clock.now(),
            "not_before": made.clock.now(),
        }
        row = NoticeRow(kind=kind, content=content, **(parts | columns))
        session.add(row)
        session.flush()
        return key_of(row)


def due_notice(made: Services, notice_id: int, language: str = "ja") -> DueNotice:
    """The notice as delivery has it after its claim."""
    row = row_of(made, notice_id)
    return DueNotice(
        id=notice_id,
        kind=row.kind,
        case_ref="2026-0001" if row.case_id else "",
        dedupe=row.dedupe,
        stated_on=row.stated_on.isoformat() if row.stated_on else None,
        content=row.content,
        give_up_at=None,
        name=PLANTED["attorney"],
        email=PLANTED["attorney's mail"],
        language=language,
        member_id=row.member_id or 0,
        message_id=message_id(made.mail_key, row.dedupe, "firm.example"),
        reply_code=reply_code(made.mail_key, row.dedupe),
        topic=row.topic,
        claimed_until=made.wall.now(),
    )


def mail_for(made: Services, notice_id: int, language: str = "ja") -> EmailMessage:
    return notice_mail(made, due_notice(made, notice_id, language))


def allowed(made: Services, *names: str) -> Services:
    section = NoticesSection.model_validate({"may_name": list(names)})
    return replace(made, settings=made.settings.model_copy(update={"notices": section}))


def deadline_mail(made: Services, language: str = "ja", **content: Any) -> EmailMessage:
    notice_id = write(made, NoticeKind.DEADLINE, DEADLINE | content, stated_on=date(2026, 1, 16), ack_hours=4)
    return mail_for(made, notice_id, language)


def buttons(mail: EmailMessage) -> Iterator[tuple[str, str, str]]:
    """To whom, under which subject and with which text each button writes."""
    for href in re.findall(r'href="(mailto:[^"]+)"', part(mail, "html")):
        found = urlsplit(unescape(href))
        query = parse_qs(found.query)
        yield found.path, query["subject"][0], query["body"][0]
