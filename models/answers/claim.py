"""What the sender, the court of the damages suit and the police answer; dead ends and the closing."""

from dataclasses import replace
from typing import Final, Literal

from models.answers.answer import Answer, Asked, NewStep
from models.answers.interim import InterimForm, court_step, is_interim, moved_to, no_day, read_interim
from models.answers.reading import Reader, WaitForm
from models.rules.progress.decisions import WON
from models.terms import Outcome, Remedy, StepKind

MONEY_CURE: Final = (
    "金額・支払日があるのは agreed（合意）と counter_offer（申出）だけです。回答の内容を見直してください"
)


class ClaimForm(InterimForm):
    """通知書への回答."""

    outcome: Literal[
        "agreed",
        "refused",
        "not_sender",
        "counter_offer",
        "counsel_retained",
        "bankruptcy",
        "answer_announced",
        "letter_returned",
        "withdrawn",
    ] = "agreed"
    received: str = ""
    amount_yen: int = 0
    pay_by: str = ""
    instalment_yen: int = 0
    pledge_signed_on: str = ""


class PaymentForm(WaitForm):
    """支払い・誓約."""

    paid: str = ""
    amount_yen: int = 0
    pledge_signed_on: str = ""


class DamagesSuitForm(WaitForm):
    """損害賠償請求訴訟の結果."""

    outcome: Literal[
        "served",
        "service_failed",
        "papers_requested",
        "transferred",
        "hearing_set",
        "mediation_referred",
        "granted",
        "partly",
        "settled",
        "dismissed",
        "inadmissible",
        "withdrawn",
        "opponent_appealed",
    ] = "granted"
    happened: str = ""
    on: str = ""
    at: str = ""
    amount_yen: int = 0
    court: str = ""
    court_case_no: str = ""


class ComplaintForm(InterimForm):
    """告訴の受理."""

    outcome: Literal["accepted", "returned", "papers_requested", "forwarded", "withdrawn"] = "accepted"
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
    """Agreement with amount, days and pledge; refusal or denial; an offer that is no answer yet; our own withdrawal."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    signed = reader.past_day("pledge_signed_on", form.pledge_signed_on)
    amount_yen = reader.yen("amount_yen", form.amount_yen)
    pay_by = reader.day("pay_by", form.pay_by, required=form.instalment_yen > 0)
    instalment = reader.yen("instalment_yen", form.instalment_yen)
    _agreement_fits(reader, form)
    if is_interim(form.outcome):
        return read_interim(reader, form, form.outcome, received)
    note = no_day(reader, form)
    spent = reader.spent(form)
    reader.finish()
    offered = form.outcome == "counter_offer"
    answered = NewStep(
        kind=StepKind.COUNTER_OFFERED if offered else StepKind.CLAIM_ANSWERED,
        subject=asked.subject,
        happened_at=received,
        outcome=Outcome.NONE if offered else Outcome(form.outcome),
        on=pay_by,
        amount_yen=amount_yen,
        note=note,
    )
    steps = [answered]
    if instalment and not offered:
        plan = NewStep(kind=StepKind.INSTALMENTS_AGREED, subject=asked.subject, happened_at=received)
        steps.append(replace(plan, on=pay_by, amount_yen=instalment))
    if signed:
        steps.append(NewStep(kind=StepKind.PLEDGE_SIGNED, subject=asked.subject, happened_at=received, on=signed))
    return Answer(steps=tuple(steps), expenses=spent)


def _agreement_fits(reader: Reader, form: ClaimForm) -> None:
    """Money, its days and a pledge belong to an agreement (or an offer), and an agreement to something agreed."""
    agreed = form.outcome == "agreed"
    if form.outcome not in {"agreed", "counter_offer"}:
        for name in ("amount_yen", "instalment_yen"):
            if getattr(form, name) > 0:
                reader.fault(name, getattr(form, name), MONEY_CURE)
        if form.pay_by.strip():
            reader.fault("pay_by", form.pay_by, MONEY_CURE)
    if not agreed and form.pledge_signed_on.strip():
        reader.fault("pledge_signed_on", form.pledge_signed_on, "誓約書があるのは agreed だけです")
    pledge = Remedy.PLEDGE in reader.asked.facts.remedies or form.pledge_signed_on.strip()
    if agreed and form.amount_yen == 0 and not pledge:
        reader.fault("amount_yen", 0, "合意した金額を入れてください（誓約書だけの合意なら、その署名日）")
    if form.instalment_yen > max(form.amount_yen, 0):
        reader.fault("instalment_yen", form.instalment_yen, "1回分が合意した金額より大きくなっています")


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
    """Each step of the damages suit is a fact; a decision or settlement ends the wait by itself."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    kind, outcome = court_step(form.outcome, StepKind.DAMAGES_DECIDED)
    is_hearing = kind is StepKind.HEARING_SET
    on = reader.day("on", form.on, required=is_hearing)
    at = reader.hearing_clock("at", form.at, is_hearing=is_hearing)
    won = kind is StepKind.DAMAGES_DECIDED and outcome in WON
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=won, cure="認容額または和解金額を入れてください")
    court = moved_to(reader, form.outcome, form.court)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=kind,
        subject=asked.subject,
        happened_at=happened,
        outcome=outcome,
        on=on,
        at=at,
        amount_yen=amount_yen,
        court=court,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(steps=(step,), expenses=spent)


def read_complaint(form: ComplaintForm, asked: Asked) -> Answer:
    """Accepted or returned by the police; what comes before that is no answer yet."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    if is_interim(form.outcome):
        return read_interim(reader, form, form.outcome, happened)
    note = no_day(reader, form)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.COMPLAINT_ANSWERED,
        subject=asked.subject,
        happened_at=happened,
        outcome=Outcome(form.outcome),
        note=note,
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
