"""損害賠償の訴え: level of court, value, fee and filing mode of a claim (law.md §3.1 P11, §8, §9)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions.law import Law
from models.rules.claim_value import Claimed
from models.rules.fees import Fee, Filing, fee_of
from models.rules.filing import FilingMode, filing_mode
from models.terms import Procedure

SUMMARY: Final = "簡易裁判所"
DISTRICT: Final = "地方裁判所"


@dataclass(frozen=True, kw_only=True)
class DamagesSuit:
    """訴えの見込み: `court_level` is 簡易裁判所 or 地方裁判所, by the value of the suit."""

    court_level: str
    fee: Fee
    filing: FilingMode
    steps: tuple[ExplainedStep, ...]


def damages_suit(
    *, total_yen: int, with_deletion: bool, commenced_on: date, by_attorney: bool, law: Law
) -> DamagesSuit:
    """Return where and how a damages suit of that day is brought, and its fee.

    `with_deletion`: deletion of the same posts is claimed along. Raises LawError for an amount below 1 yen.
    """
    money = Claimed(yen=total_yen, facts="posts")
    claims = (money, Claimed(facts="posts")) if with_deletion else (money,)
    fee = fee_of(Filing(procedure="suit", on=commenced_on), claims, law)
    level, step = court_level(fee.value_yen or 0, law, on=commenced_on)
    mode = filing_mode(procedure=Procedure.DAMAGES_SUIT, commenced_on=commenced_on, by_attorney=by_attorney, law=law)
    return DamagesSuit(court_level=level, fee=fee, filing=mode, steps=(*fee.steps, step, *mode.steps))


def court_level(value_yen: int, law: Law, *, on: date) -> tuple[str, ExplainedStep]:
    """Return 簡易裁判所 up to the limit of that day, 地方裁判所 above it, with the step."""
    limit = law.courts.money_on("summary_court_limit", on)
    most = limit.most_yen
    level = SUMMARY if value_yen <= most else DISTRICT
    compared = "以下" if value_yen <= most else "超"
    text = f"訴額{value_yen:,}円は{most:,}円{compared}なので{level}"
    return level, ExplainedStep(text=text, cite=limit.marked(limit.cite))
