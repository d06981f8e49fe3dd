"""In which order the open waits of a case are asked, and what puts one off or brings it back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.facts import CaseFacts, Deadline
from models.rules.progress.plan import japan_day, morning_of
from models.rules.putting_off import hanging, is_over, order
from models.tables import CaseRow, WaitRow
from tasks.case_store import docket
from tasks.case_store.facts import key_of


def by_urgency(waits: Iterable[WaitRow]) -> list[WaitRow]:
    """Most urgent first: what staff asked for, then rank, date and age; what was put off comes last."""
    return sorted(waits, key=order)


def put_off(session: Session, wait: WaitRow, until: date) -> None:
    """Ask the others first until the morning of that day."""
    wait.deferred_until, wait.asked_first_at = until, None
    session.add(wait)


def ask_first(session: Session, wait: WaitRow, now: datetime) -> None:
    """Ask this one before the more urgent ones, to the end of the day in Japan."""
    wait.deferred_until, wait.asked_first_at = None, now
    session.add(wait)


def bring_back(
    session: Session,
    case: CaseRow,
    waits: Iterable[WaitRow],
    known: tuple[CaseFacts, Iterable[Deadline]],
    now: datetime,
) -> None:
    """End what was said of a wait's turn once it no longer holds (see `is_over`)."""
    facts, deadlines = known
    today = japan_day(now)
    for wait in waits:
        if not is_over(wait, hanging(wait.subject, facts, deadlines), today):
            continue
        if wait.deferred_until:
            said = {"wait": wait.id, "until": wait.deferred_until}
            docket.append(session, key_of(case), now, "kaiji", f"wait_back:{wait.kind}", **said)
        wait.deferred_until = wait.asked_first_at = None
        session.add(wait)


def next_turn(waits: Iterable[WaitRow], now: datetime) -> datetime | None:
    """When the order changes by itself: a wait that was put off comes back, or one asked first loses its place."""
    moments = [morning_of(wait.deferred_until) for wait in waits if wait.deferred_until]
    moments += [morning_of(japan_day(wait.asked_first_at) + timedelta(days=1)) for wait in waits if wait.asked_first_at]
    return min((moment for moment in moments if moment > now), default=None)
