"""The one door for owning a date: by reply, on the page or on the command line, it ends here."""

from collections.abc import Iterable
from datetime import datetime

from models.rules.replies import Reply
from models.terms import AckDoor
from tasks.case_store.owning import Saying, own_dates, own_notice
from tasks.wiring import Services


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
    entered_by: str,
    topics: Iterable[str] | None = None,
) -> list[str]:
    """Own these dates of a case as they stand now (None: all that nobody has owned); return their topics.

    Raises Faults as `acknowledge` does, and NoSuchCase.
    """
    now = made.clock.now()
    saying = Saying(reply=reply, member_id=member_id, door=door, entered_by=entered_by, said_at=now)
    return own_dates(made.store, made.law, ref, topics, saying, now)
