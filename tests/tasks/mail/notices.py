"""One notice of each kind in both languages, with all its parts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from models.terms import NoticeKind
from tasks.mail import Envelope, Language, NoticeText, compose, message_id, reply_code, thread_id
from tasks.notice_text import Line, Section
from tasks.notice_words import answers
from tasks.pictures.timeline import Timeline, timeline_picture
from tasks.words import word

SATURDAY = 5

WHAT: dict[Language, dict[NoticeKind, str]] = {
    "ja": {
        NoticeKind.CASE_OPENED: "発信者情報開示請求",
        NoticeKind.RELEASE_REQUESTED: "ログ保存要請書",
        NoticeKind.DEADLINE: "ログ保存期限",
        NoticeKind.ESCALATION: "ログ保存期限",
        NoticeKind.UNDELIVERABLE: "ログ保存期限の通知",
        NoticeKind.CASE_CLOSED: "発信者情報開示請求",
        NoticeKind.UNACKNOWLEDGED: "ログ保存期限",
        NoticeKind.IDLE: "ログ保存期限",
        NoticeKind.DIGEST: "本日1件・変更1件・今週1件・取消1件",
        NoticeKind.HEARTBEAT: "進行中 12件 次の期限 12/24(木)",
        NoticeKind.NOT_UNDERSTOOD: "何と答えたのか読み取れませんでした",
        NoticeKind.OFFICE_TASK: "通知メールの不達",
    },
    "en": {
        NoticeKind.CASE_OPENED: "sender-information disclosure",
        NoticeKind.RELEASE_REQUESTED: "log preservation notice",
        NoticeKind.DEADLINE: "Log expiry",
        NoticeKind.ESCALATION: "Log expiry",
        NoticeKind.UNDELIVERABLE: "notice of log expiry",
        NoticeKind.CASE_CLOSED: "sender-information disclosure",
        NoticeKind.UNACKNOWLEDGED: "Log expiry",
        NoticeKind.IDLE: "Log expiry",
        NoticeKind.DIGEST: "1 today, 1 moved, 1 this week, 1 withdrawn",
        NoticeKind.HEARTBEAT: "12 open cases, next fatal date Thu 24 Dec",
        NoticeKind.NOT_UNDERSTOOD: "it could not be read for certain",
        NoticeKind.OFFICE_TASK: "Mail returned",
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
    "steps": JAPANESE["steps"],
}


def _line(what: str, ref: str, due: date, act: date, moved: date | None = None, *, over: bool = False) -> Line:
    link = "https://desk.firm.example/runs/7"
    return Line(case_ref=ref, what=what, due_on=due, act_by=act, moved_from=moved, link=link, is_over=over)


def _sections(titles: tuple[str, str, str, str], whats: tuple[str, str, str]) -> tuple[Section, ...]:
    kept, log, claim = whats
    today = _line(kept, "2026-0042", date(2026, 12, 23), date(2026, 12, 22))
    moved = _line(log, "2026-0051", date(2027, 1, 20), date(2027, 1, 19), date(2027, 1, 25))
    week = _line(log, "2026-0042", date(2026, 12, 25), date(2026, 12, 24))
    gone = _line(claim, "2026-0007", date(2026, 12, 28), date(2026, 12, 28), over=True)
    return tuple(
        Section(title=title, lines=(line,)) for title, line in zip(titles, (today, moved, week, gone), strict=True)
    )


EXTRAS: dict[Language, dict[NoticeKind, dict[str, object]]] = {
    "ja": {
        NoticeKind.DEADLINE: {
            "subject": "通信3",
            "own_it": "4時間以内（執務時間）に返答がなければ、次の担当者に知らせます。",
        },
        NoticeKind.UNACKNOWLEDGED: {
            "actor": "監督弁護士",
            "history": (
                ("12/21(月) 08:00", "担当弁護士に通知"),
                ("12/21(月) 08:01", "担当弁護士への通知が不達"),
            ),
        },
        NoticeKind.IDLE: {"history": (("12/18(金) 10:15", "担当弁護士が「対応済」と返答"),)},
        NoticeKind.DIGEST: {
            "sections": _sections(
                ("本日まで", "日が変わったもの", "今週", "なくなったもの（対応不要）"),
                ("ログ保存期限", "ログ消滅（通信3）", "告訴期間"),
            ),
            "next_action": "「本日まで」の事件を開き、今日のうちに済ませてください。",
            "answers": answers("ja")[:1],
            "own_it": word("mail_own", "digest", "ja"),
        },
        NoticeKind.HEARTBEAT: {
            "figures": (
                ("次の致命的な期限", "12/24(木) 2026-0042"),
                ("進行中の事件", "12件"),
                ("未了の所内作業", "1件"),
            ),
        },
        NoticeKind.OFFICE_TASK: {
            "figures": (("作業番号", "7"), ("内容", "notice 12: 550 5.1.1 <address>")),
            "next_action": "その方に別の方法で期限を伝え、メールアドレスを直してください。",
        },
        NoticeKind.NOT_UNDERSTOOD: {
            "subject": "ログ保存期限 通信3",
            "next_action": "下の言葉のどれか一つを本文の最初に書いて、もう一度返信してください。",
            "steps": (),
            "consequence": "",
        },
    },
    "en": {
        NoticeKind.DEADLINE: {
            "subject": "log line 3",
            "why": word("mail_why", "window", "en").format(
                opens="Sat 26 Sep 2026", due="Fri 25 Dec 2026", act="Thu 24 Dec 2026"
            ),
            "own_it": "Without an answer within 4 office hours the next person is told.",
        },
        NoticeKind.UNACKNOWLEDGED: {
            "actor": "supervising attorney",
            "history": (
                ("Mon 21 Dec 08:00", "attorney in charge was told"),
                ("Mon 21 Dec 08:01", "attorney in charge was not reached (mail returned)"),
            ),
        },
        NoticeKind.IDLE: {"history": (("Fri 18 Dec 10:15", "attorney in charge said it was done"),)},
        NoticeKind.DIGEST: {
            "sections": _sections(
                ("To be done today", "Newly moved", "This week", "Withdrawn (nothing to do)"),
                ("Kept until", "Log expiry (log line 3)", "Complaint period"),
            ),
            "next_action": "Open the cases under today and finish them today.",
            "answers": answers("en")[:1],
            "own_it": word("mail_own", "digest", "en"),
        },
        NoticeKind.HEARTBEAT: {
            "figures": (("Next fatal date", "Thu 24 Dec 2026-0042"), ("Open cases", "12"), ("Office tasks to do", "1")),
        },
        NoticeKind.OFFICE_TASK: {
            "figures": (("Task", "7"), ("What", "notice 12: 550 5.1.1 <address>")),
            "next_action": "Tell that person another way and correct the address.",
        },
        NoticeKind.NOT_UNDERSTOOD: {
            "subject": "Kept until log line 3",
            "next_action": "Reply again with one of the words below at the very beginning.",
            "steps": (),
            "consequence": "",
        },
    },
}

DATED = {
    NoticeKind.CASE_OPENED,
    NoticeKind.RELEASE_REQUESTED,
    NoticeKind.DEADLINE,
    NoticeKind.ESCALATION,
    NoticeKind.UNDELIVERABLE,
    NoticeKind.UNACKNOWLEDGED,
    NoticeKind.IDLE,
    NoticeKind.NOT_UNDERSTOOD,
}
ASKING = {NoticeKind.DEADLINE, NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE, NoticeKind.NOT_UNDERSTOOD}
OF_THE_OFFICE = {NoticeKind.DIGEST, NoticeKind.HEARTBEAT}
CODE = reply_code(b"key", "2026-0042|log_expiry|3|attorney")


def make_notice(kind: NoticeKind = NoticeKind.DEADLINE, language: Language = "ja", **changes: object) -> NoticeText:
    is_dated = kind in DATED
    parts: dict[str, object] = {
        "kind": kind,
        "language": language,
        "case_ref": "" if kind in OF_THE_OFFICE else "2026-0042",
        "what": WHAT[language][kind],
        "today": date(2026, 12, 22),
        "due_on": date(2026, 12, 25) if is_dated else None,
        "act_by": date(2026, 12, 24) if is_dated else None,
        "moved_from": date(2026, 12, 28) if kind is NoticeKind.ESCALATION else None,
        "link": "https://desk.firm.example/runs/7?tab=form&case=2026-0042",
        "confidence": {NoticeKind.DEADLINE: "L", NoticeKind.ESCALATION: "M"}.get(kind, "H"),
        "code": CODE,
        "answers": answers(language, 2) if kind in ASKING else (),
    }
    parts |= JAPANESE if language == "ja" else ENGLISH
    if not is_dated:
        parts |= {"steps": (), "next_action": "", "consequence": "", "stage": ""}
    parts |= EXTRAS[language].get(kind, {})
    return NoticeText(**(parts | changes))  # type: ignore[arg-type]


def with_picture(text: NoticeText) -> NoticeText:
    """The same with its line of days, where it has a safe day and a due day."""
    if text.act_by is None or text.due_on is None:
        return text
    line = Timeline(
        language=text.language,
        today=text.today,
        due_on=text.due_on,
        act_by=text.act_by,
        opens_on=date(2026, 9, 26),
        rungs=tuple(text.act_by - timedelta(days=left) for left in (30, 14, 7, 3, 1, 0)),
    )
    return replace(text, picture=timeline_picture(line, lambda day: day.weekday() >= SATURDAY))


def make_mail(text: NoticeText, **changes: Any) -> EmailMessage:
    parts: dict[str, Any] = {
        "to": Address("髙橋　担当", "attorney", "firm.example"),
        "sender": Address("kaiji", "kaiji", "firm.example"),
        "reply_to": Address("kaiji", "replies", "firm.example"),
        "message_id": message_id(b"key", "2026-0042|log_expiry|3|attorney", "firm.example"),
        "thread_id": thread_id("2026-0042", "firm.example"),
        "at": datetime(2026, 12, 21, 23, 0, tzinfo=UTC),
    }
    attachments = changes.pop("attachments", ())
    return compose(text, Envelope(**(parts | changes)), attachments)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")
