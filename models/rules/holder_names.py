"""Comparing company names: exact after folding of width, case and legal form, never by likeness."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from models.provisions import ProviderProfile

_JAPANESE_FORM = r"(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))"
_ENGLISH_FORM = r"(?:k\. ?k\.?|kk|co\. ?,? ?ltd\.?|inc\.?|incorporated|corporation|corp\.?|ltd\.?|limited|llc)"
_LEADING_FORM = re.compile(rf"^{_JAPANESE_FORM} *")
_TRAILING_FORM = re.compile(rf"(?: *{_JAPANESE_FORM}|(?:, *| +){_ENGLISH_FORM})$")
_LONGEST_NAME = 300
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(name: str) -> str:
    """One line without control and direction marks, of a length that can be shown: names come from strangers."""
    visible = "".join(" " if unicodedata.category(mark) in _UNSEEN else mark for mark in name[:_LONGEST_NAME])
    return " ".join(visible.split())


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Fold width, case, spaces and the legal form away; the rest must match exactly."""
    text = " ".join(unicodedata.normalize("NFKC", name[:_LONGEST_NAME]).casefold().split())
    text = _TRAILING_FORM.sub("", _LEADING_FORM.sub("", text))
    return text.strip(" ,.")


def same_holder(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether two sets of names share one name."""
    return not _folded(ours).isdisjoint(_folded(theirs))


def keys_of(names: Iterable[str], providers: Mapping[str, ProviderProfile]) -> tuple[str, ...]:
    """Keys of the profiles that carry one of these names, in the mapping's order."""
    wanted = _folded(names)
    return tuple(k for k, p in providers.items() if not wanted.isdisjoint(_folded((p.name, p.legal_name, *p.names))))


def latin_name(profile: ProviderProfile) -> str:
    """The company's name in Latin letters as registries print it: the longest one; else the legal name."""
    latin = [name for name in profile.names if name.isascii()]
    return max(latin, key=len, default=profile.legal_name)


def _folded(names: Iterable[str]) -> set[str]:
    """Folded names without empty ones."""
    return {fold(name) for name in names} - {""}
