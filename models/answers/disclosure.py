"""The disclosure suit, the bar inquiry, and who the subscriber is."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from models.answers.answer import Answer, Asked, NewStep, NewSubscriber
from models.answers.interim import InterimForm, court_step, is_interim, moved_to, no_day, read_interim
from models.answers.provider import lower_hops, next_provider
from models.answers.reading import Reader, WaitForm
from models.facts import SubscriberFact
from models.rules.progress.decisions import by_order
from models.rules.progress.papers import sent_at
from models.terms import LetterKind, Outcome, StepKind

NOBODY_CURE = "氏名・住所があるのは開示されたときだけです。回答の内容を見直してください"


class SuitForm(WaitForm):
    """開示請求訴訟の進行."""

    event: Literal[
        "served",
        "service_failed",
        "papers_requested",
        "transferred",
        "opinion_inquiry",
        "hearing_set",
        "granted",
        "partly",
        "dismissed",
        "inadmissible",
        "settled",
        "withdrawn",
        "opponent_appealed",
    ] = "served"
    happened: str = ""
    on: str = ""
    at: str = ""
    court: str = ""
    court_case_no: str = ""


class SubscriberForm(InterimForm):
    """契約者の開示."""

    outcome: Literal["disclosed", "refused", "no_record", "papers_requested", "answer_announced", "letter_returned"] = (
        "disclosed"
    )
    received: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    is_sender: Literal["sender", "not_sender", "unclear"] = "unclear"
    same_as: int = 0


class BarInquiryForm(InterimForm):
    """弁護士会照会の回答."""

    outcome: Literal[
        "disclosed",
        "refused",
        "no_record",
        "another_provider",
        "returned",
        "papers_requested",
        "answer_announced",
    ] = "disclosed"
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
    """Each event of the suit (or of the order procedure) is a fact; a decision ends the wait by itself."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    on = reader.day("on", form.on, required=form.event == "hearing_set")
    at = reader.hearing_clock("at", form.at, is_hearing=form.event == "hearing_set")
    court = moved_to(reader, form.event, form.court)
    spent = reader.spent(form)
    reader.finish()
    filed = sent_at(asked.facts, LetterKind.DISCLOSURE_COMPLAINT, asked.subject)
    ordered = by_order(asked.facts, asked.subject) and filed is None
    kind, outcome = court_step(form.event, StepKind.DISCLOSURE_ORDER_DECIDED if ordered else StepKind.JUDGMENT_GIVEN)
    step = NewStep(
        kind=kind,
        subject=asked.subject,
        happened_at=happened,
        outcome=outcome,
        on=on,
        at=at,
        court=court,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(steps=(step,), expenses=spent)


def read_subscriber(form: SubscriberForm, asked: Asked) -> Answer:
    """A subscriber is not always the sender: unless said so it stays unclear. A refusal names nobody."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    if form.outcome != "disclosed":
        _names_nobody(reader, form)
    if is_interim(form.outcome):
        return read_interim(reader, form, form.outcome, received)
    note = no_day(reader, form)
    if form.outcome != "disclosed":
        return _not_disclosed(reader, form, received, note)
    person = _person(reader, form.name, form.address, Outcome(form.is_sender), form.same_as)
    person = replace(person, email=form.email.strip() or None, phone=form.phone.strip() or None)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.DISCLOSED, subject=asked.subject, happened_at=received, outcome=Outcome.DISCLOSED, note=note
    )
    return Answer(steps=(step,), subscribers=(person,), expenses=spent)


def _not_disclosed(reader: Reader, form: SubscriberForm, received: datetime, note: str | None) -> Answer:
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.DISCLOSURE_REFUSED,
        subject=reader.asked.subject,
        happened_at=received,
        outcome=Outcome(form.outcome),
        note=note,
    )
    return Answer(steps=(step,), expenses=spent)


def _names_nobody(reader: Reader, form: SubscriberForm | BarInquiryForm) -> None:
    """A name belongs to a disclosure only."""
    for name in ("name", "address"):
        if getattr(form, name).strip():
            reader.fault(name, getattr(form, name), NOBODY_CURE)


def read_bar_inquiry(form: BarInquiryForm, asked: Asked) -> Answer:
    """The number's subscriber, a refusal, or the carrier it moved to."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    if is_interim(form.outcome):
        _names_nobody(reader, form)
        return read_interim(reader, form, form.outcome, received)
    outcome = Outcome(form.outcome)
    if outcome is Outcome.ANOTHER_PROVIDER:
        next_provider(reader, "other_provider", form.other_provider)
    disclosed = outcome is Outcome.DISCLOSED
    people = (_person(reader, form.name, form.address, Outcome(form.is_sender), form.same_as),) if disclosed else ()
    note = no_day(reader, form)
    spent = reader.spent(form)
    reader.finish()
    answered = NewStep(
        kind=StepKind.BAR_INQUIRY_ANSWERED, subject=asked.subject, happened_at=received, outcome=outcome, note=note
    )
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
