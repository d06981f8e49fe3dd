"""ログ保存期間: how long a log lives. A window is physical: days elapse, it never rolls, nobody extends it."""

from datetime import date, datetime, timedelta
from typing import Final

from models.facts import ExplainedStep, Window
from models.provisions.calendar import ONE_DAY, CourtCalendar
from models.provisions.figures import Retention
from models.provisions.length import Length
from models.rules.japan_time import japan_date, start_of, written
from models.rules.periods import last_day_of
from models.terms import Confidence

_NEVER_ROLLS: Final = "ログの保存期間は法定の期間ではなく、休日でも延びない"


def window(
    *,
    opens_at: datetime,
    retention: Retention,
    calendar: CourtCalendar,
    upstream: Retention | None = None,
    whose: str = "",
) -> Window:
    """Return the window of a log line written at `opens_at` (aware).

    `upstream`: the figure of the carrier that keeps the log for a reseller; it replaces the reseller's.
    `whose`: Japanese words for the holder, shown in the basis. Raises ValueError for a naive moment.
    """
    figure = upstream or retention
    earliest = opens_at + timedelta(days=figure.days_min)
    latest = opens_at + timedelta(days=figure.days_max)
    return _explained(
        opens_at=opens_at,
        earliest=earliest,
        latest=latest,
        basis=f"{whose}{'の上流' if upstream else ''}の保存期間 {figure.unit}".removeprefix("の"),
        figure=figure,
        calendar=calendar,
    )


def window_from_day(*, opened_on: date, length: Length, calendar: CourtCalendar) -> Window:
    """Return the window of a log written some time on a day, for a plain length; 0:00 of the day is the safe reading.

    Months are counted by the calendar: a log of 2026-06-01 kept for 3m may be gone on 2026-09-01.
    """
    days = (last_day_of(opened_on, length) + ONE_DAY - opened_on).days
    figure = Retention(
        days_min=days,
        days_max=days,
        unit=length.in_japanese(),
        source="入力された期間",
        checked_on=opened_on,
        confidence=Confidence.LOW,
    )
    return window(opens_at=start_of(opened_on), retention=figure, calendar=calendar)


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


def _explained(
    *, opens_at: datetime, earliest: datetime, latest: datetime, basis: str, figure: Retention, calendar: CourtCalendar
) -> Window:
    opened_on, gone_on = japan_date(opens_at), japan_date(earliest)
    act_by = calendar.previous_open(gone_on - ONE_DAY)
    source = f"{figure.source}（{figure.checked_on}確認、確度{figure.confidence}）"
    steps = (
        ExplainedStep(text=f"ログの記録日 {written(opened_on)}（日本時間）", cite="開示された時刻"),
        ExplainedStep(text=f"{basis}: {figure.days_min}日経過で{written(gone_on)}に消える可能性がある", cite=source),
        ExplainedStep(text=_NEVER_ROLLS, cite="実務上の数字（法定の保存義務はない）"),
        _act_step(act_by),
    )
    return Window(
        opens_at=opens_at,
        closes_earliest=earliest,
        closes_latest=latest,
        basis=basis,
        source=source,
        confidence=figure.confidence,
        act_by=act_by,
        steps=steps,
    )


def _act_step(act_by: date) -> ExplainedStep:
    return ExplainedStep(text=f"その前の開庁日 {written(act_by)} までに行う", cite="計画上の安全側の扱い")
