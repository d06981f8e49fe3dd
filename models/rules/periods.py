"""期間の計算: counts a legal period, rolls it by its article, explains each step (民法138条以下, 民訴95条)."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from models.facts import ExplainedStep, Period
from models.provisions.calendar import ONE_DAY, CourtCalendar
from models.provisions.faults import LawError
from models.provisions.length import Length
from models.rules.japan_time import written
from models.terms import PeriodRule

_MONTHS: Final[dict[str, int]] = {"m": 1, "y": 12}
_DAYS: Final[dict[str, int]] = {"d": 1, "w": 7}


@dataclass(frozen=True, kw_only=True)
class _Roll:
    closed: Callable[[CourtCalendar, date], bool]
    cite: str
    why: str


_COURT_DAYS: Final = "末日が土曜日・日曜日・祝日・1月2日・3日・12月29日～31日に当たるので翌開庁日に延びる"
_ROLLS: Final[dict[PeriodRule, _Roll]] = {
    PeriodRule.COURT: _Roll(closed=CourtCalendar.closed, cite="民事訴訟法95条3項", why=_COURT_DAYS),
    PeriodRule.CRIMINAL_COMPLAINT: _Roll(closed=CourtCalendar.closed, cite="刑事訴訟法55条3項", why=_COURT_DAYS),
    PeriodRule.CIVIL: _Roll(
        closed=CourtCalendar.sunday_or_holiday,
        cite="民法142条",
        why="末日が日曜日・祝日に当たり、その日に取引をしない慣習がある場合に限り翌日に延びる（土曜日は明記がなく延ばさない）",
    ),
}
_FIRST_DAY_CITE: Final[dict[PeriodRule, str]] = {
    PeriodRule.COURT: "民事訴訟法95条1項、民法140条",
    PeriodRule.CRIMINAL_COMPLAINT: "刑事訴訟法55条1項",
    PeriodRule.PROSECUTION: "刑事訴訟法55条1項ただし書",
}
_COUNT_CITE: Final[dict[PeriodRule, str]] = {
    PeriodRule.CRIMINAL_COMPLAINT: "刑事訴訟法55条2項",
    PeriodRule.PROSECUTION: "刑事訴訟法55条2項",
}


def count(
    *,
    event: date,
    length: Length,
    rule: PeriodRule,
    calendar: CourtCalendar,
    starts_at_midnight: bool = False,
    safe_early: bool = False,
) -> Period:
    """Count a period from its event and return the last day, where it rolled from, and the day to act by.

    `starts_at_midnight`: the event falls on 0:00, so its own day counts (民法140条ただし書).
    `safe_early`: plan as not rolling.
    Raises LawError for the rule `window`: a log's life is no period, see `models.rules.retention`.
    """
    if rule is PeriodRule.WINDOW:
        raise LawError("rule 'window': a log window is not a legal period; use models.rules.retention")
    first_counts = starts_at_midnight or rule is PeriodRule.PROSECUTION
    start = event if first_counts else event + ONE_DAY
    raw = last_day_of(start, length)
    last = _rolled(raw, rule, calendar)
    act_by = _act_by(raw, last, rule, calendar, safe_early=safe_early)
    steps = (
        _first_step(event, start, rule, starts_at_midnight=starts_at_midnight),
        _count_step(start, length, raw, rule),
        *_roll_steps(raw, last, rule),
        *_act_steps(last, act_by),
    )
    return Period(
        starts_from=start,
        length=str(length),
        rule=rule,
        last_day=last,
        rolled_from=raw if raw != last else None,
        act_by=act_by,
        steps=steps + _provisional_steps(last, calendar),
        provisional=calendar.is_provisional(last),
    )


def last_day_of(start: date, length: Length) -> date:
    """Return the last day of a period whose first counted day is `start`, before any roll (民法143条)."""
    if length.unit in _DAYS:
        return start + timedelta(days=length.count * _DAYS[length.unit]) - ONE_DAY
    year, month = divmod(start.year * 12 + start.month - 1 + length.count * _MONTHS[length.unit], 12)
    month += 1
    month_end = monthrange(year, month)[1]
    if start.day > month_end:
        return date(year, month, month_end)
    return date(year, month, start.day) - ONE_DAY


def _rolled(raw: date, rule: PeriodRule, calendar: CourtCalendar) -> date:
    roll = _ROLLS.get(rule)
    day = raw
    while roll and roll.closed(calendar, day):
        day += ONE_DAY
    return day


def _act_by(raw: date, last: date, rule: PeriodRule, calendar: CourtCalendar, *, safe_early: bool) -> date:
    surely_rolls = rule in {PeriodRule.COURT, PeriodRule.CRIMINAL_COMPLAINT}
    return last if surely_rolls and not safe_early else calendar.previous_open(raw)


def _first_step(event: date, start: date, rule: PeriodRule, *, starts_at_midnight: bool) -> ExplainedStep:
    if rule is PeriodRule.PROSECUTION:
        return ExplainedStep(text=f"{written(event)}: 時効期間の初日は1日として算入する", cite=_FIRST_DAY_CITE[rule])
    if starts_at_midnight:
        return ExplainedStep(text=f"{written(event)}午前0時から始まるので初日を算入する", cite="民法140条ただし書")
    text = f"{written(event)}の初日は算入せず、{written(start)}から数える"
    return ExplainedStep(text=text, cite=_FIRST_DAY_CITE.get(rule, "民法140条"))


def _count_step(start: date, length: Length, raw: date, rule: PeriodRule) -> ExplainedStep:
    if length.unit in _DAYS:
        text = f"{written(start)}から{length.in_japanese()}を数え、{written(raw)}に満了する"
        cite = "民法141条"
    elif start.day == 1:
        text = f"月の始めから起算する{length.in_japanese()}は最後の月の末日、{written(raw)}に満了する"
        cite = "民法143条1項"
    elif start.day <= monthrange(raw.year, raw.month)[1]:
        text = f"{length.in_japanese()}後の応当日の前日、{written(raw)}に満了する"
        cite = "民法143条2項"
    else:
        text = f"{length.in_japanese()}後の最後の月に応当日がないので、その月の末日、{written(raw)}に満了する"
        cite = "民法143条2項ただし書"
    return ExplainedStep(text=text, cite=_COUNT_CITE.get(rule, cite))


def _roll_steps(raw: date, last: date, rule: PeriodRule) -> tuple[ExplainedStep, ...]:
    if raw == last:
        return ()
    roll = _ROLLS[rule]
    return (ExplainedStep(text=f"{written(raw)}: {roll.why}。満了日は{written(last)}", cite=roll.cite),)


def _act_steps(last: date, act_by: date) -> tuple[ExplainedStep, ...]:
    if act_by == last:
        return ()
    text = f"安全のため、延長を当てにせず開庁日の{written(act_by)}までに行う"
    return (ExplainedStep(text=text, cite="計画上の安全側の扱い"),)


def _provisional_steps(last: date, calendar: CourtCalendar) -> tuple[ExplainedStep, ...]:
    if not calendar.is_provisional(last):
        return ()
    text = f"{calendar.gazetted_through}年より後の祝日は官報で未公表のため、この日付は暫定"
    return (ExplainedStep(text=text, cite="国民の祝日に関する法律2条"),)
