"""The page that asks for a release says how the paper may leave, and how a court takes it on that day."""

from datetime import UTC, date, datetime

import pytest

from flows.filing_shown import filing_lines
from models.provisions import load_law
from models.tables import WaitRow
from models.terms import Concealment, Stage, Turn, WaitKind
from tests.models.answers.case_world import CaseWorld

LAW = load_law()
BEFORE, AFTER = date(2026, 5, 20), date(2026, 5, 21)


def _lines(kind: WaitKind, subject: str, on: date, concealment: Concealment = Concealment.NONE) -> str:
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    wait = WaitRow(
        case_id=1, stage=Stage.DAMAGES_CLAIM, kind=kind, subject=subject, turn=Turn.ATTORNEY, opened_at=moment
    )
    facts = CaseWorld().facts
    return "\n".join(filing_lines(wait, type(facts)(**(vars(facts) | {"concealment": concealment})), LAW, on, "ja"))


@pytest.mark.parametrize("kind", [WaitKind.LETTER_RELEASE, WaitKind.LETTER_SENDING])
def test_a_suit_is_filed_electronically_since_the_day_of_the_law(kind: WaitKind) -> None:
    subject = "sender:1/damages_complaint:1"
    assert "132条の11" in _lines(kind, subject, AFTER)
    assert "電子申立て" in _lines(kind, subject, AFTER)
    assert "出し方: 窓口・持参・郵便\n" in _lines(kind, subject, BEFORE)


def test_a_letter_says_its_ways_and_what_is_concealed() -> None:
    said = _lines(WaitKind.LETTER_RELEASE, "holder:1/preservation_notice:1", AFTER, Concealment.ADDRESS)
    assert "内容証明郵便" in said
    assert "裁判所への書面は代替住所Ａ" in said
    assert "132条" not in said


def test_no_other_page_says_so() -> None:
    assert _lines(WaitKind.PLATFORM_ANSWER, "platform:mamasta", AFTER, Concealment.ADDRESS) == ""
