"""Every kind of letter, word for word. KAIJI_WRITE_GOLDEN=1 writes the files anew; read the difference first."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.terms import LetterKind
from tasks.letters import LetterContext, missing, render_letter

_GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "letters"


@pytest.mark.parametrize("kind", LetterKind)
def test_a_complete_letter_reads_word_for_word_as_agreed(
    kind: LetterKind, letter: Callable[..., LetterContext], text_of: Callable[[str], str]
) -> None:
    context = letter(kind)
    text = text_of(render_letter(context))
    path = _GOLDEN / f"{kind}.txt"
    if os.environ.get("KAIJI_WRITE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert missing(context) == ()
    assert "【要記入" not in text


def test_every_golden_letter_belongs_to_a_kind() -> None:
    assert {path.stem for path in _GOLDEN.glob("*.txt")} == {str(kind) for kind in LetterKind}
