"""Shape of the court fee table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.provisions.figures import Sourced


@dataclass(frozen=True, kw_only=True)
class FeeTier(Sourced):
    """One band of claim value: `base_fee_yen` plus `step_fee_yen` for each begun `step_yen` above `above_yen`."""

    above_yen: int
    up_to_yen: int | None
    base_fee_yen: int
    step_yen: int
    step_fee_yen: int
    cite: str


@dataclass(frozen=True, kw_only=True)
class FlatFee(Sourced):
    """A fixed sum or a multiplier in percent."""

    amount: int
    cite: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Surcharge(Sourced):
    """A change known to exist whose amount is not confirmed; it is named, never added."""

    procedures: tuple[str, ...]
    valid_from: date
    text: str
    cite: str


@dataclass(frozen=True, kw_only=True)
class FeeSchedule:
    """手数料: tiers from low to high; flat fees by procedure; all yen."""

    valid_from: date
    tiers: tuple[FeeTier, ...]
    non_pecuniary: FlatFee
    appeal_percent: FlatFee
    flat: Mapping[str, FlatFee]
    surcharges: tuple[Surcharge, ...]
