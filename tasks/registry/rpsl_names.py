"""Whom an RPSL, ARIN or LACNIC object names as holder: organisation, owner, description, network name, in order."""

import re
from collections.abc import Mapping, Sequence

RpslObject = Mapping[str, Sequence[str]]
"""Field name in small letters to its values, in order; further lines of a folded value follow line breaks."""

_HOLDER_FIELDS = ("orgname", "custname", "owner", "organization")
_HANDLE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,40}")
_LEGAL_FORM = re.compile(
    r"\b(?:inc|ltd|limited|llc|llp|corp|corporation|company|co|gmbh|ag|sa|s\.a|spa|bv|b\.v|k\.?k|plc|pty|university)\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|blvd|boulevard|lane|bldg|building|floor|room|suite|tower|p\.?o\.? ?box|chome"
    r"|district|-ku|-shi|-cho)\b",
    re.IGNORECASE,
)


def holder(fields: RpslObject, organisation: RpslObject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the holder (none or one) and reason codes of doubts about them."""
    named = first(organisation, "org-name") or next(filter(None, (first(fields, key) for key in _HOLDER_FIELDS)), "")
    if named:
        return (_without_handle(named),), ()
    lines = description(fields)
    described = [line for line in lines if not _is_street(line)]
    if described and described[0] == lines[0]:
        return (described[0],), ()
    doubtful = first(fields, "netname") or next(iter(described), "")
    return ((doubtful,), ("holder_name_uncertain",)) if doubtful else ((), ())


def first(fields: RpslObject, key: str) -> str:
    """The first line of the first value of a field; empty when there is none."""
    return next(iter(fields.get(key, ())), "").partition("\n")[0].strip()


def description(fields: RpslObject) -> tuple[str, ...]:
    """Lines of the description that hold a word."""
    lines = (line.strip() for value in fields.get("descr", ()) for line in value.split("\n"))
    return tuple(line for line in lines if any(map(str.isalpha, line)))


def _is_street(line: str) -> bool:
    """A postal address has numbers and words of a street and no legal form."""
    return any(map(str.isdigit, line)) and bool(_STREET.search(line)) and not _LEGAL_FORM.search(line)


def _without_handle(name: str) -> str:
    """ARIN prints the handle behind the name: `Mihon Hosting (MIHON-8)`."""
    before, opening, handle = name.removesuffix(")").rpartition(" (")
    return before.strip() if opening and name.endswith(")") and _HANDLE.fullmatch(handle) else name
