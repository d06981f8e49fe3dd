"""The mail of one notice: from its content to a finished message, with refs, roles, sentences and dates only."""

from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from models.rules.progress.plan import japan_day
from models.terms import LetterKind, NoticeKind
from tasks import letters
from tasks.case_store.outbox import DueNotice
from tasks.mail import compose, message_id, thread_id
from tasks.notice_text import Language, NoticeText
from tasks.ports import Refused
from tasks.wiring import Services
from tasks.words import word


def notice_mail(made: Services, notice: DueNotice) -> EmailMessage:
    """Compose the whole mail of one notice. Raises Refused (unreadable address) and ValueError (unsayable text)."""
    firm = made.settings.firm
    return compose(
        notice_text(made, notice),
        to=_recipient(notice),
        sender=Address("kaiji", addr_spec=firm.mail_from),
        message_id=message_id(made.mail_key, notice.dedupe, firm.mail_domain),
        thread_id=thread_id(notice.case_ref, firm.mail_domain),
        at=made.clock.now(),
    )


def _recipient(notice: DueNotice) -> Address:
    try:
        return Address(notice.name, addr_spec=notice.email)
    except (ValueError, MessageError, IndexError):  # the last for an address that ends too early
        raise Refused("the recipient's mail address cannot be read: correct it in the case") from None


def notice_text(made: Services, notice: DueNotice) -> NoticeText:
    """What the mail says: refs, roles, sentences and dates only."""
    content = notice.content
    language: Language = "en" if notice.language == "en" else "ja"
    url = made.settings.ui_url
    return NoticeText(
        kind=notice.kind,
        language=language,
        case_ref=notice.case_ref,
        what=_what(notice, language),
        stage=word("stage", str(content["stage"]), language),
        today=japan_day(made.clock.now()),
        due_on=_day(notice.stated_on),
        act_by=_day(content.get("act_by")),
        moved_from=_day(content.get("moved_from")),
        next_action=word("next", notice.kind, language),
        consequence=_consequence(notice, language),
        link=f"{url}/runs/flow-run/{notice.run_id}" if notice.run_id else url,
        steps=tuple((str(text), str(cite)) for text, cite in content.get("steps", [])),
        confidence=str(content.get("confidence", "H")),
    )


def _what(notice: DueNotice, language: Language) -> str:
    kind = notice.content.get("deadline_kind")
    if notice.kind is NoticeKind.DEADLINE and kind:
        return word("deadline", str(kind), language)
    if notice.kind is NoticeKind.RELEASE_REQUESTED:
        label = letters.label(LetterKind(notice.content["reason"]), language)
        return (
            f"{word('notice', notice.kind, language)}（{label}）" if language == "ja" else f"Release requested: {label}"
        )
    return word("notice", notice.kind, language)


def _consequence(notice: DueNotice, language: Language) -> str:
    reason = str(notice.content.get("reason", ""))
    if notice.kind in {NoticeKind.ESCALATION, NoticeKind.UNDELIVERABLE}:
        return word("reason", reason, language)
    return str(notice.content.get("consequence", ""))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
