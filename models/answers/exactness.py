"""How exactly a moment was written: whether its seconds and its zone are there."""

import unicodedata

from models.answers.moments import SHAPE


def how_exact(as_written: str) -> tuple[bool, bool]:
    """Say whether a log line's moment has seconds, and whether its zone is known.

    Nothing written means that the row was made by a form that insists on both; what cannot be read has neither.
    """
    text = unicodedata.normalize("NFKC", as_written).strip()
    if not text:
        return True, True
    found = SHAPE.fullmatch(text)
    if found is None:
        return False, False
    return (found["clock"] or "").count(":") > 1, found["zone"] is not None
