"""Entries in which a registry names itself or another one: they point on, never at a holder (whois.md §2.1)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from models.provisions import ProviderProfile
from models.rules.holder_names import fold, keys_of, latin_name
from models.rules.registry_records import RegistryRecord

_REGISTRIES_THEMSELVES: Mapping[str, str] = {
    "japan network information cent": "jpnic",
    "asia pacific network information cent": "apnic",
    "american registry for internet numbers": "arin",
    "ripe network coordination cent": "ripe",
    "reseaux ip europeens network coordination cent": "ripe",
    "latin american and caribbean ip address": "lacnic",
    "latin american and caribbean network information cent": "lacnic",
    "african network information cent": "afrinic",
    "africa network information cent": "afrinic",
    "korea network information cent": "krnic",
    "korean network information cent": "krnic",
    "krnic": "krnic",
    "internet assigned numbers authority": "",
    "general placeholder reference": "",
    "ipv4 address block not managed by": "",
    "ipv6 address block not managed by": "",
    "this network range is not allocated to": "",
    "china network information cent": "",
    "china internet network information cent": "",
    "taiwan network information cent": "",
    "vietnam internet network information cent": "",
    "indian registry for internet names": "",
    "indonesia network information cent": "",
}
"""How a registry's own name begins, and the key under which it can be asked (empty: it cannot)."""
_POINTER_NETNAMES = re.compile(
    r"JPNIC-NET-JP|APNIC-AP|IANA-|NON-RIPE-NCC-MANAGED|(?:EU-ZZ|STUB)-|.*-ERX(?:-|\Z)", re.IGNORECASE
)
_POINTER_TYPES = re.compile(r"(?:early registrations, )?(?:allocated|transferred|assigned) to (\w+)", re.IGNORECASE)
_TYPE_WORDS: Mapping[str, str] = {"apnic": "apnic", "ripe": "ripe", "lacnic": "lacnic", "afrinic": "afrinic"}
_OWN_NETNAMES = ("JPNICNET", "JPNIC-NET")
_WIDEST_HOLDINGS = {4: 2**24, 6: 2**112}
"""No holder has more than a /8 (IPv4) or a /16 (IPv6): wider blocks are the registries' own."""
_WIDEST_OFFICES = {4: 2**16, 6: 2**96}
"""A registry that names itself in its own book for so little is its own user."""
_EMBEDDED = re.compile(r"(?P<holder>[A-Z0-9][A-Z0-9-]{0,60}?)-JPNIC-JP(?:-[0-9]{8})?", re.IGNORECASE)


def is_placeholder(record: RegistryRecord, *, own: bool = False) -> bool:
    """Whether the record only says which registry to ask; `own`: the address is that of a registry's office."""
    if record.block.size > _WIDEST_HOLDINGS[record.block.version] or not record.names:
        return True
    if own:
        return False
    if _POINTER_NETNAMES.match(record.netname):
        return True
    if record.registry == "jpnic" or record.netname.upper() in _OWN_NETNAMES:
        return False
    named = _registry_named(record)
    is_office = named == record.registry and record.block.size <= _WIDEST_OFFICES[record.block.version]
    return named is not None and not is_office


def pointed_registry(record: RegistryRecord) -> str | None:
    """Key of the registry that a placeholder names; None when it names none that can be asked."""
    if record.netname.upper().startswith("JPNIC-NET-JP") or _EMBEDDED.fullmatch(record.netname):
        return "jpnic"
    return _registry_named(record) or None


def pointed_by_type(text: str) -> str | None:
    """The registry that a network type such as `Allocated to RIPE NCC` names."""
    match = _POINTER_TYPES.match(text)
    return _TYPE_WORDS.get(match[1].casefold()) if match else None


def unmasked(
    record: RegistryRecord, providers: Mapping[str, ProviderProfile], siblings: Iterable[RegistryRecord]
) -> RegistryRecord | None:
    """The record under the holder that its network name embeds (`HOLDER-JPNIC-JP-20000308`); None without one.

    The short name is only read through the directory, or through another record of the same answer that bears it out.
    """
    match = _EMBEDDED.fullmatch(record.netname)
    if match is None:
        return None
    keys = keys_of((match["holder"],), providers)
    names = tuple(latin_name(providers[key]) for key in keys) if len(keys) == 1 else ()
    names = names or next((s.names for s in siblings if s.mirrored and _abbreviates(match["holder"], s.names)), ())
    return replace(record, names=names, doubts=(*record.doubts, "holder_from_netname")) if names else None


def _registry_named(record: RegistryRecord) -> str | None:
    """The registry whose name the holder's begins with; empty when it cannot be asked, None when it is no registry."""
    name = fold(record.names[0]) if record.names else ""
    return next((key for start, key in _REGISTRIES_THEMSELVES.items() if name.startswith(start)), None)


def _abbreviates(short: str, names: Iterable[str]) -> bool:
    """Whether `short` is the first word or the initials of one of the names."""
    wanted = short.casefold()
    words = [fold(name).split() for name in names]
    return any(w and (w[0] == wanted or "".join(each[0] for each in w) == wanted) for w in words)
