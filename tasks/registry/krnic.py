"""Reading KRNIC's answers, Korean and English: one block for the ISP, then one for each assignment inside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.registry.answers import LONGEST_LINE, Decoded, UnusableAnswer

LOOKS_LIKE = re.compile(r"^(?:IPv[46] ?Address|IPv[46]주소)\s{0,80}:|^KRNIC is not an ISP|^# KOREAN", re.MULTILINE)
_MISS = re.compile(r"not allocated|no match|not found|존재하지|할당되지|검색 결과가 없", re.IGNORECASE)
_LABELS: Mapping[str, str] = {
    "ipv4 address": "block",
    "ipv6 address": "block",
    "ipv4address": "block",
    "ipv6address": "block",
    "ipv4주소": "block",
    "ipv6주소": "block",
    "organization name": "name",
    "org name": "name",
    "기관명": "name",
    "service name": "netname",
    "서비스명": "netname",
    "network type": "use",
    "네트워크 구분": "use",
    "registration date": "registered",
    "할당일자": "registered",
    "할당내역 등록일": "registered",
}


def parse(decoded: Decoded) -> tuple[RegistryRecord, ...]:
    """Read every block with a holder, narrowest first; none when KRNIC has none. Raises UnusableAnswer."""
    found: dict[AddressBlock, RegistryRecord] = {}
    for fields in _networks(decoded.text):
        record = _record(fields, lossy=decoded.lossy)
        if record:
            found[record.block] = _joined(record, found.get(record.block))
    if not found and not _MISS.search(decoded.text):
        raise UnusableAnswer("answer_not_understood")
    return tuple(sorted(found.values(), key=lambda record: record.block.size))


def _networks(text: str) -> Iterator[Mapping[str, str]]:
    """Fields of each block: a new range opens a new one."""
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        label, colon, value = line[:LONGEST_LINE].partition(":")
        key = _LABELS.get(" ".join(label.casefold().split())) if colon else None
        if key == "block":
            yield fields
            fields = {}
        if key and value.strip():
            fields.setdefault(key, value.strip())
    yield fields


def _record(fields: Mapping[str, str], *, lossy: bool) -> RegistryRecord | None:
    block = AddressBlock.parse(fields.get("block", ""))
    if block is None or "name" not in fields:
        return None
    return RegistryRecord(
        registry="krnic",
        kind=RecordKind.ASSIGNMENT if "use" in fields else RecordKind.ALLOCATION,
        block=block,
        names=(fields["name"],),
        netname=fields.get("netname", ""),
        country="KR",
        registered_on=_day(fields.get("registered", "")),
        lossy=lossy,
    )


def _joined(record: RegistryRecord, other: RegistryRecord | None) -> RegistryRecord:
    """The answer says everything twice, Korean first: both names belong to the block, the Latin one first."""
    if other is None:
        return record
    return replace(record, names=tuple(sorted({*other.names, *record.names})))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
