"""申立手数料: court fees by amount and procedure (民事訴訟費用等に関する法律)."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from models.facts import ExplainedStep
from models.provisions.faults import LawError
from models.provisions.fees import FeeSchedule, FeeTier
from models.provisions.law import Law
from models.terms import Confidence

Procedure = Literal["suit", "appeal", "disposition", "order"]
PROCEDURES: Final[tuple[Procedure, ...]] = ("suit", "appeal", "disposition", "order")


@dataclass(frozen=True, kw_only=True)
class Fee:
    """手数料: yen. `value_yen` is None where the claim's value does not matter; `unconfirmed` is never included."""

    fee_yen: int
    value_yen: int | None
    steps: tuple[ExplainedStep, ...]
    unconfirmed: tuple[str, ...]


def court_fee(amount_yen: int | None, procedure: Procedure, on: date, law: Law) -> Fee:
    """Return the fee of one filing; `amount_yen` None means a non-pecuniary claim (disclosure, deletion).

    Raises LawError for an amount below 1 yen, an unknown procedure, or a day before the fee table in force.
    """
    _check(amount_yen, procedure, on, law.fees)
    if procedure in law.fees.flat:
        return _flat_fee(procedure, on, law.fees)
    return _value_fee(amount_yen, procedure, on, law.fees)


def _check(amount_yen: int | None, procedure: str, on: date, fees: FeeSchedule) -> None:
    faults = []
    if amount_yen is not None and amount_yen < 1:
        faults.append(f"amount {amount_yen}: not an amount; give yen of at least 1, or none for a non-pecuniary claim")
    if procedure not in PROCEDURES:
        faults.append(f"procedure {procedure!r}: unknown; give one of {', '.join(PROCEDURES)}")
    if on < fees.valid_from:
        faults.append(f"day {on}: the fee table is in force since {fees.valid_from}; give a later day")
    if faults:
        raise LawError(faults)


def _flat_fee(procedure: str, on: date, fees: FeeSchedule) -> Fee:
    flat = fees.flat[procedure]
    step = ExplainedStep(text=f"{flat.text}: {flat.amount:,}円", cite=flat.cite)
    return Fee(fee_yen=flat.amount, value_yen=None, steps=(step,), unconfirmed=_surcharges(procedure, on, fees))


def _value_fee(amount_yen: int | None, procedure: str, on: date, fees: FeeSchedule) -> Fee:
    value = fees.non_pecuniary.amount if amount_yen is None else amount_yen
    tier = next(t for t in fees.tiers if t.up_to_yen is None or value <= t.up_to_yen)
    fee = tier_fee(value, tier)
    steps = [_value_step(amount_yen, value, fees), ExplainedStep(text=f"訴え提起の手数料 {fee:,}円", cite=tier.cite)]
    unconfirmed = (
        []
        if tier.confidence is Confidence.HIGH
        else [f"{tier.above_yen:,}円を超える部分の段階（確度{tier.confidence}）"]
    )
    if procedure == "appeal":
        appeal = fees.appeal_percent
        fee = fee * appeal.amount // 100
        steps.append(ExplainedStep(text=f"{appeal.text}: {fee:,}円", cite=appeal.cite))
        unconfirmed.append(f"{appeal.text}（確度{appeal.confidence}）")
    return Fee(
        fee_yen=fee,
        value_yen=value,
        steps=tuple(steps),
        unconfirmed=(*unconfirmed, *_surcharges(procedure, on, fees)),
    )


def tier_fee(value_yen: int, tier: FeeTier) -> int:
    """Return the first-instance fee of a claim value inside one tier: each begun step counts whole."""
    steps_begun = -((tier.above_yen - value_yen) // tier.step_yen)
    return tier.base_fee_yen + steps_begun * tier.step_fee_yen


def _value_step(amount_yen: int | None, value: int, fees: FeeSchedule) -> ExplainedStep:
    if amount_yen is None:
        return ExplainedStep(text=f"{fees.non_pecuniary.text} {value:,}円", cite=fees.non_pecuniary.cite)
    return ExplainedStep(text=f"訴額 {value:,}円（附帯請求は算入しない）", cite="民事訴訟法8条・9条")


def _surcharges(procedure: str, on: date, fees: FeeSchedule) -> tuple[str, ...]:
    return tuple(s.text for s in fees.surcharges if procedure in s.procedures and on >= s.valid_from)
