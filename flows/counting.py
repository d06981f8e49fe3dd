"""One period as `kaiji period` shows it: what was typed is checked, the fitting rule is asked, nothing is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.answers.faults import Fault, Faults
from models.answers.moments import MomentFault, parse_day
from models.facts import ExplainedStep
from models.provisions.calendar import FIRST_YEAR, LAST_YEAR, CourtCalendar
from models.provisions.faults import LawError
from models.provisions.length import Length, parse_length
from models.rules import periods, retention
from models.rules.japan_time import written
from models.terms import PeriodRule

RANGE: Final = f"{FIRST_YEAR}年から{LAST_YEAR}年までの日付にしてください（祝日の分かる範囲）"
ONE_OF_THREE: Final = (
    "--from（出来事の日）、--starts（午前0時から始まる日）、--before（この日より前に行う）の一つだけを書いてください"
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is said about a period or a log window; `day` is the day that was typed."""

    day: date
    length: Length
    rule: PeriodRule
    last_day: date
    rolled_from: date | None
    act_by: date
    steps: tuple[ExplainedStep, ...]
    provisional: bool


def counted_from(given: Mapping[str, str | None], length: str, rule: str, calendar: CourtCalendar) -> Counted:
    """Check what was typed and count. `given`: --from, --starts and --before, of which one is written.

    Raises Faults with everything that is wrong: field, value, cure.
    """
    faults = list(_faults_of(given, length, rule))
    if faults:
        raise Faults(faults)
    field, text = next((field, text) for field, text in given.items() if text is not None)
    found = _counted(field, parse_day(text), parse_length(length), PeriodRule(rule), calendar)
    if not (CourtCalendar.knows(found.last_day) and CourtCalendar.knows(found.act_by)):
        raise Faults([Fault(field="--length", value=length, cure=f"末日が{RANGE}")])
    return found


def _faults_of(given: Mapping[str, str | None], length: str, rule: str) -> Iterator[Fault]:
    """Everything wrong with what was typed."""
    days = {field: text for field, text in given.items() if text is not None}
    if len(days) != 1:
        yield Fault(field=" / ".join(days or given), value=", ".join(days.values()), cure=ONE_OF_THREE)
    for field, text in days.items():
        yield from _day_fault(field, text)
    try:
        parse_length(length)
    except LawError:
        cure = "数と単位（d 日、w 週、m か月、y 年）で、100年以内で書いてください（例 93d, 2w, 1m, 3y）"
        yield Fault(field="--length", value=length, cure=cure)
    allowed = [str(r) for r in periods.BACKWARD_RULES] if "--before" in days else list(PeriodRule)
    if rule not in allowed:
        yield Fault(field="--rule", value=rule, cure=f"次のいずれかです: {', '.join(allowed)}")


def _day_fault(field: str, text: str) -> Iterator[Fault]:
    try:
        day = parse_day(text)
    except MomentFault as fault:
        yield Fault(field=field, value=text, cure=str(fault))
        return
    if not CourtCalendar.knows(day):
        yield Fault(field=field, value=text, cure=RANGE)


def _counted(field: str, day: date, length: Length, rule: PeriodRule, calendar: CourtCalendar) -> Counted:
    """Ask the rule that fits: a window for a log, else a period forward or back."""
    if rule is PeriodRule.WINDOW:
        log = retention.window_from_day(opened_on=day, length=length, calendar=calendar)
        last = retention.last_sure_day(log)
        return Counted(
            day=day,
            length=length,
            rule=rule,
            last_day=last,
            rolled_from=None,
            act_by=log.act_by,
            steps=log.steps,
            provisional=calendar.is_provisional(last),
        )
    if field == "--before":
        found = periods.count_back(before=day, length=length, rule=rule, calendar=calendar)
    else:
        midnight = field == "--starts"
        found = periods.count(event=day, length=length, rule=rule, calendar=calendar, starts_at_midnight=midnight)
    return Counted(
        day=day,
        length=length,
        rule=rule,
        last_day=found.last_day,
        rolled_from=found.rolled_from,
        act_by=found.act_by,
        steps=found.steps,
        provisional=found.provisional,
    )


def as_document(found: Counted) -> dict[str, Any]:
    """The answer as JSON holds it: dates ISO, keys stable."""
    return {
        "from": found.day.isoformat(),
        "length": str(found.length),
        "rule": str(found.rule),
        "last_day": found.last_day.isoformat(),
        "rolled_from": found.rolled_from.isoformat() if found.rolled_from else None,
        "act_by": found.act_by.isoformat(),
        "steps": [{"text": step.text, "cite": step.cite} for step in found.steps],
        "provisional": found.provisional,
    }


def as_text(found: Counted) -> str:
    """The answer as a person reads it."""
    lines = [f"{number}. {step.text}［{step.cite}］" for number, step in enumerate(found.steps, start=1)]
    mark = "（暫定）" if found.provisional else ""
    return "\n".join(
        [*lines, f"末日: {written(found.last_day)}{mark}", f"この日までに行う: {written(found.act_by)}{mark}"]
    )
