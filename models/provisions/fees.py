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
    """A fixed sum in yen, or a multiple of the suit's fee in percent; `valid_from`: when the procedure came to be."""

    amount: int
    valid_from: date
    cite: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Surcharge(Sourced):
    """A point known to exist whose amount is not confirmed; it is named, never added.

    `valid_from` is compared with the day the suit was commenced; `from_count`: only from so many petitions at once.
    """

    procedures: tuple[str, ...]
    valid_from: date
    from_count: int
    text: str
    cite: str


@dataclass(frozen=True, kw_only=True)
class FeeSchedule:
    """手数料: tiers from low to high in yen; `percents` of the suit's fee and `flat` fees by procedure."""

    valid_from: date
    tiers: tuple[FeeTier, ...]
    non_pecuniary: FlatFee
    percents: Mapping[str, FlatFee]
    flat: Mapping[str, FlatFee]
    surcharges: tuple[Surcharge, ...]
