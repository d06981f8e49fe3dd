"""ログ保存期間: how long a log lives. A window is physical: days elapse, it never rolls, nobody extends it."""

from datetime import date, datetime, timedelta
from typing import Final

from models.facts import ExplainedStep, Window
from models.provisions.calendar import ONE_DAY, CourtCalendar
from models.provisions.figures import Retention
from models.provisions.length import Length
from models.rules.firm_days import firm_days
from models.rules.japan_time import japan_date, start_of, written
from models.rules.moments_shown import day_of_record
from models.rules.periods import last_day_of
from models.terms import Confidence

_SURE: Final = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
STATED: Final = "入力された期間"
_NEVER_ROLLS: Final = "ログの保存期間は法定の期間ではなく、休日でも延びない"


def window(  # noqa: PLR0913 - one log line and what is known of its holder, all by keyword
    *,
    opens_at: datetime,
    retention: Retention,
    calendar: CourtCalendar,
    upstream: Retention | None = None,
    whose: str = "",
    started: str = "ログの記録日",
    zone: str | None = None,
    notes: tuple[ExplainedStep, ...] = (),
    at_most: Confidence = Confidence.HIGH,
) -> Window:
    """Return the window of a log line written at `opens_at` (aware).

    `upstream`: the figure of the carrier that keeps the log for a reseller; it replaces the reseller's.
    `whose`: Japanese words for the holder, shown in the basis. `started`: what the opening moment is; `zone`: the zone
    its platform writes in. `notes`: further steps of the explanation; `at_most`: no surer than this.
    Raises ValueError for a naive moment.
    """
    figure = upstream or retention
    opened_on = japan_date(opens_at)
    shortest, longest = days_of(figure, opened_on)
    gone_on, gone_latest = (japan_date(opens_at + timedelta(days=n)) for n in (shortest, longest))
    act_by = calendar.previous_open(gone_on - ONE_DAY)
    basis = figure.marked(f"{whose}{'の上流' if upstream else ''}の保存期間 {figure.unit}".removeprefix("の"))
    source = figure.shown_source if figure.source != STATED else STATED
    steps = (
        ExplainedStep(text=f"{started} {day_of_record(opens_at, zone)}", cite="投稿の表示または開示された時刻"),
        ExplainedStep(text=f"{basis}: {shortest}日経過で{written(gone_on)}に消える可能性がある", cite=source),
        *_latest_step(longest, gone_latest, source, differs=longest > shortest),
        *notes,
        ExplainedStep(text=_NEVER_ROLLS, cite="実務上の数字（法定の保存義務はない）"),
        *firm_days(act_by, gone_on - ONE_DAY, calendar),
        _act_step(act_by),
    )
    return Window(
        opens_at=opens_at,
        closes_earliest=opens_at + timedelta(days=shortest),
        closes_latest=opens_at + timedelta(days=longest),
        basis=basis,
        source=source,
        confidence=less_sure(figure.confidence, at_most),
        act_by=act_by,
        steps=steps,
    )


def less_sure(*given: Confidence) -> Confidence:
    """Return the least sure of several confidences."""
    return max(given, key=_SURE.index)


def days_of(figure: Retention, opened_on: date) -> tuple[int, int]:
    """Return the fewest and most days that a figure may mean for a log of that day.

    "Three months" are 89 to 92 days by the calendar and are planned as 90: of two readings the smaller counts.
    """
    if figure.length is None:
        return figure.days_min, figure.days_max
    counted = calendar_days(opened_on, figure.length)
    return min(figure.days_min, counted), max(figure.days_max, counted)


def calendar_days(opened_on: date, length: Length) -> int:
    """Return how many days a plain length has when it begins on that day: 3m from 2026-06-01 has 92."""
    return (last_day_of(opened_on, length) + ONE_DAY - opened_on).days


def stated(opened_on: date, length: Length) -> Retention:
    """Return a length that somebody named for one log: months by the calendar, confidence L."""
    days = calendar_days(opened_on, length)
    return Retention(
        days_min=days,
        days_max=days,
        unit=length.in_japanese(),
        source=STATED,
        checked_on=opened_on,
        confidence=Confidence.LOW,
    )


def window_from_day(*, opened_on: date, length: Length, calendar: CourtCalendar) -> Window:
    """Return the window of a log written some time on a day, for a plain length; 0:00 of the day is the safe reading.

    Months are counted by the calendar: a log of 2026-06-01 kept for 3m may be gone on 2026-09-01.
    """
    return window(opens_at=start_of(opened_on), retention=stated(opened_on, length), calendar=calendar)


def kept_until(*, answered_at: datetime, until: date, calendar: CourtCalendar, whose: str = "") -> Window:
    """Return the window of a log that its holder promised in writing, or was ordered, to keep until a date (inclusive).

    `act_by` is the working day before that date: the log may be deleted on the morning after, or already on the day.
    """
    end = start_of(until + ONE_DAY)
    act_by = calendar.previous_open(until - ONE_DAY)
    steps = (
        ExplainedStep(
            text=f"{whose or 'プロバイダ'}の保存期限 {written(until)}。{_NEVER_ROLLS}", cite="保存要請への書面回答"
        ),
        *firm_days(act_by, until - ONE_DAY, calendar),
        _act_step(act_by),
    )
    return Window(
        opens_at=answered_at,
        closes_earliest=end,
        closes_latest=end,
        basis=f"{whose}の回答による保存期限".removeprefix("の"),
        source="書面回答",
        confidence=Confidence.HIGH,
        act_by=act_by,
        steps=steps,
    )


def last_sure_day(window: Window) -> date:
    """Return the last whole day in Japan on which the log is surely there."""
    return japan_date(window.closes_earliest) - ONE_DAY


def _latest_step(days: int, gone_on: date, source: str, *, differs: bool) -> tuple[ExplainedStep, ...]:
    if not differs:
        return ()
    return (ExplainedStep(text=f"長くても{days}日、{written(gone_on)}には消えている見込み", cite=source),)


def _act_step(act_by: date) -> ExplainedStep:
    return ExplainedStep(text=f"その前の開庁日 {written(act_by)} までに行う", cite="計画上の安全側の扱い")
