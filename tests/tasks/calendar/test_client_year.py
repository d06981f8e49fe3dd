"""Two calendars of an attorney over a random year: one follows the feed, one knows only what digests attached."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.rules.progress.plan import japan_day
from models.tables import CalendarEntryRow, NoticeRow, StepRow
from models.terms import CalendarStatus, CaseStatus, NoticeKind, StepKind
from tasks.calendar_feeds import feed_path, write_feeds
from tasks.calendar_files import attachments
from tasks.case_store.feeds import FeedMember, feed_members
from tasks.case_store.opening import close_case, hold_case, reopen_case
from tasks.case_store.position import refresh_case
from tasks.corrections import correct
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.calendar.reading import JAPAN, Seen, read
from tests.tasks.case_store.cases import PLATFORM, STAFF

WHY = {"by": STAFF, "reason": "検証"}
LOOKS = 26
State = tuple[str, int, date | datetime]


@dataclass
class Client:
    """A calendar by RFC 5546: a UID is one event, the higher SEQUENCE wins, then the newer DTSTAMP."""

    known: dict[str, Seen] = field(default_factory=dict)

    def take(self, content: bytes) -> None:
        for seen in read(content):
            before = self.known.get(seen.uid)
            if before is None or (before.sequence, before.changed_at) <= (seen.sequence, seen.changed_at):
                self.known[seen.uid] = seen

    def follow(self, content: bytes) -> None:
        """A subscription: what is no longer in the feed is dropped."""
        self.take(content)
        listed = {seen.uid for seen in read(content)}
        self.known = {uid: seen for uid, seen in self.known.items() if uid in listed}

    def standing(self) -> dict[str, State]:
        return {
            uid: (seen.status, seen.sequence, seen.begins)
            for uid, seen in self.known.items()
            if seen.status != "CANCELLED"
        }


@dataclass
class Office:
    """What happens at the firm, one thing at a look; what is refused did not happen."""

    made: Services
    clock: SteppedClock
    dice: random.Random
    ref: str

    @property
    def today(self) -> date:
        return japan_day(self.clock.now())

    def anything(self) -> None:
        acts: tuple[Callable[[], object], ...] = (
            self.hear, self.hear, self.propose, self.propose, self.put_right, self.withdraw, self.change, self.look
        )  # fmt: skip
        try:
            self.dice.choice(acts)()
        except Faults:
            self.look()

    def look(self) -> None:
        refresh_case(self.made.store, self.made.law, self.ref, self.clock.now())

    def hear(self) -> None:
        self._told("hearing_set")

    def propose(self) -> None:
        self._told("hearing_proposed")

    def _told(self, event: str) -> None:
        typed = {"event": event, "subject": PLATFORM, "happened": self.today.isoformat(), "entered_by": STAFF}
        record_event(self.made, self.ref, typed | self._when())

    def _when(self) -> dict[str, str]:
        on = self.today + timedelta(days=self.dice.choice([7, 14, 21]))
        return {"on": on.isoformat(), "at": self.dice.choice(["", "10:00", "13:30"])}

    def put_right(self) -> None:
        correct(self.made, self.ref, {"fact": self._fact(), "reason": "見間違い", "entered_by": STAFF, **self._when()})

    def withdraw(self) -> None:
        typed = {"fact": self._fact(), "reason": "誤り", "entered_by": STAFF, "withdraw": True}
        correct(self.made, self.ref, typed)

    def _fact(self) -> str:
        kinds = (StepKind.HEARING_SET, StepKind.HEARING_PROPOSED)
        with self.made.store.read() as session:
            query = select(StepRow.id).where(col(StepRow.kind).in_(kinds), col(StepRow.corrects).is_(None))
            return str(self.dice.choice(session.exec(query.order_by(col(StepRow.id))).all() or [0]))

    def change(self) -> None:
        """On hold, closed, or open again."""
        said: dict[str, Any] = {"now": self.clock.now(), **WHY}
        status = refresh_case(self.made.store, self.made.law, self.ref, self.clock.now()).status
        if status is not CaseStatus.OPEN:
            reopen_case(self.made.store, self.made.law, self.ref, **said)
        elif self.dice.random() < 0.5:
            hold_case(self.made.store, self.made.law, self.ref, until=None, **said)
        else:
            close_case(self.made.store, self.made.law, self.ref, **said)


def digest(made: Services, member: FeedMember, *, leaves: bool) -> list[bytes]:
    """The files of this morning's digest; one that never leaves is none."""
    now = made.clock.now()
    with made.store.write() as session:
        row = NoticeRow(
            kind=NoticeKind.DIGEST,
            member_id=member.id,
            dedupe=f"digest:{now.isoformat()}",
            written_at=now,
            not_before=now,
            sent_at=now if leaves else None,
            proof="kept" if leaves else None,
        )
        session.add(row)
        session.flush()
        number = row.id or 0
    return [file.content for file in attachments(made, number)] if leaves else []


def stored(made: Services) -> list[CalendarEntryRow]:
    with made.store.read() as session:
        rows = session.exec(select(CalendarEntryRow)).all()
        session.expunge_all()
        return list(rows)


def expected(rows: list[CalendarEntryRow]) -> dict[str, State]:
    return {
        row.uid: (
            row.status.value.upper(),
            row.sequence,
            row.starts_at.astimezone(JAPAN) if row.starts_at else row.on,
        )
        for row in rows
        if row.status is not CalendarStatus.CANCELLED
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_calendars_end_as_the_database_stands(services: Services, clock: SteppedClock, ref: str, seed: int) -> None:
    dice = random.Random(seed)
    office = Office(made=services, clock=clock, dice=dice, ref=ref)
    member = feed_members(services.store)[0]
    subscribed, mailed = Client(), Client()
    post: list[bytes] = []
    versions: dict[str, tuple[int, str]] = {}
    for look in range(LOOKS):
        office.anything()
        for row in stored(services):
            sequence, said = versions.get(row.uid, (-1, ""))
            assert (row.sequence > sequence) == (row.content_hash != said or row.uid not in versions)
            assert row.sequence >= sequence
            versions[row.uid] = (row.sequence, row.content_hash)
        write_feeds(services)
        subscribed.follow(feed_path(services, member).read_bytes())
        post += digest(services, member, leaves=look == LOOKS - 1 or dice.random() < 0.7)
        clock.step(days=dice.choice([1, 8, 20, 27]))
    for content in dice.sample(post + post[::3], len(post + post[::3])):  # late, twice, in any order
        mailed.take(content)
    rows = stored(services)
    assert len({row.status for row in rows}) > 1
    assert max(row.sequence for row in rows) > 2
    ahead = [row for row in rows if row.on >= japan_day(clock.now()) - timedelta(days=30)]
    assert {uid: state for uid, state in subscribed.standing().items() if uid in expected(ahead)} == expected(ahead)
    assert subscribed.standing().items() <= expected(rows).items()
    assert mailed.standing() == expected(rows)
