"""Every reason code has words in both languages."""

import pytest

from flows.reason_words import reason_words
from models.rules.addresses import ADDRESS_FAULTS
from models.rules.identification import REASONS
from models.terms import ProviderCategory
from tasks.words import word


@pytest.mark.parametrize("code", sorted({*REASONS, *ADDRESS_FAULTS}))
def test_every_reason_is_said_in_both_languages(code: str) -> None:
    japanese, english = reason_words(code, "ja"), reason_words(code, "en")
    assert japanese not in {code, english}
    assert english.isascii()
    assert english != code


def test_a_code_of_a_later_version_is_shown_as_it_is() -> None:
    assert (reason_words("of_tomorrow", "ja"), reason_words("of_tomorrow", "en")) == ("of_tomorrow", "of_tomorrow")


@pytest.mark.parametrize("kind", ProviderCategory)
def test_every_category_says_what_settles_it(kind: ProviderCategory) -> None:
    assert word("review", kind, "ja") != word("review", kind, "en")
