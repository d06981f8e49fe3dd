"""One holder as one registry states it, whatever format it came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.provisions import ProviderProfile
from models.rules.address_blocks import AddressBlock
from models.rules.holder_names import keys_of, printable, same_holder


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
    `lowers` (下位情報): all blocks assigned out of this one, None when the answer did not list them.
    `description`: the registry's free lines about the block. `mirrored`: a copy of another registry's object.
    `doubts`: reason codes about the record itself.
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
    lowers: tuple[AddressBlock, ...] | None = None
    description: tuple[str, ...] = ()
    mirrored: bool = False
    lossy: bool = False
    doubts: tuple[str, ...] = ()


def cleaned(record: RegistryRecord) -> RegistryRecord:
    """The record with every text of the registry fit to be shown, stored and printed; empty names are dropped."""
    uppers = record.uppers and tuple(replace(upper, names=_shown(upper.names)) for upper in record.uppers)
    return replace(
        record,
        names=_shown(record.names),
        netname=printable(record.netname),
        country=printable(record.country),
        description=_shown(record.description),
        uppers=uppers,
    )


def _shown(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(printable, names)))


def holding(records: Iterable[RegistryRecord], ip: str) -> tuple[RegistryRecord, ...]:
    """The records whose range holds the address, narrowest first; of equal ranges the registry's own first."""
    held = (record for record in records if record.block.holds(ip))
    return tuple(sorted(held, key=lambda record: (record.block.size, record.mirrored)))


def nested(records: tuple[RegistryRecord, ...]) -> tuple[RegistryRecord, ...]:
    """Where one answer brings several records, the allocations around the narrowest are what lies above it."""
    if not records or records[0].uppers is not None:
        return records
    inner = records[0]
    around = tuple(
        UpperBlock(names=record.names, kind=record.kind, block=record.block)
        for record in records[1:]
        if record.kind in {RecordKind.ALLOCATION, RecordKind.SUB_ALLOCATION} and record.block.size > inner.block.size
    )
    return (replace(inner, kind=RecordKind.ASSIGNMENT, uppers=around), *records[1:]) if around else records


def shown_block(
    records: tuple[RegistryRecord, ...], providers: Mapping[str, ProviderProfile] | None = None
) -> AddressBlock:
    """The block of the narrowest record; for a mirrored one, the registry's own block around it of the same holder.

    `providers`: two names of one profile are one holder, too.
    """
    inner = records[0]
    own = (record for record in records[1:] if inner.mirrored and not record.mirrored)
    return next((r.block for r in own if r.block.covers(inner.block) and _one(r, inner, providers or {})), inner.block)


def _one(record: RegistryRecord, other: RegistryRecord, providers: Mapping[str, ProviderProfile]) -> bool:
    keys = keys_of(record.names, providers)
    return same_holder(record.names, other.names) or bool(keys and keys == keys_of(other.names, providers))
