"""What staff say of a wait instead of answering it: put it off, or that what came in belongs to another wait."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from models.answers.answer import Asked
from models.answers.reading import TURN_FIELDS, Reader, WaitForm
from models.rules.deadlines import deadlines
from models.rules.japan_time import written
from models.rules.progress.plan import japan_day
from models.rules.putting_off import first_binding, hanging, last_day


class Action(StrEnum):
    """操作: what a form is sent for."""

    ANSWER = "answer"
    RECHECK = "recheck"
    DEFER = "defer"
    OTHER_WAIT = "other_wait"


REASON_CURE: Final = "延期する理由を書いてください（記録に残ります）"
NO_DAY_CURE: Final = (
    "この待ちには安全日 {act_by} の期限（{article}）があり、延期できません。進めるか、担当弁護士に相談してください"
)
TOO_LATE_CURE: Final = "この待ちには安全日 {act_by} の期限（{article}）があります。{last} までの日にしてください"
TOO_LONG_CURE: Final = "{last} までの日にしてください。もっと長く止めるなら、事件を保留にします（case-status）"
OTHER_CURE: Final = "この事件で今待っているほかの番号です: {known}"


class WhichWaitForm(BaseModel):
    """どの待ちへの回答か: asked where several are open and nobody said which."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    wait: str = Field(default="")


@dataclass(frozen=True, kw_only=True)
class PutOff:
    """A wait that is asked again on that day only."""

    until: date
    reason: str = field(repr=False)


def read_put_off(form: WaitForm, asked: Asked) -> PutOff:
    """Until when and why; never to the safe day of a date that hangs on this wait. Raises Faults with every fault."""
    reader = Reader(asked)
    reader.who(form)
    reason = reader.text("defer_reason", form.defer_reason, cure=REASON_CURE)
    today = japan_day(asked.now)
    until = reader.day("defer_until", form.defer_until, after=today)
    if until is not None:
        _day_fits(reader, form, until, today)
    reader.finish()
    return PutOff(until=until or today, reason=reason)


def _day_fits(reader: Reader, form: WaitForm, until: date, today: date) -> None:
    told = reader.asked
    dates = hanging(told.subject, told.facts, deadlines(told.facts, told.law, told.now))
    last, first = last_day(dates, today), first_binding(dates)
    if until <= last:
        return
    if first is None or last < first.act_by - timedelta(days=1):
        cure = TOO_LONG_CURE.format(last=written(last))
    else:
        words = NO_DAY_CURE if last <= today else TOO_LATE_CURE
        cure = words.format(act_by=written(first.act_by), article=first.article, last=written(last))
    reader.fault("defer_until", form.defer_until, cure)


def read_other_wait(form: WaitForm, asked: Asked, others: Collection[int]) -> int:
    """The number of the wait that the answer belongs to, one of `others`. Raises Faults with every fault."""
    reader = Reader(asked)
    reader.who(form)
    number = form.other_wait.strip()
    if not number.isdecimal() or int(number) not in others:
        known = ", ".join(map(str, sorted(others))) or "ありません"
        reader.fault("other_wait", form.other_wait, OTHER_CURE.format(known=known))
    reader.finish()
    return int(number)


def without_turn(typed: Mapping[str, Any]) -> dict[str, Any]:
    """The answer itself, without what was said of the wait's turn."""
    return {name: value for name, value in typed.items() if name not in {"action", *TURN_FIELDS}}
