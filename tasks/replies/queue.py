"""What a person decides about a mail that nobody could match: whose case it is and what it said, or nothing of ours."""

from dataclasses import dataclass, field

from models.answers.faults import Fault, Faults
from models.rules.japan_time import japan_date
from models.rules.own_words import own_words
from models.rules.replies import Reply, read_reply
from models.tables import MailInRow
from models.terms import AckDoor, MailVerdict
from tasks.acknowledging import HOW_TO_SAY, acknowledge_case
from tasks.case_store.facts import case_row
from tasks.case_store.mail_in import KeptMail, kept_mail, mail_faults, settle_mail
from tasks.case_store.owning import Which
from tasks.replies.incoming import read_mail
from tasks.replies.matching import member_with
from tasks.wiring import Services


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A mail is `ref`'s. `say` owns dates of that case as its sender's word: of `notice_id`, else the only open one."""

    ref: str
    say: str = field(default="", repr=False)
    notice_id: int | None = None


def assign(made: Services, mail_id: int, to: Assignment, *, by: str) -> list[str]:
    """Give a mail to a case; return the topics that are owned by it. Raises Faults, NoSuchCase.

    Dates are owned first: a kill in between leaves the mail in the queue, and doing it again owns nothing twice.
    """
    reply, member_id = _checked(made, mail_id, to, by)
    owned: list[str] = []
    if reply is not None and member_id is not None:
        which = Which(notice_id=to.notice_id)
        owned = acknowledge_case(
            made, to.ref, reply, member_id=member_id, door=AckDoor.MAIL, entered_by=by, which=which
        )
    now = made.clock.now()
    settle_mail(made.store, mail_id, MailVerdict.ASSIGNED, ref=to.ref, note=to.say.strip(), by=by, now=now)
    return owned


def _checked(made: Services, mail_id: int, to: Assignment, by: str) -> tuple[Reply | None, int | None]:
    said = to.say.strip()
    reply = read_reply(said, said_on=japan_date(made.clock.now())) if said else None
    with made.store.read() as session:
        row = session.get(MailInRow, mail_id)
        faults = mail_faults(row, mail_id, by)
        case_row(session, to.ref)
        member = member_with(session, row.sender) if row else None
    if said and reply is None:
        faults.append(Fault(field="say", value=said, cure=HOW_TO_SAY))
    if said and row and member is None:
        faults.append(Fault(field="say", value=said, cure="差出人が所員ではないので、誰の受領とも記録できません"))
    if faults:
        raise Faults(faults)
    return reply, member.id if member else None


def dismiss(made: Services, mail_id: int, *, reason: str, by: str) -> None:
    """Say why a mail is nothing of ours; it stays on record. Raises Faults."""
    with made.store.read() as session:
        faults = mail_faults(session.get(MailInRow, mail_id), mail_id, by)
    if not reason.strip():
        faults.append(Fault(field="reason", value="", cure="理由を書いてください"))
    if faults:
        raise Faults(faults)
    now = made.clock.now()
    settle_mail(made.store, mail_id, MailVerdict.DISMISSED, ref=None, note=reason.strip(), by=by, now=now)


@dataclass(frozen=True, kw_only=True)
class OpenedMail:
    """One mail for the eyes of whoever asked for it: personal in every field."""

    kept: KeptMail = field(repr=False)
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    own_words: str = field(repr=False)
    text: str = field(repr=False)


def opened_mail(made: Services, mail_id: int) -> OpenedMail:
    """Read one kept mail. Raises Faults for an unknown number."""
    kept = kept_mail(made.store, mail_id)
    mail = read_mail(kept.raw)
    return OpenedMail(
        kept=kept, sender=mail.sender, subject=mail.subject, own_words=own_words(mail.text), text=mail.text
    )
