"""The money of a letter: lines of the claim, value and fee of what is filed, the interest as papers write it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from models.facts import ExplainedStep
from models.provisions import Law, LawError
from models.rules.claim_value import Claimed
from models.rules.claims import ClaimFacts, damages_claim
from models.rules.fees import Fee, FeeProcedure, Filing, fee_of, in_force_since
from models.terms import LetterKind
from tasks.letter_context import ClaimLine, LetterContext
from tasks.letter_figures import japan_day

_PROCEDURES: Final[dict[LetterKind, FeeProcedure]] = {
    LetterKind.DISPOSITION_PETITION: "disposition",
    LetterKind.DELETION_PETITION: "disposition",
    LetterKind.PRESERVATION_PETITION: "disposition",
    LetterKind.ORDER_PETITION: "order",
    LetterKind.PROVISION_PETITION: "order",
    LetterKind.DELETION_PROHIBITION_PETITION: "order",
    LetterKind.DISCLOSURE_COMPLAINT: "suit",
    LetterKind.DAMAGES_COMPLAINT: "suit",
}

_SECURITIES: Final[dict[LetterKind, tuple[str, ...]]] = {
    LetterKind.DISPOSITION_PETITION: ("security_disposition",),
    LetterKind.DELETION_PETITION: ("security_deletion",),
    LetterKind.PRESERVATION_PETITION: ("security_log",),
}


def claim_lines(facts: ClaimFacts, law: Law, on: date) -> tuple[ClaimLine, ...]:
    """Return 慰謝料, 調査費用 and 弁護士費用 against one sender as of a day. Raises LawError for a wrong amount."""
    return tuple(ClaimLine(label=part.label, yen=part.yen) for part in damages_claim(facts, law, on=on).parts)


def with_fee(context: LetterContext, law: Law) -> LetterContext:
    """Value and fee of a paper that is filed, how they come about, what is not confirmed; interest on damages.

    Left out while no fee of that day is known, or nothing is claimed yet.
    """
    procedure = _PROCEDURES.get(context.kind)
    claims = tuple(_claims(context))
    if procedure is None or not claims or context.written_on < in_force_since(procedure, law.fees):
        return context
    fee = fee_of(Filing(procedure=procedure, on=context.written_on), claims, law)
    return replace(
        context,
        fee_yen=fee.fee_yen,
        value_yen=fee.value_yen,
        fee_steps=fee.steps,
        fee_unconfirmed=(*fee.unconfirmed, *_if_joined(context, fee, law)),
        security=tuple(_security(context, law)),
        interest_percent=_interest(context, law),
    )


def interest_percent(tort_on: date, law: Law) -> str | None:
    """Return the rate of the tort's day, None while it is not announced (the paper then says 民法所定の割合)."""
    try:
        return str(law.courts.money_on("statutory_interest", tort_on).rate)
    except LawError:
        return None


def _claims(context: LetterContext) -> Iterator[Claimed]:
    """The money, with deletion of the same posts (費用法4条3項); of other papers one claim that is not about money."""
    if context.kind is not LetterKind.DAMAGES_COMPLAINT:
        yield Claimed()
    elif context.claim:
        yield Claimed(yen=context.total_yen, facts="posts")
        if context.deletion:
            yield Claimed(facts="posts")


def _if_joined(context: LetterContext, fee: Fee, law: Law) -> tuple[str, ...]:
    """What nobody has confirmed of one petition for disclosure and deletion: whether it counts as two."""
    if context.kind is not LetterKind.DISPOSITION_PETITION or not context.deletion:
        return ()
    both = fee_of(Filing(procedure="disposition", on=context.written_on, count=2), (Claimed(),), law)
    return tuple(text for text in both.unconfirmed if text not in fee.unconfirmed)


def _security(context: LetterContext, law: Law) -> Iterator[ExplainedStep]:
    """What courts are known to ask before a disposition; each case has its own, set by the court (民保14条1項)."""
    keys = _SECURITIES.get(context.kind, ())
    if context.kind is LetterKind.DISPOSITION_PETITION and context.deletion:
        keys = (*keys, "security_deletion")
    for key in keys:
        money = law.courts.money_on(key, context.written_on)
        low, high = money.low_yen or 0, money.most_yen
        asked = f"{high:,}円" if low == high else f"{low:,}円～{high:,}円"
        yield ExplainedStep(text=f"{money.text}: {asked}", cite=money.marked(money.cite))


def _interest(context: LetterContext, law: Law) -> str | None:
    tort_on = max((japan_day(post.posted_at) for post in context.posts), default=None)
    if context.kind is not LetterKind.DAMAGES_COMPLAINT or tort_on is None:
        return context.interest_percent
    return interest_percent(tort_on, law)
