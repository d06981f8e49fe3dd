"""The money of a letter to a sender: lines of the claim, and the interest as papers write it."""

from datetime import date

from models.provisions import Law, LawError
from models.rules.claims import ClaimFacts, damages_claim
from tasks.letter_context import ClaimLine


def claim_lines(facts: ClaimFacts, law: Law, on: date) -> tuple[ClaimLine, ...]:
    """Return 慰謝料, 調査費用 and 弁護士費用 against one sender as of a day. Raises LawError for a wrong amount."""
    return tuple(ClaimLine(label=part.label, yen=part.yen) for part in damages_claim(facts, law, on=on).parts)


def interest_percent(tort_on: date, law: Law) -> str | None:
    """Return the rate of the tort's day, None while it is not announced (the paper then says 民法所定の割合)."""
    try:
        return str(law.courts.money_on("statutory_interest", tort_on).rate)
    except LawError:
        return None
