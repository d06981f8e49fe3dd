"""Reading JPNIC's port-43 answers, Japanese and English: network information, 上位情報, 下位情報."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord, UpperBlock
from tasks.registry.answers import LONGEST_LINE, Decoded, UnusableAnswer

_FIELD = re.compile(r"(?:(?P<letter>[a-z])\.\s*)?\[(?P<label>[^\]]+)\]\s*(?P<value>.*)")
_PAGE = re.compile(r"<pre>|<html[ >]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_DATE = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
_MISSES = (
    "no match!!",
    "no match found.",
    "none",
    "該当するデータがありません。",
    "該当するデータがありません",
    "なし",
)
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
    "organization name": "name_en",
    "割当年月日": "assigned",
    "assigned date": "assigned",
    "割振年月日": "allocated",
    "allocated date": "allocated",
    "返却年月日": "returned",
    "return date": "returned",
    "最終更新": "updated",
    "last update": "updated",
    "last updated": "updated",
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
    lower_lines: list[str] = field(default_factory=list)


def parse(decoded: Decoded) -> tuple[RegistryRecord, ...]:
    """Read all network records; none when the registry says that it has no match.

    Raises UnusableAnswer when the text is neither records nor a plain miss.
    """
    lines = _plain(decoded.text).removesuffix("\n").split("\n")
    networks = _networks([line for line in lines if len(line) <= LONGEST_LINE])
    records = tuple(r for r in (_record(n, lossy=decoded.lossy) for n in networks) if r)
    if not records and (networks or not _is_miss(decoded.text)):
        raise UnusableAnswer("answer_not_understood")
    return records


def _plain(text: str) -> str:
    """The gateway on the web prints the same answer inside a page: tags go, entities become characters."""
    return html.unescape(_TAG.sub("", text)) if _PAGE.search(text) else text


def _is_miss(text: str) -> bool:
    return any(line.strip().casefold() in _MISSES for line in text.split("\n"))


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
            networks[-1].lower_lines.append(line)
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
        lowers=_lowers(network),
        lossy=lossy,
    )


def _kind(network: _Network) -> RecordKind:
    """Allocations carry their own date or no network name; assignments are dated or lettered as such."""
    if network.fields.get("netname", "").upper().startswith("SUBA-"):
        return RecordKind.SUB_ALLOCATION
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


def _lowers(network: _Network) -> tuple[AddressBlock, ...] | None:
    """The blocks below; None when the part is missing, cut short or unreadable. An empty line ends the list."""
    lines = [line for line in network.lower_lines if not line.startswith("[ ")]
    blocks = tuple(entry.block for entry in _entries(lines))
    whole = not lines[-1].strip() if blocks else _is_miss("\n".join(lines))
    return blocks if whole and len(blocks) == sum("[" in line for line in lines) else None


def _entries(lines: Sequence[str]) -> Iterator[UpperBlock]:
    """Blocks of 上位情報 and 下位情報: a name line, then one bracketed line for each block of that holder."""
    names: tuple[str, ...] = ()
    for line in lines:
        lead, kind, written = _entry(line.strip())
        if kind is None:
            names = _names(line.strip()) or names
        elif block := AddressBlock.parse(written):
            yield UpperBlock(names=names or tuple(filter(None, (lead,))), kind=kind, block=block)


def _entry(line: str) -> tuple[str, RecordKind | None, str]:
    """`lead [kind] block` as its three parts; no kind when the line is none of the kind."""
    lead, opening, rest = line.partition("[")
    word, closing, written = rest.partition("]")
    known = opening and closing and written.strip()[:1].isalnum()
    return lead.strip(), _KINDS.get(word.strip().casefold()) if known else None, written.strip()


def _names(line: str) -> tuple[str, ...]:
    """`NAME (EN)` as two names; nothing for rulers, misses and empty lines."""
    if not line.strip("-") or line.casefold() in _MISSES:
        return ()
    japanese, opening, english = line.removesuffix(")").partition(" (")
    return (japanese.strip(), english.strip()) if opening and line.endswith(")") else (line,)


def _day(text: str | None) -> date | None:
    match = _DATE.match(text or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
