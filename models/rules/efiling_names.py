"""Names of files that the courts' filing system takes (mints; manual for party users 1.10: 50 characters at most)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 50
"""Characters of a file's name with its ending; full and half width count one each."""
_KEPT_SIGNS: Final = frozenset("-ー々〆〇（）・")
_KEPT_CATEGORIES: Final = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Nd", "Nl", "No"})
_HALF_KANA: Final = re.compile("[\uff66-\uff9f]+")
_LAST_IN_BMP: Final = 0xFFFF
_RESERVED: Final = frozenset(
    {"AUX", "CON", "NUL", "PRN", *(f"{port}{no}" for port in ("COM", "LPT") for no in range(1, 10))}
)
"""Devices of Windows: a file of this name cannot be opened there."""


def file_name(parts: Sequence[str], ending: str) -> str:
    """Join `parts` to a file name: 甲001_ウェブページ.pdf.

    At most 50 characters with the ending (`pdf`, without dot), NFC with full-width kana; letters and digits of the
    first plane and `-ー々〆〇（）・` only, so no sign that Windows or a path knows, no control or direction sign, no
    leading dot; another sign becomes a `_`. What is too long is cut at its longest part. Raises ValueError when no
    letter is left or so many parts do not fit.
    """
    kept = [part for part in (_kept(part) for part in parts) if part]
    if not kept or not (ending.isascii() and ending.isalnum()):
        raise ValueError("a file name needs a letter or digit, and an ending of letters and digits")
    room = LONGEST - len(ending) - 1
    while len("_".join(kept)) > room:
        longest = max(range(len(kept)), key=lambda at: (len(kept[at]), at))
        if len(kept[longest]) == 1:
            raise ValueError(f"{len(kept)} parts do not fit into {LONGEST} characters")
        kept[longest] = kept[longest][:-1].rstrip("_")
    stem = "_".join(kept)
    if stem.upper() in _RESERVED:
        stem = f"{stem[: room - 1]}_"
    return f"{stem}.{ending}"


def _kept(part: str) -> str:
    """One part of a name, with a single `_` for each stretch of other signs, none at its ends."""
    kana = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), part)
    composed = unicodedata.normalize("NFC", kana)
    return "_".join("".join(sign if _is_kept(sign) else " " for sign in composed).split())


def _is_kept(sign: str) -> bool:
    return ord(sign) <= _LAST_IN_BMP and (sign in _KEPT_SIGNS or unicodedata.category(sign) in _KEPT_CATEGORIES)
