"""解釈の並べ方: one date counted under several readings; the earliest day to act rules, all of them are shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import Period, Reading
from models.provisions.calendar import CourtCalendar
from models.provisions.figures import Figure
from models.provisions.law import Law
from models.rules import periods
from models.terms import PeriodRule

_ROLLS: Final = {
    PeriodRule.COURT: ("末日が休日なら翌開庁日に延びる読み方", "民事訴訟法95条3項"),
    PeriodRule.CIVIL: ("休日に取引をしない慣習があり翌日に延びる読み方", "民法142条"),
}
_STAYS: Final = ("休日でも延びない読み方", "延長の規定が及ぶか明らかでないため安全側")


@dataclass(frozen=True, kw_only=True)
class CountedReading:
    """One reading with its period. `may_roll`: the period is counted as not rolling, but another reading rolls it."""

    text: str
    cite: str
    period: Period
    may_roll: bool = False


def counted(figure: Figure, event: date, law: Law) -> Period:
    """Count one figure of the law from an event."""
    return periods.count(
        event=event,
        length=figure.length,
        rule=figure.rule,
        calendar=law.calendar,
        safe_early=figure.safe_early,
    )


def earliest(readings: Iterable[CountedReading]) -> CountedReading:
    """Return the reading that has to be met first. Raises ValueError when there is none."""
    return min(readings, key=lambda r: (r.period.act_by, r.period.last_day))


def shown(readings: Iterable[CountedReading], calendar: CourtCalendar) -> tuple[Reading, ...]:
    """Return every reading, of the event and of the roll, earliest first; nothing when all name the same day."""
    found = [reading for counted_one in readings for reading in _each(counted_one, calendar)]
    if len({reading.due_on for reading in found}) == 1:
        return ()
    return tuple(sorted(found, key=lambda r: (r.act_by, r.due_on)))


def _each(counted_one: CountedReading, calendar: CourtCalendar) -> Iterator[Reading]:
    period = counted_one.period
    raw = period.rolled_from or period.last_day
    rolled = calendar.next_open(raw) if counted_one.may_roll else period.last_day
    if rolled == raw or (period.act_by == period.last_day and not counted_one.may_roll):
        yield _reading(counted_one, ("", ""), period.last_day, period.act_by)
        return
    roll = _ROLLS[PeriodRule.COURT if counted_one.may_roll else period.rule]
    yield _reading(counted_one, _STAYS, raw, period.act_by)
    yield _reading(counted_one, roll, rolled, calendar.previous_open(rolled))


def _reading(counted_one: CountedReading, roll: tuple[str, str], due_on: date, act_by: date) -> Reading:
    return Reading(
        text="、".join(part for part in (counted_one.text, roll[0]) if part),
        cite="、".join(part for part in (counted_one.cite, roll[1]) if part),
        due_on=due_on,
        act_by=act_by,
    )
