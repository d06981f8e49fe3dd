"""Queueing notices: one row to each person they are for, once for each fact."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.rules.reminders import NoticeSpec
from models.tables import CaseRow, NoticeRow
from models.terms import Addressee
from tasks.case_store.facts import key_of
from tasks.case_store.members import members_for


def write_notice(
    session: Session, case: CaseRow, spec: NoticeSpec, dedupe: str, content: dict[str, Any], now: datetime
) -> None:
    """Queue one notice to everybody it is for, each with a dedupe of their own."""
    members = _Members(session=session, case=case, now=now)
    for key, member_id in members.addressed(spec, dedupe):
        if session.exec(select(NoticeRow.id).where(NoticeRow.dedupe == key)).first() is None:
            session.add(_row(case, spec, key, content, now, member_id))
    session.flush()


def write_notices(
    session: Session,
    case: CaseRow,
    specs: Iterable[NoticeSpec],
    content_of: Callable[[NoticeSpec], dict[str, Any]],
    now: datetime,
) -> bool:
    """Queue notices that are not queued yet; who would hear of one fact in two roles hears of it once.

    Return whether anything was queued.
    """
    wanted = dict(_for_each_person(case, specs, _Members(session=session, case=case, now=now)))
    query = select(NoticeRow).where(col(NoticeRow.dedupe).in_(wanted))
    known = {row.dedupe: row for row in session.exec(query)} if wanted else {}
    new = {key: told for key, told in wanted.items() if key not in known or known[key].cancelled_at is not None}
    for key, (member_id, spec) in new.items():
        if key in known:
            _revive(session, known[key], spec, content_of(spec), now)
        else:
            session.add(_row(case, spec, key, content_of(spec), now, member_id))
    session.flush()
    return bool(new)


@dataclass(frozen=True, kw_only=True)
class _Members:
    """Whom notices of one case are for; each role is looked up once."""

    session: Session
    case: CaseRow
    now: datetime
    _known: dict[Addressee, tuple[int, ...]] = field(default_factory=dict)

    def addressed(self, spec: NoticeSpec, dedupe: str) -> Iterator[tuple[str, int]]:
        """Yield the dedupe and the member of everybody a notice is for."""
        for number, member_id in enumerate(spec.to or self._in(spec.role), 1):
            yield dedupe if number == 1 else f"{dedupe}#{number}", member_id

    def _in(self, role: Addressee) -> tuple[int, ...]:
        if role not in self._known:
            self._known[role] = tuple(key_of(row) for row in members_for(self.session, self.case, role, self.now))
        return self._known[role]


def _for_each_person(
    case: CaseRow, specs: Iterable[NoticeSpec], members: _Members
) -> Iterator[tuple[str, tuple[int, NoticeSpec]]]:
    told: set[tuple[object, ...]] = set()
    for spec in specs:
        for key, member_id in members.addressed(spec, f"{case.ref}:{spec.dedupe}"):
            fact = (spec.kind, spec.topic, spec.stated_on, spec.rung, spec.reason, member_id)
            if fact not in told:
                told.add(fact)
                yield key, (member_id, spec)


def _row(
    case: CaseRow, spec: NoticeSpec, dedupe: str, content: dict[str, Any], now: datetime, member_id: int
) -> NoticeRow:
    return NoticeRow(
        case_id=key_of(case),
        kind=spec.kind,
        carriage=spec.carriage,
        member_id=member_id,
        dedupe=dedupe,
        topic=spec.topic,
        stated_on=spec.stated_on,
        rung=spec.rung,
        content=content,
        written_at=now,
        not_before=spec.not_before,
        give_up_at=spec.give_up_at,
        ack_hours=spec.ack_hours,
        ack_any_time=spec.ack_any_time,
    )


def _revive(session: Session, row: NoticeRow, spec: NoticeSpec, content: dict[str, Any], now: datetime) -> None:
    """A notice cancelled unsent is true again (a date moved and moved back, a hold ended): it is said now."""
    row.cancelled_at = row.cancel_reason = row.last_error = row.carrier_id = None
    row.content, row.written_at, row.attempts = content, now, 0
    row.carriage, row.not_before, row.give_up_at = spec.carriage, spec.not_before, spec.give_up_at
    row.ack_hours, row.ack_any_time = spec.ack_hours, spec.ack_any_time
    session.add(row)
