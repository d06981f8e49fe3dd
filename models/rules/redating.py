"""日付の変更: what was shown of a case's dates against what the facts and the law give now; old, new, because."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import Deadline, ExplainedStep
from models.rules.japan_time import written

_RULE_CITE: Final = "適用する規定の版"
ACT_BY_CITE: Final = "裁判所の休日、安全側の計画"


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One date of a deadline as it was, or is, shown; `rule` names the version of the figure behind it."""

    key: str
    due_on: date
    act_by: date
    rule: str
    because: tuple[ExplainedStep, ...]


@dataclass(frozen=True, kw_only=True)
class DateChange:
    """変更: `old` is None for a date that was not there, `new` for one that is gone although its day has not passed."""

    key: str
    old: Dated | None
    new: Dated | None
    because: tuple[ExplainedStep, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether a date that was shown is another one now."""
        return self.old is not None and self.new is not None


def dated(deadline: Deadline) -> Dated:
    """What is shown of a deadline."""
    return Dated(
        key=deadline.key,
        due_on=deadline.due_on,
        act_by=deadline.act_by,
        rule=deadline.rule,
        because=deadline.because,
    )


def date_changes(shown: Iterable[Dated], deadlines: Iterable[Deadline], today: date) -> tuple[DateChange, ...]:
    """Return every date that moved, appeared or is gone, in the order of the deadlines, then of what was shown."""
    before = {item.key: item for item in shown}
    after = {item.key: dated(item) for item in deadlines}
    return (
        *(change for key, new in after.items() for change in _change(before.get(key), new)),
        *(
            DateChange(key=key, old=old, new=None)
            for key, old in before.items()
            if key not in after and old.due_on >= today
        ),
    )


def _change(old: Dated | None, new: Dated) -> Iterator[DateChange]:
    if old is None:
        yield DateChange(key=new.key, old=None, new=new, because=new.because)
    elif (old.due_on, old.act_by) != (new.due_on, new.act_by):
        yield DateChange(key=new.key, old=old, new=new, because=tuple(_because(old, new)))


def _because(old: Dated, new: Dated) -> Iterator[ExplainedStep]:
    """Yield what is new in the computation: another version of the rule, another safe day, other steps."""
    if old.rule != new.rule:
        yield ExplainedStep(text=f"根拠の変更: {old.rule} → {new.rule}", cite=_RULE_CITE)
    if old.due_on == new.due_on:
        text = f"安全日の変更: {written(old.act_by)} → {written(new.act_by)}"
        yield ExplainedStep(text=text, cite=ACT_BY_CITE)
    yield from (step for step in new.because if step not in old.because)
