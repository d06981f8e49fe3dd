"""Typed forms of every wait, and the reading of what was typed: one door for the UI, the CLI and the deployment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from models.answers import claim, disclosure, letters, platform, provider
from models.answers.answer import Answer, Asked
from models.answers.faults import Faults, shape_fault
from models.answers.reading import WaitForm
from models.terms import WaitKind


@dataclass(frozen=True)
class Question:
    """A form and the function that reads it."""

    form: type[WaitForm]
    read: Callable[[Any, Asked], Answer]


QUESTIONS: Mapping[WaitKind, Question] = {
    WaitKind.LETTER_RELEASE: Question(letters.ReleaseForm, letters.read_release),
    WaitKind.LETTER_SENDING: Question(letters.SendingForm, letters.read_sending),
    WaitKind.PLATFORM_ANSWER: Question(platform.PlatformAnswerForm, platform.read_platform),
    WaitKind.DISPOSITION_PROGRESS: Question(platform.DispositionForm, platform.read_disposition),
    WaitKind.SECURITY_DEPOSIT: Question(platform.DepositForm, platform.read_deposit),
    WaitKind.PROVIDER_REVIEW: Question(provider.ProviderForm, provider.read_provider),
    WaitKind.CONTACT_CARRIER: Question(provider.ProviderForm, provider.read_provider),
    WaitKind.PRESERVATION_ANSWER: Question(provider.PreservationForm, provider.read_preservation),
    WaitKind.SUIT_PROGRESS: Question(disclosure.SuitForm, disclosure.read_suit),
    WaitKind.SUBSCRIBER_DISCLOSURE: Question(disclosure.SubscriberForm, disclosure.read_subscriber),
    WaitKind.BAR_INQUIRY_ANSWER: Question(disclosure.BarInquiryForm, disclosure.read_bar_inquiry),
    WaitKind.SENDER_CONFIRMATION: Question(disclosure.SenderForm, disclosure.read_sender),
    WaitKind.CLAIM_ANSWER: Question(claim.ClaimForm, claim.read_claim),
    WaitKind.PAYMENT: Question(claim.PaymentForm, claim.read_payment),
    WaitKind.DAMAGES_SUIT: Question(claim.DamagesSuitForm, claim.read_damages_suit),
    WaitKind.COMPLAINT_ANSWER: Question(claim.ComplaintForm, claim.read_complaint),
    WaitKind.DEAD_END: Question(claim.DeadEndForm, claim.read_dead_end),
    WaitKind.CLOSING: Question(claim.ClosingForm, claim.read_closing),
}


def read_form(kind: WaitKind, typed: Mapping[str, Any]) -> WaitForm:
    """The form of such a wait as it was filled in. Raises Faults where it has no such field or value."""
    try:
        return QUESTIONS[kind].form.model_validate(dict(typed))
    except ValidationError as error:
        raise Faults([shape_fault(item) for item in error.errors(include_input=True)]) from None


def read_answer(asked: Asked, typed: Mapping[str, Any]) -> Answer:
    """Read the answer that was typed for this wait. Raises Faults with every fault."""
    return QUESTIONS[asked.kind].read(read_form(asked.kind, typed), asked)
