"""Every kind of letter, word for word. KAIJI_WRITE_GOLDEN=1 writes the files anew; read the difference first."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from models.terms import LetterKind
from tasks.letters import LetterContext
from tasks.release_checks.gaps import gaps
from tests.tasks.letters.main_paper import render_letter

_GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "letters"


_AGREED_LATER = {
    LetterKind.PLEDGE: ["違約金の額"],
    LetterKind.SETTLEMENT: ["解決金の額（請求額は金1,234,567円）", "支払日", "違約金の額"],
}


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
    assert gaps(context) == ()
    assert re.findall("【要記入：(.*?)】", text) == _AGREED_LATER.get(kind, [])


def test_every_golden_letter_belongs_to_a_kind() -> None:
    assert {path.stem for path in _GOLDEN.glob("*.txt")} == {str(kind) for kind in LetterKind}
