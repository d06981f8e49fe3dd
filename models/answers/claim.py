"""What the sender, the court of the damages suit and the police answer; dead ends and the closing."""

from typing import Literal

from models.answers.answer import Answer, Asked, NewStep
from models.answers.reading import Reader, WaitForm
from models.terms import Outcome, Remedy, StepKind


class ClaimForm(WaitForm):
    """通知書への回答."""

    outcome: Literal["agreed", "refused", "withdrawn"] = "agreed"
    received: str = ""
    amount_yen: int = 0
    pledge_signed_on: str = ""


class PaymentForm(WaitForm):
    """支払い・誓約."""

    paid: str = ""
    amount_yen: int = 0
    pledge_signed_on: str = ""


class DamagesSuitForm(WaitForm):
    """損害賠償請求訴訟の結果."""

    outcome: Literal["granted", "settled", "dismissed", "withdrawn"] = "granted"
    happened: str = ""
    amount_yen: int = 0


class ComplaintForm(WaitForm):
    """告訴の受理."""

    outcome: Literal["accepted", "returned", "withdrawn"] = "accepted"
    happened: str = ""


class DeadEndForm(WaitForm):
    """行き止まりの判断."""

    decision: Literal["appeal", "given_up", "close"] = "given_up"
    happened: str = ""
    reason: str = ""


class ClosingForm(WaitForm):
    """終結の確認."""

    reason: str = ""


def read_claim(form: ClaimForm, asked: Asked) -> Answer:
    """Agreement with amount and pledge, refusal, or our own withdrawal."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    signed = reader.past_day("pledge_signed_on", form.pledge_signed_on)
    amount_yen = reader.yen("amount_yen", form.amount_yen)
    _agreement_fits(reader, form)
    spent = reader.spent(form)
    reader.finish()
    steps = [
        NewStep(
            kind=StepKind.CLAIM_ANSWERED,
            subject=asked.subject,
            happened_at=received,
            outcome=Outcome(form.outcome),
            amount_yen=amount_yen,
        )
    ]
    if signed:
        steps.append(NewStep(kind=StepKind.PLEDGE_SIGNED, subject=asked.subject, happened_at=received, on=signed))
    return Answer(steps=tuple(steps), expenses=spent)


def _agreement_fits(reader: Reader, form: ClaimForm) -> None:
    """Money and a pledge belong to an agreement, and an agreement to something agreed."""
    agreed = form.outcome == "agreed"
    if not agreed and form.amount_yen > 0:
        reader.fault(
            "amount_yen", form.amount_yen, "合意した金額があるのは agreed だけです。回答の内容を見直してください"
        )
    if not agreed and form.pledge_signed_on.strip():
        reader.fault("pledge_signed_on", form.pledge_signed_on, "誓約書があるのは agreed だけです")
    pledge = Remedy.PLEDGE in reader.asked.facts.remedies or form.pledge_signed_on.strip()
    if agreed and form.amount_yen == 0 and not pledge:
        reader.fault("amount_yen", 0, "合意した金額を入れてください（誓約書だけの合意なら、その署名日）")


def read_payment(form: PaymentForm, asked: Asked) -> Answer:
    """Money, a signed pledge, or both."""
    reader = Reader(asked)
    reader.who(form)
    signed = reader.past_day("pledge_signed_on", form.pledge_signed_on)
    steps = []
    paid = bool(form.paid.strip())
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=paid, cure="入金額を入れてください")
    if paid:
        paid_at = reader.happened("paid", form.paid)
        steps.append(NewStep(kind=StepKind.PAID, subject=asked.subject, happened_at=paid_at, amount_yen=amount_yen))
    elif form.amount_yen > 0:
        reader.fault("paid", "", "入金された日時を入れてください")
    if signed:
        steps.append(NewStep(kind=StepKind.PLEDGE_SIGNED, subject=asked.subject, happened_at=asked.now, on=signed))
    if not steps and not form.amount_yen:
        reader.fault("paid", "", "入金または誓約書のどちらかを入れてください")
    spent = reader.spent(form)
    reader.finish()
    return Answer(steps=tuple(steps), expenses=spent)


def read_damages_suit(form: DamagesSuitForm, asked: Asked) -> Answer:
    """The end of the damages suit."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    outcome = Outcome(form.outcome)
    won = outcome in {Outcome.GRANTED, Outcome.SETTLED}
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=won, cure="認容額または和解金額を入れてください")
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.DAMAGES_DECIDED,
        subject=asked.subject,
        happened_at=happened,
        outcome=outcome,
        amount_yen=amount_yen,
    )
    return Answer(steps=(step,), expenses=spent)


def read_complaint(form: ComplaintForm, asked: Asked) -> Answer:
    """Accepted or returned by the police."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.COMPLAINT_ANSWERED,
        subject=asked.subject,
        happened_at=happened,
        outcome=Outcome(form.outcome),
    )
    return Answer(steps=(step,), expenses=spent)


def read_dead_end(form: DeadEndForm, asked: Asked) -> Answer:
    """An attorney decides: appeal, give this branch up, or end the case."""
    reader = Reader(asked)
    reader.who(form)
    reason = reader.text("reason", form.reason, cure="判断の理由を書いてください")
    spent = reader.spent(form)
    if form.decision == "close":
        reader.finish()
        return Answer(closes_with=reason, expenses=spent)
    if asked.subject == "case":
        reader.fault(
            "decision",
            form.decision,
            "残る手続がありません。終えるなら close、続けるなら保留にして事実を訂正してください",
        )
    appealed = form.decision == "appeal"
    happened = reader.happened("happened", form.happened) if appealed else asked.now
    reader.finish()
    outcome = Outcome.NONE if appealed else Outcome.GIVEN_UP
    step = NewStep(kind=StepKind.APPEALED, subject=asked.subject, happened_at=happened, outcome=outcome)
    return Answer(steps=(step,), expenses=spent)


def read_closing(form: ClosingForm, asked: Asked) -> Answer:
    """The case ends with a reason."""
    reader = Reader(asked)
    reader.who(form)
    reason = reader.text("reason", form.reason, cure="終結の理由を書いてください")
    spent = reader.spent(form)
    reader.finish()
    return Answer(closes_with=reason, expenses=spent)
