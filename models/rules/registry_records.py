"""One holder as one registry states it, whatever format it came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.address_blocks import AddressBlock


class RecordKind(StrEnum):
    """割当・割振の別: `registration` where the registry does not tell the two apart."""

    ALLOCATION = "allocation"
    SUB_ALLOCATION = "sub_allocation"
    ASSIGNMENT = "assignment"
    REGISTRATION = "registration"


@dataclass(frozen=True, kw_only=True)
class UpperBlock:
    """上位情報: a wider block above the record; `names` are the holder's, Japanese first."""

    names: tuple[str, ...]
    kind: RecordKind
    block: AddressBlock


@dataclass(frozen=True, kw_only=True)
class RegistryRecord:
    """A block and its holder. Dates are as the registry prints them, None when it prints none.

    `uppers` is None when the answer did not say what lies above (not the same as nothing lying above).
    """

    registry: str
    kind: RecordKind
    block: AddressBlock
    names: tuple[str, ...]
    netname: str = ""
    country: str = ""
    registered_on: date | None = None
    updated_on: date | None = None
    returned_on: date | None = None
    uppers: tuple[UpperBlock, ...] | None = None
    lossy: bool = False


_REGISTRIES_THEMSELVES = (
    "japan network information center",
    "asia pacific network information cent",
    "american registry for internet numbers",
    "ripe network coordination cent",
    "internet assigned numbers authority",
    "latin american and caribbean ip address",
    "african network information cent",
    "general placeholder reference",
)
_POINTER_NETNAMES = ("JPNIC-NET-JP", "APNIC-AP", "IANA-", "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK")
_WIDEST_HOLDINGS = {4: 2**24, 6: 2**112}
"""No holder has more than a /8 (IPv4) or a /16 (IPv6): wider blocks are the registries' own."""
_OWN_NETNAMES = ("JPNICNET", "JPNIC-NET")


def is_placeholder(record: RegistryRecord) -> bool:
    """Whether the record only says which registry to ask (whois.md §2.1); never an answer about the holder."""
    netname = record.netname.upper()
    if record.block.size > _WIDEST_HOLDINGS[record.block.version]:
        return True
    if netname.startswith(_POINTER_NETNAMES) or netname.endswith("-ERX"):
        return True
    if record.registry == "jpnic" or netname in _OWN_NETNAMES:
        return False
    return not record.names or record.names[0].casefold().startswith(_REGISTRIES_THEMSELVES)


def holding(records: Iterable[RegistryRecord], ip: str) -> tuple[RegistryRecord, ...]:
    """The records whose range holds the address, narrowest first."""
    return tuple(sorted((r for r in records if r.block.holds(ip)), key=lambda r: r.block.size))
