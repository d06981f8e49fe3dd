"""Mails as the programs of real offices write them; every person, address and number in them is invented."""

import base64
from dataclasses import dataclass
from email.header import Header
from quopri import encodestring

WRITER, STRANGER = "attorney.planted@firm.example", "someone@elsewhere.example"
NOTICE_ID, CODE = "<0123456789abcdef@firm.example>", "K-0123456789"
WRITTEN = "Fri, 18 Sep 2026 11:00:00 +0900"
QUOTED_JA = f"2026年9月18日(金) 10:00 kaiji <kaiji@firm.example>:\n\n> ログ消滅 延期 3日 対応済\n> 返信番号：{CODE}\n"
QUOTED_EN = f"On Fri, Sep 18, 2026 at 10:00 AM kaiji <kaiji@firm.example>\nwrote:\n\n> Done? defer 3 days\n> {CODE}\n"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One mail and what must be read of it. `reads`: seen, done, deferred or none."""

    name: str
    raw: bytes
    reads: str = "none"
    automatic: str = ""
    failed: bool | None = None
    status: str = ""
    finds: bool = True


def reply_to(message_id: str, body: str, *, sender: str = WRITER, code: str = "", **headers: str) -> bytes:
    """A plain reply in UTF-8; headers by name with underscores for hyphens."""
    named = {"In_Reply_To": message_id} | headers
    return mail(text(f"{body}\n{code}\n"), sender=sender, **{name: value for name, value in named.items() if value})


def mail(
    part: bytes, *, sender: str = WRITER, subject: str = "Re: 2026-0001 ログ消滅", date: str = WRITTEN, **headers: str
) -> bytes:
    """A mail from header fields and a body with its own content headers."""
    lines = [
        "MIME-Version: 1.0",
        f"From: {sender}",
        "To: kaiji@firm.example",
        f"Subject: {Header(subject, 'utf-8').encode()}",
        f"Date: {date}",
        "Message-ID: <written-by-hand@firm.example>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n" + part


def answering(part: bytes, **headers: str) -> bytes:
    """A reply to the notice."""
    return mail(part, In_Reply_To=NOTICE_ID, References=f"<case-2026-0001@firm.example> {NOTICE_ID}", **headers)


def text(body: str, charset: str = "utf-8", *, label: str | None = None, subtype: str = "plain") -> bytes:
    """A text part, base64; `label` is what the mail says its charset is."""
    return encoded(body.encode(charset), label or charset, subtype)


def encoded(content: bytes, label: str, subtype: str = "plain") -> bytes:
    """A text part of these bytes, base64."""
    said = f"; charset={label}" if label else ""
    head = f"Content-Type: text/{subtype}{said}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(content)


def as_it_is(content: bytes, label: str, cte: str = "7bit") -> bytes:
    """A text part of these bytes, unencoded."""
    return f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {cte}\r\n\r\n".encode() + content


def parts(subtype: str, *bodies: bytes) -> bytes:
    """A multipart of these parts."""
    inside = b"".join(b"--=_limit_\r\n" + body + b"\r\n" for body in bodies)
    return f'Content-Type: multipart/{subtype}; boundary="=_limit_"\r\n\r\n'.encode() + inside + b"--=_limit_--\r\n"


def nested(kind: str, content: str) -> bytes:
    """A part that is itself a mail, a report or headers."""
    return f"Content-Type: {kind}\r\n\r\n{content}".encode()


def returned(message_id: str = NOTICE_ID) -> str:
    """The notice as it comes back."""
    return (
        f"From: kaiji@firm.example\r\nTo: {WRITER}\r\nSubject: notice\r\nMessage-ID: {message_id}\r\n"
        f"Auto-Submitted: auto-generated\r\n\r\n{CODE}\r\n"
    )


def dsn(action: str, status: str, *, message_id: str = NOTICE_ID, copy: str = "message/rfc822") -> bytes:
    """A report of RFC 3464."""
    fields = (
        "Reporting-MTA: dns; mx.firm.example\r\n\r\n"
        f"Final-Recipient: rfc822; {WRITER}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user\r\n"
    )
    said = text(f"This is the mail system at host mx.firm.example. Your message to <{WRITER}> ... {status}")
    body = parts(
        "report; report-type=delivery-status",
        said,
        nested("message/delivery-status", fields),
        nested(copy, returned(message_id)),
    )
    return mail(body, sender="MAILER-DAEMON@mx.firm.example", subject="Undelivered Mail", Auto_Submitted="auto-replied")


def qmail_bounce(message_id: str = NOTICE_ID) -> bytes:
    """A bounce without a report, as qmail writes it."""
    body = (
        "Hi. This is the qmail-send program at mx.firm.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        f"<{WRITER}>:\n550 5.1.1 sorry, no mailbox here by that name\n\n"
        f"--- Below this line is a copy of the message.\n\n{returned(message_id)}"
    )
    return mail(text(body), sender="MAILER-DAEMON@mx.firm.example", subject="failure notice", Return_Path="<>")


def _circled() -> bytes:
    """ISO-2022-JP as Windows programs send it: with a circled figure of row 13."""
    plain = "了解です\n".encode("iso-2022-jp")
    return plain + b"\x1b$B-!\x1b(B\n"


GMAIL_HTML = (
    '<div dir="ltr">了解です。</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    '2026年9月18日(金) 10:00 kaiji &lt;<a href="mailto:kaiji@firm.example">kaiji@firm.example</a>&gt;:<br></div>'
    "<blockquote>対応済<br>延期 3日</blockquote></div>"
)
OUTLOOK_HTML = (
    "<html><head><style>p{color:red}</style><title>x</title></head><body><p>延期 3日<br>理由: 相手方の回答待ち</p>"
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>差出人:</b> kaiji<br><b>件名:</b> 期限</div>'
    "<p>了解</p></body></html>"
)
PHONE_HTML = (
    "<p>Done, thanks</p><blockquote type=cite><p>OK?</p><p>defer 3 days</blockquote>"
    "<div class=gmail_signature>OK</div></span>"
)
PHONE = "了解です\n\niPhoneから送信\n\n2026/09/18 10:00、kaiji <kaiji@firm.example>のメール:\n\n> 対応済\n"
OUTLOOK = "対応済みです。\n\n-----Original Message-----\n差出人: kaiji\n件名: 延期 3日\n"
QP = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
CIRCLED = "了解です\n".encode("iso-2022-jp") + b"\x1b$B-!\x1b(B\n"  # row 13, as Windows programs send it


def _by_people() -> list[Sample]:
    both = parts("alternative", text(f"了解です。\n\n{QUOTED_JA}"), text(GMAIL_HTML, subtype="html"))
    blank = parts("alternative", text(" \n"), text(GMAIL_HTML, subtype="html"))
    attached = b"Content-Disposition: attachment\r\n" + text("対応済")
    forwarded = nested("message/rfc822", dsn("failed", "5.1.1").decode())
    answers: list[tuple[str, str, bytes]] = [
        ("seen", "Gmail, plain and HTML", both),
        ("seen", "Gmail, HTML only", text(GMAIL_HTML, subtype="html")),
        ("seen", "empty plain text, said in HTML", blank),
        ("seen", "quoted-printable, English", QP + encodestring(f"OK\n\n{QUOTED_EN}".encode())),
        ("done", "Outlook, ISO-2022-JP", as_it_is(OUTLOOK.encode("iso-2022-jp"), "iso-2022-jp")),
        ("deferred", "Outlook, HTML only", text(OUTLOOK_HTML, subtype="html")),
        ("done", "a phone, HTML only", text(PHONE_HTML, subtype="html")),
        ("seen", "a phone, plain", text(PHONE)),
        ("done", "below the quote", text(f"{QUOTED_JA}\n対応済です。\n-- \n例示 太郎\n", "iso-2022-jp")),
        ("seen", "Shift_JIS, eight bits", as_it_is("了解しました。髙橋\n".encode("cp932"), "shift_jis", "8bit")),
        ("deferred", "Shift_JIS as x-sjis", text("延期 ３日 ①の件", "cp932", label="x-sjis")),
        ("done", "EUC-JP", text("対応済", "euc-jp")),
        ("seen", "ISO-2022-JP that says us-ascii", as_it_is("了解".encode("iso-2022-jp"), "us-ascii")),
        ("seen", "ISO-2022-JP that says utf-8, with a circled figure", as_it_is(CIRCLED, "utf-8")),
        ("seen", "half-width kana", as_it_is("了解です\nｶｲｼﾞ様\n".encode("iso2022_jp_ext"), "iso-2022-jp")),
        ("done", "UTF-8 without a label", encoded("対応済み".encode(), "")),
        ("seen", "UTF-8 that says iso-8859-1", encoded("了解です".encode(), "iso-8859-1")),
        ("seen", "a charset nobody knows", encoded("了解です".encode(), "x-unheard-of")),
        ("seen", "an attachment says something else", parts("mixed", text("了解"), attached)),
        ("seen", "signed", parts("signed", text("ok"), nested("application/pkcs7-signature", "AAAA"))),
        ("none", "no word of its own", text(QUOTED_JA)),
        ("none", "a report that a person forwards", parts("mixed", text("届かなかったようです"), forwarded)),
    ]
    button = mail(text(f"了解\n\n返信番号: {CODE}\n"), subject=f"Re: {CODE}")
    wide = mail(text("対応済\n（返信番号：Ｋ－０１２３４５６７８９）\n"))
    two = mail(text("了解です"), sender=f"{WRITER}, {STRANGER}")
    return [
        *(Sample(name=name, raw=answering(part), reads=reads) for reads, name, part in answers),
        Sample(name="the button of our mail", raw=button, reads="seen"),
        Sample(name="the code in full width", raw=wide, reads="done"),
        Sample(name="the code in small letters", raw=mail(text(f"了解 {CODE.lower()}")), reads="seen"),
        Sample(name="another matter", raw=mail(text("了解です")), reads="seen", finds=False),
        Sample(name="two senders", raw=two, reads="seen", finds=False),
    ]


def _by_programs() -> list[Sample]:
    receipt = parts(
        "report; report-type=disposition-notification",
        text("了解です"),
        nested("message/disposition-notification", "Disposition: manual-action; displayed\r\n"),
    )
    fine = text("了解です")
    automatic = {
        "Auto-Submitted": answering(fine, Auto_Submitted="auto-replied"),
        "X-Autoreply": answering(fine, X_Autoreply="yes", Precedence="bulk"),
        "Precedence": answering(fine, Precedence="auto_reply"),
        "Subject": answering(fine, subject="自動返信: 2026-0001"),
        "Return-Path": answering(fine, Return_Path="<>"),
        "List": answering(fine, List_Id="<all.firm.example>"),
        "Content-Type": answering(receipt),
        "From": mail(text(f"了解です {CODE}"), sender="Postmaster@firm.example"),
    }
    return [
        *(Sample(name=f"by {sign}", raw=raw, reads="seen", automatic=sign) for sign, raw in automatic.items()),
        Sample(name="Auto-Submitted: no", raw=answering(fine, Auto_Submitted="no"), reads="seen"),
    ]


def _bounces() -> list[Sample]:
    returned_ja = f"次の宛先へ配信できませんでした。\n<{WRITER}> 550 5.2.2 mailbox full\n\n元のメール:\n{returned()}"
    late = text(f"Your mail is still being retried. Message-ID: {NOTICE_ID}")
    daemon = "MAILER-DAEMON@mx.firm.example"
    reports = [
        ("DSN, failed", "5.1.1", True, dsn("failed", "5.1.1")),
        ("DSN, failed, headers only", "5.4.1", True, dsn("failed", "5.4.1", copy="text/rfc822-headers")),
        ("DSN without an action", "5.0.0", True, dsn("", "5.0.0")),
        ("DSN, delayed", "4.4.1", False, dsn("delayed", "4.4.1")),
        ("DSN, delivered", "2.0.0", False, dsn("delivered", "2.0.0")),
    ]
    japanese = mail(text(returned_ja, "iso-2022-jp"), sender="postmaster@mail.example", subject="配信できません")
    delayed = mail(late, sender=daemon, subject="Warning: mail delivery is delayed")
    return [
        *(
            Sample(name=name, raw=raw, automatic="Auto-Submitted", failed=failed, status=status)
            for name, status, failed, raw in reports
        ),
        Sample(name="qmail", raw=qmail_bounce(), automatic="Return-Path", failed=True, status="5.1.1"),
        Sample(name="a Japanese provider", raw=japanese, automatic="From", failed=True, status="5.2.2"),
        Sample(name="a delay without a report", raw=delayed, automatic="From", failed=False),
    ]


SAMPLES = [*_by_people(), *_by_programs(), *_bounces()]
