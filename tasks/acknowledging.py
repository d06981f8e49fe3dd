"""The one door for owning a date: by reply, on the page or on the command line, it ends here."""

from datetime import datetime

from models.answers.faults import Fault, Faults
from models.rules.japan_time import japan_date
from models.rules.replies import Reply, read_reply
from models.terms import AckDoor
from tasks.case_store.owning import Saying, Which, own_dates, own_notice
from tasks.case_store.staff import name_of
from tasks.wiring import Services

ALL_OPEN = Which(all_open=True)
HOW_TO_SAY = "「了解」「対応済」「延期 3日 理由」のどれかを書いてください"


def acknowledge(  # noqa: PLR0913 (who said what, when and how, all by keyword)
    made: Services,
    notice_id: int,
    reply: Reply,
    *,
    member_id: int,
    door: AckDoor,
    entered_by: str,
    said_at: datetime,
    mail_id: int | None = None,
) -> list[str]:
    """Own the dates of one notice, of a digest all its lines; return their topics. Saying it twice changes nothing.

    Raises Faults, and then nothing was written: field `notice` (it asks for nothing), `member` (not of this case),
    `until`, `days` or `reason` (a deferral too late or incomplete), `date` (none of it lives any more), `ref` (closed).
    """
    saying = Saying(
        reply=reply, member_id=member_id, door=door, entered_by=entered_by, said_at=said_at, mail_id=mail_id
    )
    return own_notice(made.store, made.law, notice_id, saying, made.clock.now())


def acknowledge_case(  # noqa: PLR0913 (who said what, of which dates, all by keyword)
    made: Services,
    ref: str,
    reply: Reply,
    *,
    member_id: int,
    door: AckDoor,
    entered_by: str = "",
    which: Which = ALL_OPEN,
) -> list[str]:
    """Own dates of a case as they stand now (all that nobody has owned, if not told which); return their topics.

    Raises Faults as `acknowledge` does, and NoSuchCase. Without `entered_by` the member entered it.
    """
    now, by = made.clock.now(), entered_by.strip() or name_of(made.store, member_id)
    saying = Saying(reply=reply, member_id=member_id, door=door, entered_by=by, said_at=now)
    return own_dates(made.store, made.law, ref, which, saying, now)


def acknowledge_said(made: Services, ref: str, said: str, *, member_id: int, which: Which) -> list[str]:
    """The same from words as a mail would say them (the command line). Raises Faults, NoSuchCase."""
    reply = read_reply(said, said_on=japan_date(made.clock.now()))
    if reply is None:
        raise Faults([Fault(field="say", value=said, cure=HOW_TO_SAY)])
    return acknowledge_case(made, ref, reply, member_id=member_id, door=AckDoor.CLI, which=which)
