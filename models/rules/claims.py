"""損害賠償の請求額: solatium, investigation costs and attorney fee of one sender, with steps (law.md §8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions.faults import LawError
from models.provisions.law import Law
from models.terms import ExpenseKind, Remedy, Stage

SOLATIUM: Final = "慰謝料"
INVESTIGATION: Final = "調査費用"
ATTORNEY_FEE: Final = "弁護士費用"
_RETURNED: Final = frozenset({ExpenseKind.SECURITY})
_COSTS_CITE: Final = "民法709条（相当因果関係のある損害）、東京高判平成24年6月28日"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """領収書: what was paid, in yen. `own`: for this sender's line alone, so that it is not split."""

    kind: ExpenseKind
    stage: Stage
    yen: int
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """請求の事実: all in yen.

    `senders`: number of people among whom common costs are split. `tort_on`: the day of the last tort.
    """

    solatium_yen: int
    remedies: frozenset[Remedy]
    tort_on: date
    receipts: tuple[Receipt, ...] = ()
    senders: int = 1


@dataclass(frozen=True, kw_only=True)
class ClaimPart:
    """請求の内訳: one line, in yen."""

    label: str
    yen: int


@dataclass(frozen=True, kw_only=True)
class DamagesClaim:
    """損害賠償請求: `interest_percent` is None while the rate of the tort's day is not known (write 民法所定の割合)."""

    parts: tuple[ClaimPart, ...]
    interest_percent: int | None
    interest_from: date
    steps: tuple[ExplainedStep, ...]

    @property
    def total_yen(self) -> int:
        """The sum of the parts: what is claimed, without interest and costs."""
        return sum(part.yen for part in self.parts)


def damages_claim(facts: ClaimFacts, law: Law, *, on: date) -> DamagesClaim:
    """Work out the claim against one sender as of a day; a part that is not wanted or is zero is left out.

    Raises LawError with all faults: a negative amount, fewer than one sender.
    """
    if faults := list(_faults(facts)):
        raise LawError(faults)
    steps: list[ExplainedStep] = []
    parts: list[ClaimPart] = []
    if Remedy.DAMAGES in facts.remedies and facts.solatium_yen:
        parts.append(ClaimPart(label=SOLATIUM, yen=facts.solatium_yen))
        steps.append(
            ExplainedStep(text=f"{SOLATIUM} {facts.solatium_yen:,}円（依頼者と決めた額）", cite="民法709条・710条")
        )
    if Remedy.EXPENSES in facts.remedies and (costs := _investigation(facts, steps)):
        parts.append(ClaimPart(label=INVESTIGATION, yen=costs))
    if Remedy.DAMAGES in facts.remedies and parts:
        parts.append(_attorney_fee(sum(part.yen for part in parts), law, on, steps))
    rate = _interest(facts.tort_on, law, steps)
    return DamagesClaim(parts=tuple(parts), interest_percent=rate, interest_from=facts.tort_on, steps=tuple(steps))


def _faults(facts: ClaimFacts) -> Iterator[str]:
    amounts = [("solatium", facts.solatium_yen), *((f"receipt.{r.kind}", r.yen) for r in facts.receipts)]
    for name, yen in amounts:
        if yen < 0:
            yield f"{name} {yen}: below 0; give yen of at least 0"
    if facts.senders < 1:
        yield f"senders {facts.senders}: give at least 1"


def _investigation(facts: ClaimFacts, steps: list[ExplainedStep]) -> int:
    """Common costs split evenly, rounded down so that never more is claimed than was paid, and this sender's own."""
    counted = [r for r in facts.receipts if r.kind not in _RETURNED and r.stage is not Stage.DAMAGES_CLAIM]
    common = sum(r.yen for r in counted if not r.own)
    own = sum(r.yen for r in counted if r.own)
    cost = common // facts.senders + own
    if cost:
        text = f"{INVESTIGATION} 特定までの領収書の合計{common + own:,}円から{cost:,}円"
        steps.append(ExplainedStep(text=text, cite=_COSTS_CITE))
        text = "裁判所が認めるのは一部にとどまることがある（495,000円のうち200,000円の例）"
        steps.append(ExplainedStep(text=text, cite="東京地判令和6年11月14日、知財高判令和7年6月2日"))
    if facts.senders > 1 and common:
        text = f"共通の費用{common:,}円は発信者{facts.senders}人で等分（端数切捨て）。この発信者だけの費用{own:,}円"
        steps.append(ExplainedStep(text=text, cite="実務（各発信者にはその回線に関する分だけを請求する）"))
    steps += _left_out(facts.receipts)
    return cost


def _left_out(receipts: Iterable[Receipt]) -> Iterator[ExplainedStep]:
    given = [receipt for receipt in receipts if receipt.yen]
    if any(receipt.kind in _RETURNED for receipt in given):
        yield ExplainedStep(text="担保は取り戻せるので含めない", cite="民事保全法4条2項、民事訴訟法79条")
    if any(receipt.stage is Stage.DAMAGES_CLAIM for receipt in given):
        text = "損害賠償の手続の費用は訴訟費用・弁護士費用であり、調査費用に含めない"
        yield ExplainedStep(text=text, cite="民事訴訟法61条")


def _attorney_fee(damages: int, law: Law, on: date, steps: list[ExplainedStep]) -> ClaimPart:
    share = law.courts.money_on("attorney_fee_share", on)
    yen = damages * share.rate // 100
    text = f"{ATTORNEY_FEE} {damages:,}円の{share.rate}％で{yen:,}円（裁判所は認容額を基準とする）"
    steps.append(ExplainedStep(text=text, cite=share.marked(share.cite)))
    return ClaimPart(label=ATTORNEY_FEE, yen=yen)


def _interest(tort_on: date, law: Law, steps: list[ExplainedStep]) -> int | None:
    """The rate of the tort's day rules for good (民法419条1項); it is never added to the claim's value."""
    try:
        rate = law.courts.money_on("statutory_interest", tort_on)
    except LawError:
        text = f"不法行為の日{tort_on}の法定利率は未告示のため「民法所定の割合」と書く"
        steps.append(ExplainedStep(text=text, cite="民法404条3項・419条1項"))
        return None
    text = f"遅延損害金は不法行為の日{tort_on}から年{rate.rate}％（訴額に算入しない）"
    steps.append(ExplainedStep(text=text, cite=rate.marked(rate.cite)))
    return rate.rate
