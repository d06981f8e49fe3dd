"""期間の計算の説明: the lines that explain a counted period, each with its article."""

from calendar import monthrange
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions.calendar import CourtCalendar
from models.provisions.length import Length
from models.rules.japan_time import written
from models.terms import PeriodRule

_COURT_DAYS: Final = "末日が土曜日・日曜日・祝日・1月2日・3日・12月29日～31日に当たるので翌開庁日に延びる"
_ROLL: Final[dict[PeriodRule, tuple[str, str]]] = {
    PeriodRule.COURT: (_COURT_DAYS, "民事訴訟法95条3項"),
    PeriodRule.CRIMINAL_COMPLAINT: (_COURT_DAYS, "刑事訴訟法55条3項"),
    PeriodRule.CIVIL: (
        "末日が日曜日・祝日に当たり、その日に取引をしない慣習がある場合に限り翌日に延びる（土曜日は明記がなく延ばさない）",
        "民法142条",
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
_PLAN: Final = "計画上の安全側の扱い"


def first_day(event: date, start: date, rule: PeriodRule, *, starts_at_midnight: bool) -> ExplainedStep:
    """Say which day is counted first."""
    if rule is PeriodRule.PROSECUTION:
        return ExplainedStep(text=f"{written(event)}: 時効期間の初日は1日として算入する", cite=_FIRST_DAY_CITE[rule])
    if starts_at_midnight:
        return ExplainedStep(text=f"{written(event)}午前0時から始まるので初日を算入する", cite="民法140条ただし書")
    text = f"{written(event)}の初日は算入せず、{written(start)}から数える"
    return ExplainedStep(text=text, cite=_FIRST_DAY_CITE.get(rule, "民法140条"))


def counted(start: date, length: Length, raw: date, rule: PeriodRule) -> ExplainedStep:
    """Say how the length is counted and on which day it ends before any roll."""
    if length.unit in "dw":
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


def rolled(raw: date, last: date, rule: PeriodRule) -> tuple[ExplainedStep, ...]:
    """Say why the last day moved, when it did."""
    if raw == last:
        return ()
    why, cite = _ROLL[rule]
    return (ExplainedStep(text=f"{written(raw)}: {why}。満了日は{written(last)}", cite=cite),)


def planned(start: date, last: date, act_by: date) -> tuple[ExplainedStep, ...]:
    """Say that one acts earlier than the last day, when one does."""
    if act_by == last:
        return ()
    text = f"安全のため、延長を当てにせず開庁日の{written(act_by)}までに行う"
    if act_by < start:
        text += "（期間の中に開庁日がないので、直ちに行う）"
    return (ExplainedStep(text=text, cite=_PLAN),)


def provisional(day: date, calendar: CourtCalendar) -> tuple[ExplainedStep, ...]:
    """Say that the holidays of that year are not gazetted yet."""
    if not calendar.is_provisional(day):
        return ()
    text = f"{calendar.gazetted_through}年より後の祝日は官報で未公表のため、この日付は暫定"
    return (ExplainedStep(text=text, cite="国民の祝日に関する法律2条"),)


def first_day_back(before: date, rule: PeriodRule) -> ExplainedStep:
    """Say that the day counted back from is itself not counted."""
    text = f"{written(before)}の当日は算入せず、前日からさかのぼって数える"
    return ExplainedStep(text=text, cite=f"{_FIRST_DAY_CITE.get(rule, '民法140条')}（さかのぼる計算にも及ぶ）")


def counted_back(length: Length, enough: date, clear: date) -> ExplainedStep:
    """Say both readings of "so long before" and that the earlier one is taken."""
    text = (
        f"{length.in_japanese()}前は{written(enough)}。{length.in_japanese()}をまるごと間に置く読み方では"
        f"{written(clear)}までなので、早い方による"
    )
    return ExplainedStep(text=text, cite="民法141条・143条（期間の満了と同じくまる1日を数える）")


def moved_back(clear: date, act_by: date) -> tuple[ExplainedStep, ...]:
    """Say why a closed day moves the act to an earlier day."""
    if clear == act_by:
        return ()
    why = "末日を後ろに延ばす規定は、ある日より前にする行為には使えない"
    text = f"{written(clear)}は閉庁日。{why}ので{written(act_by)}までに行う"
    return (ExplainedStep(text=text, cite=_PLAN),)
