"""One court fee as `kaiji fee` shows it: what was typed is checked, the rule is asked, nothing is kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from flows.typed_days import day_faults
from models.answers.faults import Fault, Faults
from models.answers.moments import parse_day
from models.provisions import FeeSchedule, Law, Money
from models.provisions.shapes import FLAT_FEES
from models.rules.claim_value import Claimed
from models.rules.fees import PROCEDURES, Fee, FeeProcedure, Filing, fee_of, in_force_since

_WHOLE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)
_AMOUNT_CURE: Final = (
    "1円以上の整数で書いてください（桁区切りや単位は書きません。金額のない請求なら --amount を書きません）"
)
_SAME: Final = "same"


@dataclass(frozen=True, kw_only=True)
class TypedFee:
    """What was typed; days and amounts as text, `commenced_on` empty when not written."""

    procedure: str
    amounts: Sequence[str]
    non_pecuniary: bool
    same_interest: bool
    count: int
    on: str
    commenced_on: str


def fee_typed(typed: TypedFee, law: Law) -> Fee:
    """Check what was typed and ask for the fee. Raises Faults with everything that is wrong: field, value, cure."""
    faults = [*_faults_of(typed), *_day_faults(typed, law.fees)]
    if faults:
        raise Faults(faults)
    filing = Filing(
        procedure=cast("FeeProcedure", typed.procedure),
        on=parse_day(typed.on),
        count=typed.count,
        commenced_on=parse_day(typed.commenced_on) if typed.commenced_on else None,
    )
    return fee_of(filing, _claims(typed), law)


def _faults_of(typed: TypedFee) -> Iterator[Fault]:
    if typed.procedure not in PROCEDURES:
        yield Fault(field="--procedure", value=typed.procedure, cure=f"次のいずれかです: {', '.join(PROCEDURES)}")
    for amount in typed.amounts:
        if not _WHOLE.fullmatch(amount) or int(amount) < 1:
            yield Fault(field="--amount", value=amount, cure=_AMOUNT_CURE)
    if typed.count < 1 or (typed.count > 1 and typed.procedure not in FLAT_FEES):
        cure = f"1以上にしてください（2以上は {', '.join(FLAT_FEES)} だけ）"
        yield Fault(field="--count", value=str(typed.count), cure=cure)


def _day_faults(typed: TypedFee, fees: FeeSchedule) -> Iterator[Fault]:
    given = {"--on": typed.on, "--commenced": typed.commenced_on}
    faults = list(day_faults({field: text for field, text in given.items() if text}))
    yield from faults
    if faults:
        return
    since = in_force_since(typed.procedure, fees)
    if parse_day(typed.on) < since:
        yield Fault(field="--on", value=typed.on, cure=f"手数料の分かる{since}以後の日にしてください")
    if typed.commenced_on and parse_day(typed.commenced_on) > parse_day(typed.on):
        cure = f"申立ての日（{typed.on}）より後です。訴えを提起した日を書いてください"
        yield Fault(field="--commenced", value=typed.commenced_on, cure=cure)


def _claims(typed: TypedFee) -> list[Claimed]:
    """Amounts typed together arise from the same facts; without any, the claim is not about money."""
    interest = _SAME if typed.same_interest else ""
    money = [Claimed(yen=int(amount), facts=_SAME, interest=interest) for amount in typed.amounts]
    return [*money, Claimed(facts=_SAME)] if typed.non_pecuniary or not money else money


def as_document(fee: Fee, beside: Sequence[Money]) -> dict[str, Any]:
    """The fee as JSON holds it, in yen; `value_yen` null where the claim's value does not matter.

    `beside`: practice figures that are no part of the fee, grouped by topic (security, attorney_fee, damages, court).
    """
    topics = dict.fromkeys(money.topic for money in beside)
    return {
        "fee_yen": fee.fee_yen,
        "value_yen": fee.value_yen,
        "steps": [{"text": step.text, "cite": step.cite} for step in fee.steps],
        "unconfirmed": list(fee.unconfirmed),
        "beside": {topic: [_money(money) for money in beside if money.topic == topic] for topic in topics},
    }


def _money(money: Money) -> dict[str, Any]:
    return {
        "key": money.key,
        "text": money.text,
        "low_yen": money.low_yen,
        "high_yen": money.high_yen,
        "percent": money.percent,
        "historical": money.historical,
        "kind": money.kind.value,
        "cite": money.marked(money.cite),
        "source": money.source,
        "checked_on": money.checked_on.isoformat(),
        "confidence": money.confidence.value,
    }


def as_text(fee: Fee, beside: Sequence[Money]) -> str:
    """The fee as a person reads it."""
    lines = [f"{number}. {step.text}［{step.cite}］" for number, step in enumerate(fee.steps, start=1)]
    unsure = [f"未確認: {text}" for text in fee.unconfirmed]
    aside = [f"参考: {_said(money)}" for money in beside]
    return "\n".join([*lines, f"手数料: {fee.fee_yen:,}円", *unsure, *aside])


def _said(money: Money) -> str:
    if money.low_yen is None or money.high_yen is None:
        amount = f"{money.rate}％"
    elif money.low_yen == money.high_yen:
        amount = f"{money.low_yen:,}円"
    else:
        amount = f"{money.low_yen:,}円～{money.high_yen:,}円"
    old = "（過去の数字であり、現在の基準ではない）" if money.historical else ""
    return f"{money.text} {amount}{old}［{money.marked(money.cite)}、{money.source}、確度{money.confidence}］"
