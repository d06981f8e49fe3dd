"""One notice of each kind in both languages, with all its parts."""

from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage

from models.terms import NoticeKind
from tasks.mail import Language, NoticeText, compose, message_id, thread_id

WHAT: dict[Language, dict[NoticeKind, str]] = {
    "ja": {
        NoticeKind.CASE_OPENED: "発信者情報開示請求",
        NoticeKind.RELEASE_REQUESTED: "ログ保存要請書",
        NoticeKind.DEADLINE: "ログ保存期限",
        NoticeKind.ESCALATION: "ログ保存期限",
        NoticeKind.UNDELIVERABLE: "ログ保存期限の通知",
        NoticeKind.CASE_CLOSED: "発信者情報開示請求",
    },
    "en": {
        NoticeKind.CASE_OPENED: "sender-information disclosure",
        NoticeKind.RELEASE_REQUESTED: "log preservation notice",
        NoticeKind.DEADLINE: "Log expiry",
        NoticeKind.ESCALATION: "Log expiry",
        NoticeKind.UNDELIVERABLE: "notice of log expiry",
        NoticeKind.CASE_CLOSED: "sender-information disclosure",
    },
}

JAPANESE = {
    "stage": "ログ保存",
    "next_action": "ログ保存要請書を承認し、発送してください。",
    "consequence": "接続記録が消え、発信者を特定できなくなります。",
    "steps": (
        ("投稿の日 2026年9月26日(土)", "証拠 甲1"),
        ("保存期間 90日を加える", "事業者の運用"),
        ("休日でも延びない", ""),
    ),
}
ENGLISH = {
    "stage": "log preservation",
    "next_action": "Release the log preservation notice and send it.",
    "consequence": "The connection record is gone and the sender cannot be identified.",
    "steps": (
        ("Posted on Sat 26 Sep 2026", "evidence A1"),
        ("90 days of retention are added", "the provider's practice"),
        ("Holidays do not extend it", ""),
    ),
}


def make_notice(kind: NoticeKind = NoticeKind.DEADLINE, language: Language = "ja", **changes: object) -> NoticeText:
    is_over = kind is NoticeKind.CASE_CLOSED
    parts: dict[str, object] = {
        "kind": kind,
        "language": language,
        "case_ref": "2026-0042",
        "what": WHAT[language][kind],
        "today": date(2026, 12, 22),
        "due_on": None if is_over else date(2026, 12, 25),
        "act_by": None if is_over else date(2026, 12, 24),
        "moved_from": date(2026, 12, 28) if kind is NoticeKind.ESCALATION else None,
        "link": "https://desk.firm.example/runs/7?tab=form&case=2026-0042",
        "confidence": {NoticeKind.DEADLINE: "L", NoticeKind.ESCALATION: "M"}.get(kind, "H"),
    }
    parts |= JAPANESE if language == "ja" else ENGLISH
    if is_over:
        parts |= {"steps": (), "next_action": "", "consequence": ""}
    return NoticeText(**(parts | changes))  # type: ignore[arg-type]


def make_mail(text: NoticeText, **changes: object) -> EmailMessage:
    parts: dict[str, object] = {
        "to": Address("髙橋　担当", "attorney", "firm.example"),
        "sender": Address("kaiji", "kaiji", "firm.example"),
        "message_id": message_id(b"key", "2026-0042|log_expiry|3|attorney", "firm.example"),
        "thread_id": thread_id("2026-0042", "firm.example"),
        "at": datetime(2026, 12, 21, 23, 0, tzinfo=UTC),
    }
    return compose(text, **(parts | changes))  # type: ignore[arg-type]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")
