"""Papers that go with a letter, or that go elsewhere than the usual one, word for word (see test_letter_golden)."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.terms import HolderRole, LetterKind, PaperRole
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import LetterContext, Party, render

Make = Callable[..., LetterContext]
_GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "forms"
_ABROAD = Party(name="Sample Board, Inc.", address=("1 Sample Street", "Sample City"), honorific="御中")
_ITEMS_ABROAD = (
    (3, "Telephone number of the sender"),
    (5, "IP address and the port number combined with it, used for the infringing information"),
    (9, "IP address and the port number combined with it, used solely for the related communications"),
)
_ENGLISH: dict[str, Any] = {
    "language": "en",
    "addressee": _ABROAD,
    "items": _ITEMS_ABROAD[1:],
    "items_of_order": _ITEMS_ABROAD,
}
_TO_PROVIDER: dict[str, Any] = {
    "role": HolderRole.PROVIDER,
    "items": ((1, "氏名又は名称"), (2, "住所")),
    "items_of_order": ((1, "氏名又は名称"), (2, "住所"), (3, "電話番号")),
    "specified_items": (),
}
_CASES: dict[str, tuple[LetterKind, PaperRole, dict[str, Any]]] = {
    "request_sender_copy": (LetterKind.DISCLOSURE_REQUEST, PaperRole.SENDER_COPY, {}),
    "request_to_provider": (LetterKind.DISCLOSURE_REQUEST, PaperRole.MAIN, _TO_PROVIDER),
    "request_to_provider_sender_copy": (LetterKind.DISCLOSURE_REQUEST, PaperRole.SENDER_COPY, _TO_PROVIDER),
    "chase_up_to_provider": (LetterKind.CHASE_UP, PaperRole.MAIN, _TO_PROVIDER),
    "request_abroad": (LetterKind.DISCLOSURE_REQUEST, PaperRole.MAIN, _ENGLISH),
    "request_abroad_sender_copy": (LetterKind.DISCLOSURE_REQUEST, PaperRole.SENDER_COPY, _ENGLISH),
    "chase_up_abroad": (LetterKind.CHASE_UP, PaperRole.MAIN, _ENGLISH),
    "provider_notice_abroad": (LetterKind.PROVIDER_NOTICE, PaperRole.MAIN, _ENGLISH),
    "demand_certified": (LetterKind.DEMAND_LETTER, PaperRole.CERTIFIED, {}),
    "preservation_of_wholesaler": (LetterKind.PRESERVATION_NOTICE, PaperRole.MAIN, {"wholesaler": True}),
    "preservation_below": (LetterKind.PRESERVATION_NOTICE, PaperRole.MAIN, {"named_by": "株式会社見本上位"}),
    "complaint_against_unknown": (
        LetterKind.CRIMINAL_COMPLAINT,
        PaperRole.MAIN,
        {"sender": None, "known_on": None, "dates": {}},
    ),
}


@pytest.mark.parametrize("name", _CASES)
def test_a_form_reads_word_for_word_as_agreed(name: str, letter: Make, text_of: Callable[[str], str]) -> None:
    kind, role, changes = _CASES[name]
    if changes is _TO_PROVIDER:
        notice = letter(LetterKind.PRESERVATION_NOTICE)
        changes = {"addressee": notice.addressee, "logs": notice.logs} | changes
    (plan,) = (plan for plan in papers_of(letter(kind, **changes)) if plan.role is role)
    text = text_of(render(plan, letter_environment(None)))
    path = _GOLDEN / f"{name}.txt"
    if os.environ.get("KAIJI_WRITE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert "【要記入" not in text


def test_every_golden_form_belongs_to_a_case() -> None:
    assert {path.stem for path in _GOLDEN.glob("*.txt")} == set(_CASES)
