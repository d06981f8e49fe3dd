"""What must hold whatever happens: watched after every sweep, and once more at the end."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.japan_time import JST, japan_date
from models.rules.office_hours import is_open
from models.tables import AcknowledgementRow, CaseRow, DeadlineShownRow, LetterRow, NoticeRow, OfficeTaskRow
from models.terms import CaseStatus, LetterState, NoticeKind, OfficeTaskKind
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.outbox import leaving_ids
from tasks.case_store.settling import position_of
from tests.simulation.firm import Firm

OF_DATES = (NoticeKind.DEADLINE, NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE)
OF_OPEN_CASES = (*OF_DATES, NoticeKind.ESCALATION, NoticeKind.RELEASE_REQUESTED)
# A digest's lines go alone; a task that cannot be told stays on the board, and another task would not be told either.
_WITHOUT_A_TASK = (NoticeKind.DIGEST, NoticeKind.OFFICE_TASK)
GRACE = timedelta(days=4)  # a weekend and a day
MOST_MAILS = 9


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A fatal date that passed while its case was open."""

    ref: str
    case_id: int
    topic: str
    due_on: date
    act_by: date
    appeared_on: date


class Watch:
    """The watcher of one firm; `broken` says what did not hold, when."""

    def __init__(self, of: Firm, say: Callable[[str], object]) -> None:
        self._say = say
        self.firm, self.broken = of, list[str]()
        self._seen, self._left = set[int](), set[int]()
        self._passed: dict[tuple[str, str, date], Passed] = {}

    def note(self, said: str) -> None:
        """Something that must not be."""
        self.broken.append(f"{self.firm.today():%Y-%m-%d %H:%M} {said}")
        self._say(self.broken[-1])

    def after_sweep(self) -> list[NoticeRow]:
        """Look at what has just left; return it."""
        with self.firm.made.store.read() as session:
            query = select(NoticeRow).where(NoticeRow.sent_at == self.firm.clock.now())  # it stands during a sweep
            rows = [row for row in session.exec(query.order_by(col(NoticeRow.id))) if row.id not in self._seen]
            self._look(session, rows)
            self._note_passed(session)
            session.expunge_all()
        self._seen |= {key_of(row) for row in rows}
        return rows

    def left_lying(self) -> None:
        """What could leave is not left lying by two sweeps, unless the relay is down."""
        made, now = self.firm.made, self.firm.clock.now()
        left, self._left = self._left, set()
        if self.firm.relay.is_down():
            return
        with made.store.read() as session:
            self._left = set(leaving_ids(made.store, made.law, now))
            for key in self._left & left:
                self.note(f"left lying although the relay works: {session.get_one(NoticeRow, key).dedupe}")

    def _look(self, session: Session, rows: list[NoticeRow]) -> None:
        current: dict[int, set[tuple[str, date, date]]] = {}
        for row in rows:
            case = session.get(CaseRow, row.case_id) if row.case_id else None
            if not self._may_leave_now(row):
                self.note(f"left outside hours: {row.kind} {row.dedupe}")
            if case and row.kind in OF_OPEN_CASES and case.status is not CaseStatus.OPEN:
                self.note(f"left for a case that is {case.status}: {row.dedupe}")
            if case and row.kind in OF_DATES:
                if key_of(case) not in current:
                    current[key_of(case)] = set(self._dates(session, case))
                self._is_current(row, current[key_of(case)])
            if row.kind is NoticeKind.RELEASE_REQUESTED:
                letter = session.get_one(LetterRow, int(row.topic.partition(":")[2]))
                if letter.state is not LetterState.DRAFTED:
                    self.note(f"asked to release what is {letter.state}: {row.dedupe}")

    def _dates(self, session: Session, case: CaseRow) -> Iterator[tuple[str, date, date]]:
        for item in position_of(session, case, self.firm.made.law, self.firm.clock.now()).dates:
            yield item.key, item.due_on, item.act_by

    def _is_current(self, row: NoticeRow, current: set[tuple[str, date, date]]) -> None:
        act_by = date.fromisoformat(row.content["act_by"]) if row.content.get("act_by") else None
        for topic in _topics(row):
            if (topic, row.stated_on, act_by) not in current:
                self.note(f"states an overtaken date: {row.dedupe} {topic} {row.stated_on}")

    def _may_leave_now(self, row: NoticeRow) -> bool:
        law, now = self.firm.made.law, self.firm.clock.now()
        if is_open(now, law.calendar, law.alarms.office):
            return True
        act_by = row.content.get("act_by")
        if not (row.content.get("fatal") and act_by):
            return False
        return (date.fromisoformat(act_by) - japan_date(now)).days <= law.alarms.office.urgent_days

    def _note_passed(self, session: Session) -> None:
        """Fatal dates whose safe day is over while their case is open."""
        today = japan_date(self.firm.clock.now())
        query = (
            select(DeadlineShownRow, CaseRow.ref)
            .join(CaseRow, col(CaseRow.id) == col(DeadlineShownRow.case_id))
            .where(
                col(DeadlineShownRow.fatal),
                col(DeadlineShownRow.act_by) < today,
                col(DeadlineShownRow.act_by) >= today - timedelta(days=2),
                CaseRow.status == CaseStatus.OPEN,
            )
        )
        for row, ref in session.exec(query):
            self._passed.setdefault(
                (ref, row.key, row.due_on),
                Passed(
                    ref=ref,
                    case_id=row.case_id,
                    topic=row.key,
                    due_on=row.due_on,
                    act_by=row.act_by,
                    appeared_on=row.appeared_on,
                ),
            )

    # At the end

    def finish(self) -> None:
        """Look at the year as a whole."""
        with self.firm.made.store.read() as session:
            rows = list(session.exec(select(NoticeRow).order_by(col(NoticeRow.id))))
            self._once(rows)
            self._told_of_moves(rows)
            self._failures_have_tasks(session, rows)
            self._audit_found_nothing(session)
            for passed in self._passed.values():
                self._was_owned(session, passed, rows)
            self._one_digest_a_morning(rows)
        self._mails_are_bounded()
        self._no_mail_twice()

    def _once(self, rows: Iterable[NoticeRow]) -> None:
        """Each rung of a fact reaches a reader once."""
        said: dict[tuple[object, ...], set[int]] = defaultdict(set)
        for row in rows:
            if row.kind is NoticeKind.DEADLINE and row.sent_at and row.rung != "new":
                for topic in _topics(row):
                    fact = (row.case_id, topic, row.stated_on, row.rung, row.sent_to_id)
                    said[fact].add(row.carrier_id or key_of(row))
        for told, mails in said.items():
            if len(mails) > 1:
                self.note(f"said in {len(mails)} mails {sorted(mails)}: {told}")

    def _told_of_moves(self, rows: Iterable[NoticeRow]) -> None:
        """Who was told another day before hears from what day it moved (or the office knows that the mail was lost)."""
        by_topic: dict[tuple[int | None, str, int | None], list[NoticeRow]] = defaultdict(list)
        for row in rows:
            if row.kind is NoticeKind.DEADLINE and (row.sent_at or row.failed_at):
                for topic in _topics(row):
                    by_topic[row.case_id, topic, row.member_id].append(row)
        for (_, topic, _), told in by_topic.items():
            told.sort(key=lambda row: (row.written_at, row.id))
            for before, after in pairwise(told):
                if before.stated_on != after.stated_on and not after.content.get("moved_from"):
                    self.note(f"moved in silence: {topic} {before.stated_on} -> {after.stated_on} ({after.dedupe})")

    def _failures_have_tasks(self, session: Session, rows: Iterable[NoticeRow]) -> None:
        query = select(OfficeTaskRow.notice_id).where(OfficeTaskRow.kind == OfficeTaskKind.REFUSED)
        tasks = set(session.exec(query))
        for row in rows:
            if row.failed_at and row.kind not in _WITHOUT_A_TASK and key_of(row) not in tasks:
                self.note(f"failed without a task: {row.dedupe}: {row.last_error}")

    def _audit_found_nothing(self, session: Session) -> None:
        """The desk's own nightly audit agrees."""
        query = select(OfficeTaskRow).where(OfficeTaskRow.kind == OfficeTaskKind.AUDIT)
        for task in session.exec(query.order_by(col(OfficeTaskRow.id))):
            self.note(f"the audit of {task.opened_at.astimezone(JST):%Y-%m-%d %H:%M} found: {task.said}")

    def _was_owned(self, session: Session, passed: Passed, rows: Iterable[NoticeRow]) -> None:
        """Announced, and then owned by somebody, or passed on to the last person, or known to the office."""
        if datetime.combine(passed.act_by, datetime.min.time(), tzinfo=JST) + GRACE > self.firm.clock.now():
            return
        told = [
            row
            for row in rows
            if row.case_id == passed.case_id
            and row.kind in OF_DATES
            and passed.topic in _topics(row)
            and row.stated_on == passed.due_on
        ]
        name = f"{passed.ref} {passed.topic} {passed.due_on} (safe {passed.act_by}, appeared {passed.appeared_on})"
        case = case_row(session, passed.ref)
        if not any(row.sent_at or row.failed_at for row in told):
            if passed.appeared_on <= passed.act_by:
                self.note(f"never announced: {name}; case {case.status}")
            return
        if not any(row.ack_hours is not None for row in told):
            return
        if not self._is_owned(session, passed) and not self._is_known(session, passed):
            self.note(f"nobody owned it and nobody was left: {name}; case {case.status}")

    def _is_owned(self, session: Session, passed: Passed) -> bool:
        query = select(AcknowledgementRow.id).where(
            AcknowledgementRow.case_id == passed.case_id,
            AcknowledgementRow.topic == passed.topic,
            AcknowledgementRow.stated_on == passed.due_on,
        )
        return session.exec(query).first() is not None

    def _is_known(self, session: Session, passed: Passed) -> bool:
        kinds = (OfficeTaskKind.UNOWNED, OfficeTaskKind.REFUSED)
        query = select(OfficeTaskRow.id).where(
            OfficeTaskRow.case_id == passed.case_id,
            col(OfficeTaskRow.kind).in_(kinds),
            sa.or_(col(OfficeTaskRow.said).contains(passed.topic), col(OfficeTaskRow.kind) == OfficeTaskKind.REFUSED),
        )
        return session.exec(query).first() is not None

    def _by_day(self) -> Counter[tuple[str, date]]:
        return Counter((mail.to, mail.at.astimezone(JST).date()) for mail in self.firm.relay.mails)

    def most_mails_a_day(self) -> int:
        """The most mails that one person got on one day."""
        return max(self._by_day().values(), default=0)

    def _mails_are_bounded(self) -> None:
        for (to, day), number in self._by_day().items():
            if number > MOST_MAILS + self.firm.cases:
                self.note(f"{number} mails on {day} to {to.partition('@')[0]}")

    def _one_digest_a_morning(self, rows: Iterable[NoticeRow]) -> None:
        days = Counter(
            (row.sent_to_id, japan_date(row.sent_at)) for row in rows if row.kind is NoticeKind.DIGEST and row.sent_at
        )
        for (reader, day), number in days.items():
            if number > 1:
                self.note(f"{number} digests on {day} to member {reader}")

    def _no_mail_twice(self) -> None:
        """A Message-ID goes out again only when its fate was unknown."""
        times = Counter(mail.message_id for mail in self.firm.relay.mails)
        for name, number in times.items():
            if number > 1 and name not in self.firm.relay.unsure:
                self.note(f"sent {number} times: {name}")


def _topics(row: NoticeRow) -> tuple[str, ...]:
    return (row.topic, *row.content.get("also", ()))
