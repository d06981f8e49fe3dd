"""What settling says of one case: rungs, handovers, silences and releases queued; what is overtaken is not sent."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlmodel import Session, col, select

from models.facts import Deadline
from models.provisions import Law
from models.rules.acknowledging import deferred_until
from models.rules.japan_time import japan_date, written
from models.rules.office_hours import office_moment
from models.rules.ownership import Ack, Follow
from models.rules.progress.plan import Escalation
from models.rules.redating import DateChange
from models.rules.reminders import (
    GIVE_UP_AFTER,
    NEW,
    History,
    NoticeSpec,
    Said,
    deadline_notices,
    escalation_notices,
    next_look,
)
from models.rules.rungs import skipped_rungs
from models.tables import CaseRow, LetterRow, NoticeRow
from models.terms import Addressee, CaseStatus, LetterState, NoticeKind
from tasks.case_store import docket
from tasks.case_store.acknowledgements import (
    acks_of,
    follow,
    follow_up_notices,
    is_pointless,
    next_follow_up_at,
    topics_of,
)
from tasks.case_store.dates import appearances
from tasks.case_store.facts import key_of
from tasks.case_store.notice_content import notice_content
from tasks.case_store.notice_states import pending
from tasks.case_store.notice_writing import write_notices
from tasks.process_identity import is_surely_dead

# What only makes sense while its case is open; that it was opened or closed is told in any case.
OF_OPEN_CASES = (
    NoticeKind.DEADLINE,
    NoticeKind.ESCALATION,
    NoticeKind.RELEASE_REQUESTED,
    NoticeKind.UNACKNOWLEDGED,
    NoticeKind.IDLE,
)


@dataclass(frozen=True, kw_only=True)
class Round:
    """One look at one case: its dates and silences as they are now, and which dates have just changed."""

    session: Session
    case: CaseRow
    law: Law
    now: datetime
    dates: tuple[Deadline, ...]
    escalations: tuple[Escalation, ...]
    changes: tuple[DateChange, ...]

    @property
    def live(self) -> dict[str, Deadline]:
        """The dates by key."""
        return {deadline.key: deadline for deadline in self.dates}

    @cached_property
    def acks(self) -> tuple[Ack, ...]:
        """What was acknowledged so far."""
        return acks_of(self.session, self.case)

    @cached_property
    def drafts(self) -> tuple[LetterRow, ...]:
        """Letters that wait for their release."""
        query = select(LetterRow).where(LetterRow.case_id == self.case.id, LetterRow.state == LetterState.DRAFTED)
        return tuple(self.session.exec(query.order_by(col(LetterRow.id))))


def note_skipped(at: Round) -> None:
    """Keep in the docket which rungs a date that has just appeared or moved will never say, and why."""
    live, today = at.live, japan_date(at.now)
    for deadline in (live[change.key] for change in at.changes if change.new):
        skipped = skipped_rungs(deadline, at.law.alarms.ladders[deadline.kind], today)
        if skipped:
            because = f"{written(today)}にこの期限が現れた（または動いた）とき、段の日は過ぎていた"
            rungs = [{"rung": rung.name, "on": rung.on} for rung in skipped]
            key = {"key": deadline.key, "rungs": rungs, "because": because}
            docket.append(at.session, key_of(at.case), at.now, "kaiji", "rungs_skipped", **key)


def cancel_overtaken(at: Round) -> None:
    """No mail for what was answered in the meantime, none with an old date, and none of a case that is not open."""
    is_wanted = _wanted(at)
    for row in _pending(at):
        reason = "overtaken" if at.case.status is CaseStatus.OPEN else at.case.status.value
        if not is_wanted(row):
            _cancel(at, row, reason)


def queue_notices(at: Round, *, moved: Iterable[DateChange]) -> datetime | None:
    """Queue what the facts call for now, each once; return when to look again for the next rung or handover.

    `moved`: dates that were only shown and moved by themselves.
    """
    rungs = deadline_notices(at.dates, _history(at, moved), at.now, at.law.calendar, at.law.alarms)
    known = follow(at.session, at.case, at.dates, at.now)
    specs = [
        *rungs,
        *follow_up_notices(at.session, at.case, at.law, known, at.now),
        *escalation_notices(at.escalations, at.now, at.law.calendar, at.law.alarms.office),
        *_release_requests(at),
    ]
    _cancel_older_rungs(at, rungs)
    if write_notices(at.session, at.case, specs, _contents(at), at.now):
        known = follow(at.session, at.case, at.dates, at.now)
    return _look_again(at, known)


def _look_again(at: Round, known: Follow) -> datetime | None:
    alarms = at.law.alarms
    looks = (next_look(item, alarms.ladders[item.kind], at.now, alarms.office) for item in at.dates)
    return min((moment for moment in (*looks, next_follow_up_at(at.law, known, at.now)) if moment), default=None)


def _history(at: Round, moved: Iterable[DateChange]) -> History:
    put_off = {item.key: deferred_until(at.acks, item.key, item.due_on) for item in at.dates}
    return History(
        said=tuple(_said(at)),
        moved=tuple(moved),
        appeared_on=appearances(at.session, at.case),
        deferred_until={key: until for key, until in put_off.items() if until},
    )


def _said(at: Round) -> Iterator[Said]:
    query = select(NoticeRow).where(
        NoticeRow.case_id == at.case.id,
        NoticeRow.kind == NoticeKind.DEADLINE,
        col(NoticeRow.cancelled_at).is_(None),
    )
    for row in at.session.exec(query.order_by(col(NoticeRow.written_at), col(NoticeRow.id))):
        for topic in topics_of(row):
            yield Said(
                topic=topic,
                stated_on=row.stated_on,
                rung=row.rung,
                read_on=japan_date(row.sent_at or row.not_before),
                act_by=_act_by_of(row),
            )


def _act_by_of(row: NoticeRow) -> date | None:
    stated = row.content.get("act_by")
    return date.fromisoformat(stated) if stated else None


def _release_requests(at: Round) -> list[NoticeSpec]:
    start = office_moment(at.now, at.law.calendar, at.law.alarms.office)
    return [
        NoticeSpec(
            kind=NoticeKind.RELEASE_REQUESTED,
            role=Addressee.ATTORNEY,
            stage=letter.stage,
            dedupe=f"release:{letter.id}",
            topic=f"letter:{letter.id}",
            subject=letter.subject,
            reason=letter.kind.value,
            not_before=start,
            give_up_at=start + GIVE_UP_AFTER,
        )
        for letter in at.drafts
    ]


def _contents(at: Round) -> Callable[[NoticeSpec], dict[str, Any]]:
    live = at.live
    changed = {change.key: change for change in at.changes if change.moved}
    return lambda spec: notice_content(spec, live.get(spec.topic), changed.get(spec.topic))


def _wanted(at: Round) -> Callable[[NoticeRow], bool]:
    """Say of a waiting notice whether it is still true."""
    if at.case.status is not CaseStatus.OPEN:
        return lambda _row: False
    live = at.live
    current = {(item.key, item.due_on, item.act_by) for item in at.dates}
    topics = {f"escalation:{item.subject}:{item.reason}" for item in at.escalations}
    topics |= {f"letter:{letter.id}" for letter in at.drafts}

    def is_wanted(row: NoticeRow) -> bool:
        if row.kind is NoticeKind.DEADLINE:
            return (row.topic, row.stated_on, _act_by_of(row)) in current
        if row.kind in {NoticeKind.ESCALATION, NoticeKind.RELEASE_REQUESTED}:
            return row.topic in topics
        return not is_pointless(row, at.acks, live)

    return is_wanted


def _pending(at: Round) -> Iterator[NoticeRow]:
    """Waiting notices that nobody is sending at this moment."""
    query = select(NoticeRow).where(
        NoticeRow.case_id == at.case.id,
        col(NoticeRow.kind).in_(OF_OPEN_CASES),
        pending(),
    )
    for row in at.session.exec(query.order_by(col(NoticeRow.id)).with_for_update()):
        if row.claimed_by is None or is_surely_dead(row.claimed_by):
            yield row


def _cancel(at: Round, row: NoticeRow, reason: str) -> None:
    row.cancelled_at, row.cancel_reason = at.now, reason
    row.claimed_by = row.claimed_until = None
    at.session.add(row)


def _cancel_older_rungs(at: Round, rungs: Iterable[NoticeSpec]) -> None:
    """A rung that could not leave before the next one came is not said beside it; the news of a move still is."""
    later = {(topic, spec.stated_on) for spec in rungs for topic in (spec.topic, *spec.also)}
    if not later:
        return
    for row in _pending(at):
        facts = {(topic, row.stated_on) for topic in topics_of(row)}
        if row.kind is NoticeKind.DEADLINE and row.rung != NEW and facts <= later:
            _cancel(at, row, "overtaken")
