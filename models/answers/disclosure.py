"""The disclosure suit, the bar inquiry, and who the subscriber is."""

from dataclasses import replace
from typing import Literal

from models.answers.answer import Answer, Asked, NewStep, NewSubscriber
from models.answers.provider import lower_hops, next_provider
from models.answers.reading import Reader, WaitForm
from models.facts import SubscriberFact
from models.terms import Outcome, StepKind


class SuitForm(WaitForm):
    """開示請求訴訟の進行."""

    event: Literal["served", "opinion_inquiry", "hearing_set", "granted", "dismissed", "settled", "withdrawn"] = (
        "served"
    )
    happened: str = ""
    on: str = ""
    at: str = ""
    court_case_no: str = ""


class SubscriberForm(WaitForm):
    """契約者の開示."""

    received: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    is_sender: Literal["sender", "not_sender", "unclear"] = "unclear"
    same_as: int = 0


class BarInquiryForm(WaitForm):
    """弁護士会照会の回答."""

    outcome: Literal["disclosed", "refused", "no_record", "another_provider"] = "disclosed"
    received: str = ""
    name: str = ""
    address: str = ""
    is_sender: Literal["sender", "not_sender", "unclear"] = "unclear"
    same_as: int = 0
    other_provider: str = ""


class SenderForm(WaitForm):
    """発信者の確認."""

    is_sender: Literal["sender", "not_sender", "given_up"] = "sender"
    basis: str = ""
    name: str = ""
    address: str = ""
    same_as: int = 0


def read_suit(form: SuitForm, asked: Asked) -> Answer:
    """Each event of the suit is a fact; judgment ends the wait by itself."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    on = reader.day("on", form.on, required=form.event == "hearing_set")
    at = reader.hearing_clock("at", form.at, is_hearing=form.event == "hearing_set")
    spent = reader.spent(form)
    reader.finish()
    kinds = {
        "served": StepKind.SUIT_SERVED,
        "opinion_inquiry": StepKind.OPINION_INQUIRED,
        "hearing_set": StepKind.HEARING_SET,
    }
    step = NewStep(
        kind=kinds.get(form.event, StepKind.JUDGMENT_GIVEN),
        subject=asked.subject,
        happened_at=happened,
        outcome=Outcome.NONE if form.event in kinds else Outcome(form.event),
        on=on,
        at=at,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(steps=(step,), expenses=spent)


def read_subscriber(form: SubscriberForm, asked: Asked) -> Answer:
    """A subscriber is not always the sender: unless said so it stays unclear."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    person = _person(reader, form.name, form.address, Outcome(form.is_sender), form.same_as)
    person = replace(person, email=form.email.strip() or None, phone=form.phone.strip() or None)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(kind=StepKind.DISCLOSED, subject=asked.subject, happened_at=received, outcome=Outcome.DISCLOSED)
    return Answer(steps=(step,), subscribers=(person,), expenses=spent)


def read_bar_inquiry(form: BarInquiryForm, asked: Asked) -> Answer:
    """The number's subscriber, a refusal, or the carrier it moved to."""
    reader = Reader(asked)
    reader.who(form)
    outcome = Outcome(form.outcome)
    received = reader.happened("received", form.received)
    if outcome is Outcome.ANOTHER_PROVIDER:
        next_provider(reader, "other_provider", form.other_provider)
    disclosed = outcome is Outcome.DISCLOSED
    people = (_person(reader, form.name, form.address, Outcome(form.is_sender), form.same_as),) if disclosed else ()
    spent = reader.spent(form)
    reader.finish()
    answered = NewStep(kind=StepKind.BAR_INQUIRY_ANSWERED, subject=asked.subject, happened_at=received, outcome=outcome)
    named = NewStep(kind=StepKind.DISCLOSED, subject=asked.subject, happened_at=received, outcome=outcome)
    hops = lower_hops(asked, form.other_provider) if outcome is Outcome.ANOTHER_PROVIDER else ()
    return Answer(steps=(answered, named) if disclosed else (answered,), subscribers=people, hops=hops, expenses=spent)


def read_sender(form: SenderForm, asked: Asked) -> Answer:
    """Who posted: the subscriber, somebody else who is named, or nobody can tell."""
    reader = Reader(asked)
    reader.who(form)
    reader.text("basis", form.basis, cure="判断の根拠を書いてください")
    spent = reader.spent(form)
    if form.is_sender == "given_up":
        reader.finish()
        step = NewStep(kind=StepKind.APPEALED, subject=asked.subject, happened_at=asked.now, outcome=Outcome.GIVEN_UP)
        return Answer(steps=(step,), expenses=spent)
    named = form.is_sender == "not_sender"
    people = (_person(reader, form.name, form.address, Outcome.SENDER, form.same_as),) if named else ()
    reader.finish()
    step = NewStep(
        kind=StepKind.SENDER_CONFIRMED,
        subject=asked.subject,
        happened_at=asked.now,
        outcome=Outcome(form.is_sender),
    )
    subscriber = _subscriber(asked)
    confirmed = (subscriber.id, Outcome(form.is_sender), subscriber.same_as)
    return Answer(steps=(step,), subscribers=people, confirmed=(confirmed,), expenses=spent)


def _subscriber(asked: Asked) -> SubscriberFact:
    holder_no = int(asked.subject.rpartition(":")[2])
    return next(person for person in asked.facts.subscribers if person.holder_no == holder_no)


def _first_entry(reader: Reader, same_as: int) -> int | None:
    """The first entry of a person known from an earlier line (so that one person gets one claim), or None."""
    if not same_as:
        return None
    known = {person.id: person for person in reader.asked.facts.subscribers}
    if same_as not in known:
        reader.fault("same_as", same_as, "この事件で判明した人の番号ではありません（なければ 0）")
        return None
    return known[same_as].same_as or same_as


def _person(reader: Reader, name: str, address: str, is_sender: Outcome, same_as: int) -> NewSubscriber:
    return NewSubscriber(
        holder_no=int(reader.asked.subject.rpartition(":")[2]),
        name=reader.text("name", name, cure="開示書面のとおりに氏名または名称を入れてください"),
        address=reader.text("address", address, cure="開示書面のとおりに住所を入れてください"),
        is_sender=is_sender,
        same_as=_first_entry(reader, same_as),
    )
