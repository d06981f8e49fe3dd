"""What of the facts on record may be put right, and what hangs on them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from models.answers.events import EVENTS
from models.facts import CaseFacts, StepFact, holder_subject, observation_subject, platform_subject, post_subject
from models.terms import Outcome, StepKind

OUTCOMES: Final[Mapping[StepKind, tuple[Outcome, ...]]] = {
    **{kind: event.outcomes for kind, event in EVENTS.items() if event.outcomes},
    StepKind.CLAIM_ANSWERED: (Outcome.AGREED, Outcome.REFUSED, Outcome.WITHDRAWN),
    StepKind.COMPLAINT_ANSWERED: (Outcome.ACCEPTED, Outcome.RETURNED, Outcome.WITHDRAWN),
}
_KEPT_BY_KAIJI: Final = frozenset({StepKind.IDENTIFICATION_TRIED, StepKind.SENDER_CONFIRMED})
_ROWS_CURE: Final = "この事実と一緒に記録された行（{what}）があるので取り消せません。日時などを訂正してください"


REQUESTER: Final = "requester"


def correctable(facts: CaseFacts) -> tuple[str, ...]:
    """The names of all facts that may be corrected: steps by number, posts and dated log lines by subject, the client.

    Of the client it is what is concealed (秘匿) that may be put right.
    """
    return (
        *(str(step.id) for step in facts.steps),
        *(post_subject(post.id) for post in facts.posts),
        *(observation_subject(item.id) for item in facts.observations if item.observed_at),
        REQUESTER,
    )


def release_of(facts: CaseFacts, step: StepFact) -> datetime | None:
    """When the letter of this sending was released; None when the step is no sending."""
    if step.kind is not StepKind.LETTER_SENT:
        return None
    sent = (x for x in facts.letters if (x.kind, x.subject, x.sent_at) == (step.letter, step.subject, step.happened_at))
    return next((letter.released_at for letter in sent), None)


def may_not_be_withdrawn(facts: CaseFacts, step: StepFact) -> str:
    """Why a step cannot be taken back: something else on record came with it. Empty when it can."""
    if step.kind in _KEPT_BY_KAIJI:
        return _ROWS_CURE.format(what="照会・確認の記録")
    if _brought_lines(facts, step):
        return _ROWS_CURE.format(what="開示された通信")
    if _brought_people(facts, step):
        return _ROWS_CURE.format(what="契約者")
    if _brought_providers(facts, step):
        return _ROWS_CURE.format(what="プロバイダ")
    return ""


def _brought_lines(facts: CaseFacts, step: StepFact) -> bool:
    posts = {post.id for post in facts.posts if platform_subject(post.platform) == step.subject}
    return step.kind is StepKind.PLATFORM_ANSWERED and any(
        item.post_id in posts and item.received_at == step.happened_at for item in facts.observations
    )


def _brought_people(facts: CaseFacts, step: StepFact) -> bool:
    return step.kind in {StepKind.DISCLOSED, StepKind.BAR_INQUIRY_ANSWERED} and any(
        holder_subject(person.holder_no) == step.subject and person.disclosed_at == step.happened_at
        for person in facts.subscribers
    )


def _brought_providers(facts: CaseFacts, step: StepFact) -> bool:
    if step.outcome is Outcome.ANOTHER_PROVIDER:
        return True
    return step.kind is StepKind.PROVIDER_IDENTIFIED and any(
        observation_subject(hop.observation_id) == step.subject for hop in facts.hops
    )
