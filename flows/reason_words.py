"""Reason codes of provider identification in words."""

from models.answers.reading import ADDRESS_CURES, OTHER_ADDRESS_CURE
from models.rules.addresses import ADDRESS_FAULTS
from models.rules.identification import REASONS
from tasks.words import word


def reason_words(code: str, language: str) -> str:
    """What a code means and what settles it; a code of a later version is shown as it is."""
    if language != "ja":
        return {**ADDRESS_FAULTS, **REASONS}.get(code, code)
    if code in ADDRESS_FAULTS and code not in REASONS:
        return ADDRESS_CURES.get(code, OTHER_ADDRESS_CURE)
    try:
        return word("identification", code, language)
    except KeyError:
        return REASONS.get(code, code)
