"""Telling of alarms: one plain mail in Japanese and English to each address, over the watchdog's own connection."""

import secrets
import socket
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tasks.maildir import MaildirMailer
from tasks.ports import Mailer, Refused, Unavailable
from tasks.settings import Settings, SmtpSection
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings
from tasks.watchdog.alarms import Alarm


async def tell(settings: Settings, alarms: Sequence[Alarm], ended: Sequence[str], now: datetime) -> list[str]:
    """Mail to each of `watchdog.to`; return one line for each that was not reached, without its address."""
    mailer = mailer_of(settings)
    wrong = []
    for number, address in enumerate(settings.watchdog.to, 1):
        try:
            await mailer.send(message(settings, address, alarms, ended, now))
        except (Unavailable, Refused, ValueError) as fault:
            wrong.append(f"watchdog.to no. {number} was not reached ({type(fault).__name__}) over {mailer.describe()}")
    return wrong


def mailer_of(settings: Settings) -> Mailer:
    """The watchdog's own relay, else the desk's, else the Maildir in KAIJI_HOME."""
    section = settings.watchdog.smtp or settings.smtp
    if section.host is None:
        return MaildirMailer(settings.root / "outbox")
    return SmtpMailer(_smtp(section, section.host))


def _smtp(section: SmtpSection, host: str) -> SmtpSettings:
    return SmtpSettings(
        host=host,
        port=section.port,
        security=section.security,
        username=section.username,
        password=section.password.get_secret_value() if section.password else None,
        ca_file=section.ca_file,
    )


def message(
    settings: Settings, address: str, alarms: Sequence[Alarm], ended: Sequence[str], now: datetime
) -> EmailMessage:
    """The mail: what is wrong, or that it is over; counts, moments and names of parts only."""
    firm = settings.firm
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("kaiji watchdog", addr_spec=firm.mail_from)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = _subject(alarms)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<watchdog.{secrets.token_hex(12)}@{firm.mail_domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if alarms:
        mail["Importance"] = "high"
    mail.set_content(_body(alarms, ended))
    return mail


def _subject(alarms: Sequence[Alarm]) -> str:
    if not alarms:
        return "kaiji 復旧 / recovered"
    return f"kaiji 警報 {len(alarms)} 件 / alarm: {', '.join(alarm.name for alarm in alarms)}"


def _body(alarms: Sequence[Alarm], ended: Sequence[str]) -> str:
    over = ", ".join(ended)
    host = socket.gethostname()
    ja = [f"・{alarm.ja}" for alarm in alarms] + ([f"復旧しました: {over}"] if ended else [])
    en = [f"- {alarm.en}" for alarm in alarms] + ([f"Recovered: {over}"] if ended else [])
    if alarms:
        ja.append(
            "その間、期限の知らせは出ません。`kaiji doctor` で確かめ、期限は `kaiji plan --open` で見てください。"
        )
        en.append("Until then nobody is told of dates. Run `kaiji doctor`; `kaiji plan --open` shows the dates.")
    return "\n".join([f"kaiji の見張り（{host}）", *ja, "", f"kaiji watchdog on {host}", *en, ""])
