"""訴額: the value of what one suit claims; interest and costs are never part of it (民訴8条・9条, 費用法4条)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from models.facts import ExplainedStep
from models.provisions.fees import FeeSchedule

_VALUE: Final = "民事訴訟法8条・9条"
_LARGER: Final = "民事訴訟費用等に関する法律4条3項"
_SUM: Final = "民事訴訟法9条1項"
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """請求: `yen` without interest and costs, None for what is not about money (disclosure, deletion).

    Claims with the same `facts` arise from the same facts; with the same `interest` they seek one and the same benefit.
    An empty word means: on its own.
    """

    yen: int | None = None
    facts: str = ""
    interest: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimValue:
    """訴訟の目的の価額, in yen, with its steps."""

    yen: int
    steps: tuple[ExplainedStep, ...]


@dataclass(frozen=True, kw_only=True)
class _Part:
    yen: int
    pecuniary: bool
    facts: str


def value_of(claims: Sequence[Claimed], fees: FeeSchedule) -> ClaimValue:
    """Return the value of one suit. `claims` holds at least one."""
    steps = [_value_step(claim, fees) for claim in claims]
    parts = list(_without_doubles(claims, fees, steps))
    values = list(_larger_of_facts(parts, steps))
    if len(values) > 1:
        steps.append(ExplainedStep(text=f"数個の請求の価額を合算して{sum(values):,}円", cite=_SUM))
    return ClaimValue(yen=sum(values), steps=tuple(steps))


def _value_step(claim: Claimed, fees: FeeSchedule) -> ExplainedStep:
    if claim.yen is None:
        fixed = fees.non_pecuniary
        return ExplainedStep(text=f"{fixed.text} {fixed.amount:,}円", cite=fixed.marked(fixed.cite))
    return ExplainedStep(text=f"訴額 {claim.yen:,}円（附帯請求は算入しない）", cite=_VALUE)


def _without_doubles(claims: Sequence[Claimed], fees: FeeSchedule, steps: list[ExplainedStep]) -> Iterator[_Part]:
    """One part per benefit: of several claims for the same one, the largest counts."""
    for same in _grouped(claims, lambda claim: claim.interest):
        parts = [
            _Part(
                yen=fees.non_pecuniary.amount if claim.yen is None else claim.yen,
                pecuniary=claim.yen is not None,
                facts=claim.facts,
            )
            for claim in same
        ]
        largest = max(parts, key=lambda part: part.yen)
        if len(parts) > 1:
            text = f"請求で主張する利益が共通なので合算せず{largest.yen:,}円"
            steps.append(ExplainedStep(text=text, cite=_SUM))
        yield largest


def _larger_of_facts(parts: Sequence[_Part], steps: list[ExplainedStep]) -> Iterator[int]:
    """One value per set of facts: beside money, what is not about money adds nothing; the larger of the two counts."""
    for same in _grouped(parts, lambda part: part.facts):
        money = sum(part.yen for part in same if part.pecuniary)
        other = sum(part.yen for part in same if not part.pecuniary)
        if money and other:
            text = f"同じ事実から生ずる財産権上の請求と併せるので多い方の{max(money, other):,}円"
            steps.append(ExplainedStep(text=text, cite=_LARGER))
            yield max(money, other)
        else:
            yield from (part.yen for part in same)


def _grouped(items: Sequence[T], word: Callable[[T], str]) -> list[list[T]]:
    groups: dict[object, list[T]] = {}
    for number, item in enumerate(items):
        groups.setdefault(word(item) or number, []).append(item)
    return list(groups.values())
