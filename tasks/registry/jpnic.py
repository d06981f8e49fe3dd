"""Reading JPNIC's port-43 answers, Japanese and English: network information, 上位情報, 下位情報."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock
from tasks.registry.answers import LONGEST_LINE, Decoded, UnusableAnswer

_FIELD = re.compile(r"(?:(?P<letter>[a-z])\.\s*)?\[(?P<label>[^\]]+)\]\s*(?P<value>.*)")
_ENTRY = re.compile(r"(?P<lead>.*?)\s*\[(?P<kind>[^\]]+)\]\s*(?P<block>[0-9a-fA-F][0-9a-fA-F:./\s-]*)")
_DATE = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
_NAME = re.compile(r"(?P<ja>.*?)\s+\((?P<en>.*)\)")
_MISSES = ("no match!!", "該当するデータがありません。", "該当するデータがありません")
_UPPER_HEADS = ("上位情報", "less specific info")
_LOWER_HEADS = ("下位情報", "more specific info")
_NETWORK_HEADS = ("network information:", "ネットワーク情報")

_LABELS = {
    "ipネットワークアドレス": "block",
    "network number": "block",
    "ネットワーク名": "netname",
    "network name": "netname",
    "組織名": "name_ja",
    "organization": "name_en",
    "割当年月日": "assigned",
    "assigned date": "assigned",
    "割振年月日": "allocated",
    "allocated date": "allocated",
    "返却年月日": "returned",
    "return date": "returned",
    "最終更新": "updated",
    "last update": "updated",
}
_KINDS = {
    "割り振り": RecordKind.ALLOCATION,
    "割振": RecordKind.ALLOCATION,
    "allocation": RecordKind.ALLOCATION,
    "suba": RecordKind.SUB_ALLOCATION,
    "sub allocation": RecordKind.SUB_ALLOCATION,
    "割り当て": RecordKind.ASSIGNMENT,
    "割当": RecordKind.ASSIGNMENT,
    "assignment": RecordKind.ASSIGNMENT,
}


@dataclass
class _Network:
    """Lines of one network by the part they stand in; 上位情報 is complete only when the next heading follows."""

    fields: dict[str, str] = field(default_factory=dict)
    lettered: bool = False
    upper_lines: list[str] = field(default_factory=list)
    uppers_complete: bool = False


def parse(decoded: Decoded) -> tuple[RegistryRecord, ...]:
    """Read all network records; none when the registry says that it has no match.

    Raises UnusableAnswer when the text is neither records nor a plain miss.
    """
    networks = _networks([line for line in decoded.text.splitlines() if len(line) <= LONGEST_LINE])
    records = tuple(r for r in (_record(n, lossy=decoded.lossy) for n in networks) if r)
    if not records and (networks or not _is_miss(decoded.text)):
        raise UnusableAnswer("answer_not_understood")
    return records


def _is_miss(text: str) -> bool:
    return any(line.strip().casefold() in _MISSES for line in text.splitlines())


def _networks(lines: Sequence[str]) -> list[_Network]:
    """Split the answer at its headings."""
    networks: list[_Network] = []
    section = ""
    for line in lines:
        section = _section(line) or section
        if section == "network" and _section(line):
            networks.append(_Network())
        elif networks and section == "lower":
            networks[-1].uppers_complete = bool(networks[-1].upper_lines)
        elif networks and section == "network":
            _take_field(networks[-1], line)
        elif networks and section == "upper":
            networks[-1].upper_lines.append(line)
    return networks


def _section(line: str) -> str:
    """Which part a heading opens; empty when the line is no heading."""
    text = line.strip().casefold()
    for name, heads in (("network", _NETWORK_HEADS), ("upper", _UPPER_HEADS), ("lower", _LOWER_HEADS)):
        if text.startswith(heads):
            return name
    return ""


def _take_field(network: _Network, line: str) -> None:
    match = _FIELD.fullmatch(line.strip())
    if match is None:
        return
    network.lettered = network.lettered or match["letter"] is not None
    key = _LABELS.get(match["label"].strip().casefold())
    if key and match["value"].strip():
        network.fields.setdefault(key, match["value"].strip())


def _record(network: _Network, *, lossy: bool) -> RegistryRecord | None:
    """One record; None when the answer breaks off before the block or the holder."""
    found = network.fields
    block = AddressBlock.parse(found.get("block", ""))
    names = tuple(found[key] for key in ("name_ja", "name_en") if key in found)
    if block is None or not names:
        return None
    return RegistryRecord(
        registry="jpnic",
        kind=_kind(network),
        block=block,
        names=names,
        netname=found.get("netname", ""),
        country="JP",
        registered_on=_day(found.get("assigned") or found.get("allocated")),
        updated_on=_day(found.get("updated")),
        returned_on=_day(found.get("returned")),
        uppers=_uppers(network),
        lossy=lossy,
    )


def _kind(network: _Network) -> RecordKind:
    """Allocations carry their own date or no network name; assignments are dated or lettered as such."""
    if "allocated" in network.fields:
        return RecordKind.ALLOCATION
    if "assigned" in network.fields or network.lettered or "netname" in network.fields:
        return RecordKind.ASSIGNMENT
    return RecordKind.ALLOCATION


def _uppers(network: _Network) -> tuple[UpperBlock, ...] | None:
    """What lies above; None when the part is cut short, or holds an entry that cannot be read."""
    entries = tuple(_entries(network.upper_lines))
    bracketed = sum("[" in line for line in network.upper_lines)
    told = len(entries) == bracketed and (entries or _is_miss("\n".join(network.upper_lines)))
    return entries if network.uppers_complete and told else None


def _entries(lines: Sequence[str]) -> Iterator[UpperBlock]:
    """Blocks of 上位情報: a name line, then one bracketed line for each block of that holder."""
    names: tuple[str, ...] = ()
    for line in lines:
        match = _ENTRY.fullmatch(line.strip())
        kind = _KINDS.get(match["kind"].strip().casefold()) if match else None
        if match is None or kind is None:
            names = _names(line.strip()) or names
        elif block := AddressBlock.parse(match["block"]):
            yield UpperBlock(names=names or tuple(filter(None, (match["lead"],))), kind=kind, block=block)


def _names(line: str) -> tuple[str, ...]:
    """`NAME (EN)` as two names; nothing for rulers, misses and empty lines."""
    if not line.strip("-") or line.casefold() in _MISSES:
        return ()
    match = _NAME.fullmatch(line)
    return (match["ja"], match["en"]) if match else (line,)


def _day(text: str | None) -> date | None:
    match = _DATE.match(text or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
