"""Reading ARIN's short list: one line a network, `NAME NETNAME (NET-HANDLE) first - last`, widest first."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.registry.answers import LONGEST_LINE, Decoded

_HANDLE = re.compile(r"\(NET6?-[0-9A-Za-z-]{1,80}\)")
_RANGE = re.compile(r"[0-9A-Fa-f.:]{2,45} - [0-9A-Fa-f.:]{2,45}")


def parse(decoded: Decoded) -> list[RegistryRecord]:
    """Every listed network, narrowest first; where there are several, the widest is the allocation."""
    records = sorted(_listed(decoded), key=lambda record: record.block.size)
    if len(records) > 1:
        records[-1] = replace(records[-1], kind=RecordKind.ALLOCATION)
    return records


def _listed(decoded: Decoded) -> Iterator[RegistryRecord]:
    """One record a line; the range stands on the same line or on the next."""
    lines = [line.strip()[:LONGEST_LINE] for line in decoded.text.split("\n") if not line.startswith(("%", "#"))]
    for line, following in pairwise((*lines, "")):
        match = _HANDLE.search(line)
        if match is None or ":" in line[: match.start()]:
            continue
        written = _RANGE.search(line, match.end()) or _RANGE.match(following)
        block = AddressBlock.parse(written[0]) if written else None
        if block is not None:
            yield _record(line[: match.start()].strip(), block, lossy=decoded.lossy)


def _record(named: str, block: AddressBlock, *, lossy: bool) -> RegistryRecord:
    name, _, netname = named.rpartition(" ")
    return RegistryRecord(
        registry="arin",
        kind=RecordKind.REGISTRATION,
        block=block,
        names=(name.strip() or netname,),
        netname=netname,
        lossy=lossy,
    )
