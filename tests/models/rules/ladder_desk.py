"""A desk that lives from look to look and remembers what it said, as settling and the outbox do."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from models.facts import Deadline
from models.provisions import CourtCalendar, load_law
from models.provisions.ladders import Alarms
from models.rules.japan_time import JST, japan_date
from models.rules.redating import DateChange
from models.rules.reminders import History, NoticeSpec, Said, deadline_notices, next_look
from models.rules.rungs import skipped_rungs
from models.terms import Confidence, DeadlineKind, Stage

LAW = load_law()
CALENDAR, ALARMS = LAW.calendar, LAW.alarms
LOG = Deadline(
    key="log_expiry:observation:1",
    kind=DeadlineKind.LOG_EXPIRY,
    stage=Stage.LOG_PRESERVATION,
    subject="observation:1",
    due_on=date(2026, 8, 31),
    act_by=date(2026, 8, 31),  # a Monday
    because=(),
    consequence="ログが消えます。",
    confidence=Confidence.HIGH,
    rule="90日",
    fatal=True,
)
HEARING = replace(LOG, key="hearing:platform:x:7", kind=DeadlineKind.HEARING, subject="platform:x", fatal=False)
SECURITY = replace(LOG, key="security_deposit:platform:x:8", kind=DeadlineKind.SECURITY_DEPOSIT, fatal=False)
EXPECTED = replace(HEARING, key="answer_expected:platform:x:platform_answer", kind=DeadlineKind.ANSWER_EXPECTED)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def said_of(notices: Iterable[NoticeSpec]) -> tuple[Said, ...]:
    return tuple(
        Said(topic=topic, stated_on=n.stated_on, rung=n.rung, read_on=japan_date(n.not_before), act_by=n.act_by)
        for n in notices
        for topic in (n.topic, *n.also)
    )


class Desk:
    """One case's dates from look to look. Change `deadlines`, `deferred` or `moved` between two looks."""

    def __init__(self, *deadlines: Deadline, alarms: Alarms = ALARMS, calendar: CourtCalendar = CALENDAR) -> None:
        self.deadlines = list(deadlines)
        self.alarms, self.calendar = alarms, calendar
        self.said: tuple[Said, ...] = ()
        self.moved: tuple[DateChange, ...] = ()
        self.deferred: dict[str, date] = {}
        self.appeared: dict[str, date] = {}
        self.skipped: list[str] = []
        self._shown: dict[str, tuple[date, date]] = {}

    def look(self, moment: datetime | str) -> list[NoticeSpec]:
        """What is said at this look, once."""
        as_of = at(moment) if isinstance(moment, str) else moment
        self._show(japan_date(as_of))
        history = History(said=self.said, moved=self.moved, appeared_on=self.appeared, deferred_until=self.deferred)
        found = deadline_notices(self.deadlines, history, as_of, self.calendar, self.alarms)
        self.said += said_of(found)
        return found

    def rungs(self, moment: datetime | str) -> list[str]:
        """The rungs said at this look, each once, whoever they are said to."""
        return list(dict.fromkeys(notice.rung for notice in self.look(moment)))

    def next_look(self, as_of: datetime) -> datetime | None:
        """When the case wakes up next."""
        looks = (next_look(d, self.alarms.ladders[d.kind], as_of, self.alarms.office) for d in self.deadlines)
        return min((moment for moment in looks if moment), default=None)

    def _show(self, today: date) -> None:
        for deadline in self.deadlines:
            shown = (deadline.due_on, deadline.act_by)
            if self._shown.get(deadline.key) != shown:
                self._shown[deadline.key], self.appeared[deadline.key] = shown, today
                past = skipped_rungs(deadline, self.alarms.ladders[deadline.kind], today)
                self.skipped += [rung.name for rung in past]
