"""検索の手掛かり: one spelling for everything that a case is found by, so that equal things have equal blind indexes.

What is stored of a case and what somebody types are folded by the same readers. A reading has three kinds of spelling:
`whole` says all that was written, `loose` the same thing less precisely (a URL without its query, an IPv6 address as
its /64, a court's number without the court), `parts` are pieces that are useful on their own (a surname). A typed word
finds a case when one of its whole or loose spellings is among all spellings that are stored of the case.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from models.provisions.profiles import PlatformProfile, ProviderProfile
from models.rules.find_addresses import read_account, read_email, read_ip, read_url
from models.rules.find_numbers import read_court_case_no, read_phone, read_tracking_no
from models.rules.find_readings import NOTHING, Reading
from models.rules.name_signs import one_spelling, plain
from models.terms import FindKind

LONGEST: Final = 400
_SHORTEST_PART_OF_COMPANY: Final = 2
_REF: Final = re.compile("((?:19|20)[0-9]{2})[-ー]([0-9]{1,6})")
_FORM: Final = re.compile(
    r"(?:株式|有限|合同|合資|合名|相互)会社|(?:(?:公益|一般)?(?:社団|財団)|学校|医療|宗教|(?:特定)?非営利活動|社会福祉|独立行政)法人"
    r"|\((?:株|有|同|資|名|社|財|学|医|宗|福|独)\)|npo法人"
    r"|[ ,]+(?:k\. ?k\.?|kk|co\. ?,? ?ltd\.?|inc\.?|incorporated|corporation|corp\.?|ltd\.?|limited|llc|gmbh)$"
)
_BETWEEN: Final = re.compile(r"[\s・·･,、。.'’\"/()\[\]「」]+")
_HONORIFIC: Final = re.compile("(?<=..)(?:様|さま|さん|氏|殿|先生|御中)$")
_KANA: Final = re.compile("[ァ-ヺー]+")
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_LONGEST_SURNAME: Final = 5


@dataclass(frozen=True, kw_only=True)
class FindTerm:
    """One spelling of one thing that a case is found by."""

    kind: FindKind
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """The spellings of one typed word: a case that has one of `whole` is what was meant, one of `loose` may be."""

    ref: str | None = None
    whole: frozenset[FindTerm] = frozenset()
    loose: frozenset[FindTerm] = frozenset()


def read_name(text: str) -> Reading:
    """A person or a company: without legal form, separators and honorific; surname and given name on their own.

    Of a name written in one piece nobody knows where the surname ends: each beginning that may be one is a part.
    """
    spaced = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split())
    bare = _FORM.sub(" ", spaced)
    pieces = [piece for piece in map(one_spelling, _BETWEEN.split(bare)) if piece]
    if not pieces:
        return NOTHING
    whole = "".join(pieces)
    polite = one_spelling("".join(_BETWEEN.split(_HONORIFIC.sub("", bare.strip()))))
    parts = frozenset(pieces) if len(pieces) > 1 else frozenset(_beginnings(whole))
    return Reading(whole=frozenset({whole}), loose=frozenset({polite}) - {"", whole}, parts=parts)


def _beginnings(name: str) -> Iterator[str]:
    """Beginnings of a name in one piece that may be the surname: of one sign for kanji, of two for kana."""
    first = 2 if _KANA.fullmatch(name) or not _HAN.match(name) else 1
    yield from (name[:length] for length in range(first, min(len(name), _LONGEST_SURNAME + 1)))


READERS: Final[Mapping[FindKind, Callable[[str], Reading]]] = {
    FindKind.COURT_CASE_NO: read_court_case_no,
    FindKind.NAME: read_name,
    FindKind.KANA: read_name,
    FindKind.URL: read_url,
    FindKind.ACCOUNT: read_account,
    FindKind.IP: read_ip,
    FindKind.PHONE: read_phone,
    FindKind.EMAIL: read_email,
    FindKind.TRACKING_NO: read_tracking_no,
    FindKind.PROVIDER: lambda key: Reading(whole=frozenset({plain(key)} - {""})),
}


def stored_terms(kind: FindKind, text: str | None) -> frozenset[FindTerm]:
    """Every spelling to keep of one thing of a case; of a provider or platform `text` is the profile's key."""
    if not text:
        return frozenset()
    read = _read(kind, text)
    own = read.whole | read.loose | read.parts
    accounts = {FindTerm(kind=FindKind.ACCOUNT, text=name) for name in read.accounts}
    return frozenset({FindTerm(kind=kind, text=spelling) for spelling in own} | accounts)


def sought(word: str, providers: Mapping[str, ProviderProfile], platforms: Mapping[str, PlatformProfile]) -> Sought:
    """What a typed word may mean: every kind at once, because nobody says which kind of thing they have in hand."""
    text = word.strip()[:LONGEST]
    if not plain(text):
        return Sought()
    readings = {kind: _read(kind, text) for kind in READERS}
    readings[FindKind.PROVIDER] = _companies(text, providers, platforms)
    whole = {FindTerm(kind=kind, text=spelling) for kind, read in readings.items() for spelling in read.whole}
    loose = {FindTerm(kind=kind, text=spelling) for kind, read in readings.items() for spelling in read.loose}
    loose |= {FindTerm(kind=FindKind.ACCOUNT, text=name) for name in readings[FindKind.URL].accounts}
    return Sought(ref=sought_ref(text), whole=frozenset(whole), loose=frozenset(loose - whole))


def _read(kind: FindKind, text: str) -> Reading:
    """What does not look like its kind at all is kept, and sought, as it was written."""
    read = READERS[kind](text)
    return read if read.whole else Reading(whole=frozenset({plain(text)} - {""}))


def sought_ref(word: str) -> str | None:
    """The reference that was typed, in the spelling that cases carry (2026-7 is 2026-0007); None when it is none."""
    found = _REF.fullmatch(one_dash(word))
    return f"{found.group(1)}-{int(found.group(2)):04d}" if found else None


def one_dash(word: str) -> str:
    """The word in one width with one kind of hyphen."""
    return re.sub("[\u2010-\u2015\u2212\u2500]", "-", plain(word))


def _companies(
    text: str, providers: Mapping[str, ProviderProfile], platforms: Mapping[str, PlatformProfile]
) -> Reading:
    """Keys of the profiles that carry this name (whole), or have it within one of their names (loose)."""
    wanted = "".join(read_name(text).whole)
    names = {key: _folded((key, each.name, each.legal_name, *each.names)) for key, each in providers.items()}
    for key, each in platforms.items():
        names[key] = names.get(key, frozenset()) | _folded((key, each.name, each.operator))
    whole = frozenset(plain(key) for key, known in names.items() if wanted in known)
    if len(wanted) < _SHORTEST_PART_OF_COMPANY:
        return Reading(whole=whole)
    within = frozenset(plain(key) for key, known in names.items() if any(wanted in name for name in known))
    return Reading(whole=whole, loose=within - whole)


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for given in names for name in read_name(given).whole)
