"""A firm lives through its days: people act, time jumps to the next wake-up, the sweep runs, everything is watched."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlmodel import col, select

from models.tables import NoticeRow
from tasks.case_store.facts import key_of
from tasks.case_store.legs import due_cases, next_moment
from tasks.case_store.outbox import leaving_ids
from tasks.case_store.position import CaseView
from tasks.wiring import Services
from tests.case_side import sweep_cases
from tests.simulation.firm import BEGINS, Firm, firm
from tests.simulation.invariants import Watch
from tests.simulation.people import People, is_asking, moment_on
from tests.tasks.case_store.cases import work

Act = Callable[[], None]


@dataclass(order=True, frozen=True)
class Planned:
    """Something that people will do."""

    at: datetime
    number: int
    act: Act = field(compare=False, repr=False)


@dataclass(kw_only=True)
class Lived:
    """What became of one simulated firm."""

    seed: int
    days: int
    sweeps: int = 0
    mails: int = 0
    notices: int = 0
    most_mails_a_day: int = 0
    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def line(self) -> str:
        """What is printed."""
        return (
            f"seed {self.seed}: {self.days} days, {self.sweeps} sweeps, {self.notices} notices, {self.mails} mails,"
            f" at most {self.most_mails_a_day} a day to one person; done {self.done}; refused {self.refused}"
        )


class Year:
    """One firm's time."""

    def __init__(self, of: Firm, days: int, cases: int, say: Callable[[str], object]) -> None:
        self.firm, self.people, self.watch = of, People(firm=of), Watch(of, say)
        self.end = BEGINS + timedelta(days=days)
        self._busy = 1 + cases // 3
        self.sweeps, self._is_morning, self._due = 0, True, set[str]()
        self._numbers = count()
        self._plan: list[Planned] = []
        self._down = [
            (start, start + timedelta(hours=of.dice.choice([3, 20, 60])))
            for start in (BEGINS + timedelta(days=of.dice.uniform(5, days)) for _ in range(days // 60))
        ]
        for number in range(cases):
            self._later(BEGINS + timedelta(days=number * 9, hours=of.dice.randint(0, 8)), self.people.open_case)
        self._plan_days(days)

    def live(self) -> None:
        """Until the end of the last day."""
        while self.firm.clock.now() < self.end:
            self.firm.clock.step_to(self._next())
            while self._plan and self._plan[0].at <= self.firm.clock.now():
                heapq.heappop(self._plan).act()
            if self._is_morning or self._has_work():
                self._sweep()
        self.watch.finish()

    def _plan_days(self, days: int) -> None:
        calendar, dice = self.firm.made.law.calendar, self.firm.dice
        for number in range(1, days):
            day = (BEGINS + timedelta(days=number)).date()
            if not calendar.closed(day):
                self._later(moment_on(day, 8, 0), self._tick)
                for _ in range(dice.randrange(2 * self._busy)):
                    self._later(moment_on(day, dice.randint(8, 21), dice.randint(1, 59)), self.people.deed)

    def _tick(self) -> None:
        """The sweep that queues the digests and the heartbeat's mail."""
        self._is_morning = True

    def _has_work(self) -> bool:
        store, now = self.firm.made.store, self.firm.clock.now()
        return bool(due_cases(store, now) or leaving_ids(store, self.firm.made.law, now))

    def _later(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._plan, Planned(at, next(self._numbers), act))

    def _next(self) -> datetime:
        """The next moment at which something may happen; while the desk is down, the moment it is back."""
        now = self.firm.clock.now()
        moments = [next_moment(self.firm.made.store, now), self._plan[0].at if self._plan else None, self.end]
        found = max(now + timedelta(minutes=1), min(moment for moment in moments if moment))
        for start, end in self._down:
            if start <= found < end:
                found = end
        return found

    def _sweep(self) -> None:
        made = self.firm.made
        self._is_morning = False
        sweep_cases(made, _leg)
        self.sweeps += 1
        for row in self.watch.after_sweep():
            self._reactions(row)
        due = set(due_cases(made.store, made.clock.now()))  # a mail that failed lets its case be looked at once more
        if stuck := due & self._due:
            self.watch.note(f"due again and again: {sorted(stuck)}")
        self._due = due
        self.watch.left_lying()

    def _reactions(self, row: NoticeRow) -> None:
        at = self.people.when_to_react()
        notice_id, reader = key_of(row), row.sent_to_id
        if at and reader and is_asking(row):
            self._later(at, lambda: self.people.react(notice_id, reader))


def _leg(made: Services, view: CaseView) -> None:
    """What the engine would let the stages do."""
    if view.todos:
        work(made, view.ref)


def simulate(
    folder: Path,
    seed: int,
    *,
    days: int = 365,
    cases: int = 5,
    plainly: bool = False,
    say: Callable[[str], object] = lambda _: None,
) -> Lived:
    """Let one firm live so many days; what broke is in `broken`, and said at once. `plainly`: mails without text."""
    with firm(folder, seed, days, plainly=plainly) as of:
        year = Year(of, days, cases, say)
        year.live()
        with of.made.store.read() as session:
            notices = len(session.exec(select(col(NoticeRow.id))).all())
        return Lived(
            seed=seed,
            days=days,
            sweeps=year.sweeps,
            mails=len(of.relay.mails),
            notices=notices,
            most_mails_a_day=year.watch.most_mails_a_day(),
            done=dict(year.people.done),
            refused=dict(year.people.refused),
            broken=year.watch.broken,
        )
