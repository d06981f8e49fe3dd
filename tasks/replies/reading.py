"""The sweep's first chore: fetch what came in, keep it, act on it; a mailbox that is silent for long is a task."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError

from models.terms import OfficeTaskKind
from tasks.case_store.mail_in import keep, unread_ids
from tasks.case_store.office_tasks import open_task
from tasks.fault_log import note_fault
from tasks.ports import FetchedMail, Mailbox, Unavailable
from tasks.replies.handling import give_up, handle
from tasks.replies.incoming import read_mail
from tasks.wiring import Services

PATIENCE = timedelta(hours=1)


def read_replies(made: Services) -> int:
    """Fetch and act on all mail that came in; return how many. Raises Unavailable when a mailbox does not answer.

    What was kept and not acted on (a process was killed in between) comes first, whether or not a mailbox answers.
    """
    for mail_id in unread_ids(made.store):
        act(made, mail_id)
    count, silent = 0, []
    for box in made.mailboxes:
        try:
            count += box.drain(taker(made))
        except Unavailable as silence:
            silent.append(silence)
            _note_silence(made, box)
        else:
            _mark_of(made, box).unlink(missing_ok=True)
    if silent:
        raise silent[0]
    return count


def taker(made: Services) -> Callable[[FetchedMail], None]:
    """What is done with one fetched mail: first it is kept, then it is acted on."""

    def take(fetched: FetchedMail) -> None:
        mail = read_mail(fetched.raw)
        act(
            made,
            keep(
                made.store,
                fetched.raw,
                made.clock.now(),
                sender=mail.sender,
                subject=mail.subject,
                cut=fetched.cut,
            ),
        )

    return take


def act(made: Services, mail_id: int) -> None:
    """Act on one kept mail; one that nobody foresaw goes to the queue and never stops the next."""
    try:
        handle(made, mail_id)
    except (OperationalError, InterfaceError):  # the database, not the mail: the next sweep tries again
        raise
    except Exception as fault:  # noqa: BLE001 (whatever a mail does to us, the others are read)
        note_fault(made.settings.root, fault)
        give_up(made, mail_id)


def _note_silence(made: Services, box: Mailbox) -> None:
    """After an hour of silence operations get a task, one for each time it falls silent."""
    mark, now = _mark_of(made, box), made.wall.now()
    if not mark.exists():
        mark.write_text(now.isoformat(), encoding="ascii")
    since = datetime.fromisoformat(mark.read_text(encoding="ascii"))
    if now - since < PATIENCE:
        return
    with made.store.write() as session:
        open_task(
            session,
            OfficeTaskKind.STALL,
            dedupe=f"replies:{box.name}:{since.isoformat()}",
            said=f"replies are not read: {box.name} has been silent since {since.isoformat(timespec='minutes')}",
            now=made.clock.now(),
        )


def _mark_of(made: Services, box: Mailbox) -> Path:
    """Beside the database: since when this mailbox has been silent."""
    return made.settings.root / f"replies-{box.name}-silent-since"
