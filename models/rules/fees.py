"""申立手数料: court fees by amount and procedure (民事訴訟費用等に関する法律)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from models.facts import ExplainedStep
from models.provisions.faults import LawError
from models.provisions.fees import FeeSchedule, FeeTier, FlatFee
from models.provisions.law import Law
from models.rules.claim_value import Claimed, value_of
from models.terms import Confidence

FeeProcedure = Literal["suit", "appeal", "final_appeal", "objection", "disposition", "order"]
PROCEDURES: Final[tuple[FeeProcedure, ...]] = get_args(FeeProcedure)


@dataclass(frozen=True, kw_only=True)
class Fee:
    """手数料: yen. `value_yen` is None where the claim's value does not matter; `unconfirmed` is never included."""

    fee_yen: int
    value_yen: int | None
    steps: tuple[ExplainedStep, ...]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Filing:
    """申立て: one paper. `count` is the number of petitions in it; `commenced_on` the day its suit began.

    A suit's rules are those of the day it was commenced, its appeals included (law.md §13-28).
    """

    procedure: FeeProcedure
    on: date
    count: int = 1
    commenced_on: date | None = None


def court_fee(amount_yen: int | None, procedure: FeeProcedure, on: date, law: Law) -> Fee:
    """Return the fee of one filing about one claim; `amount_yen` None means it is not about money.

    Raises LawError with all faults, as `fee_of` does.
    """
    return fee_of(Filing(procedure=procedure, on=on), (Claimed(yen=amount_yen),), law)


def fee_of(filing: Filing, claims: Sequence[Claimed], law: Law) -> Fee:
    """Return the fee of one filing.

    Raises LawError for an amount below 1 yen, no claim, an unknown procedure, a count below 1 or of a suit, and a day
    before the table or the procedure is in force: all faults at once.
    """
    faults = list(_faults(filing, claims, law.fees))
    if faults:
        raise LawError(faults)
    if filing.procedure in law.fees.flat:
        return _flat_fee(filing, claims, law.fees)
    return _value_fee(filing, claims, law.fees)


def _faults(filing: Filing, claims: Sequence[Claimed], fees: FeeSchedule) -> Iterator[str]:
    if not claims:
        yield "claims (): nothing is claimed; give at least one claim"
    for claim in claims:
        if claim.yen is not None and claim.yen < 1:
            yield f"amount {claim.yen}: not an amount; give yen of at least 1, or none for a non-pecuniary claim"
    if filing.procedure not in PROCEDURES:
        yield f"procedure {filing.procedure!r}: unknown; give one of {', '.join(PROCEDURES)}"
    elif filing.count < 1 or (filing.count > 1 and filing.procedure not in fees.flat):
        yield f"count {filing.count}: give at least 1; more than 1 only for {', '.join(fees.flat)}"
    since = in_force_since(filing.procedure, fees)
    if filing.on < since:
        yield f"day {filing.on}: no fee of {filing.procedure} is known before {since}; give a later day"
    if filing.commenced_on is not None and filing.commenced_on > filing.on:
        yield f"commenced {filing.commenced_on}: later than the filing of {filing.on}; give the day the suit began"


def in_force_since(procedure: str, fees: FeeSchedule) -> date:
    """Return the first day for which a fee of the procedure is known; an unknown procedure has the table's own."""
    own = fees.flat.get(procedure) or fees.percents.get(procedure)
    return max(fees.valid_from, own.valid_from) if own else fees.valid_from


def _flat_fee(filing: Filing, claims: Sequence[Claimed], fees: FeeSchedule) -> Fee:
    flat = fees.flat[filing.procedure]
    total = flat.amount * filing.count
    steps = [ExplainedStep(text=f"{flat.text}: {flat.amount:,}円", cite=flat.marked(flat.cite))]
    if filing.count > 1:
        steps.append(ExplainedStep(text=f"{filing.count}件で{total:,}円", cite=flat.marked(flat.cite)))
    if any(claim.yen is not None for claim in claims):
        steps.append(ExplainedStep(text="手数料は請求の金額によらない", cite=flat.marked(flat.cite)))
    return Fee(fee_yen=total, value_yen=None, steps=tuple(steps), unconfirmed=_surcharges(filing, fees))


def _value_fee(filing: Filing, claims: Sequence[Claimed], fees: FeeSchedule) -> Fee:
    value = value_of(claims, fees)
    tier = next(t for t in fees.tiers if t.up_to_yen is None or value.yen <= t.up_to_yen)
    fee = tier_fee(value.yen, tier)
    steps = [*value.steps, ExplainedStep(text=f"訴え提起の手数料 {fee:,}円", cite=tier.marked(tier.cite))]
    unconfirmed = list(_unsure_tier(tier))
    if percent := fees.percents.get(filing.procedure):
        fee = fee * percent.amount // 100
        steps.append(ExplainedStep(text=f"{percent.text}: {fee:,}円", cite=percent.marked(percent.cite)))
        unconfirmed += _unsure_percent(percent)
    return Fee(
        fee_yen=fee,
        value_yen=value.yen,
        steps=tuple(steps),
        unconfirmed=(*unconfirmed, *_surcharges(filing, fees)),
    )


def tier_fee(value_yen: int, tier: FeeTier) -> int:
    """Return the first-instance fee of a claim value inside one tier: each begun step counts whole."""
    steps_begun = -((tier.above_yen - value_yen) // tier.step_yen)
    return tier.base_fee_yen + steps_begun * tier.step_fee_yen


def _unsure_tier(tier: FeeTier) -> tuple[str, ...]:
    if tier.confidence is Confidence.HIGH:
        return ()
    return (f"{tier.above_yen:,}円を超える部分の段階（確度{tier.confidence}）",)


def _unsure_percent(percent: FlatFee) -> tuple[str, ...]:
    return () if percent.confidence is Confidence.HIGH else (f"{percent.text}（確度{percent.confidence}）",)


def _surcharges(filing: Filing, fees: FeeSchedule) -> tuple[str, ...]:
    """What is known to be added but not by how much, by the day on which the suit was commenced."""
    began = filing.commenced_on or filing.on
    return tuple(
        s.text
        for s in fees.surcharges
        if filing.procedure in s.procedures and began >= s.valid_from and filing.count >= s.from_count
    )
