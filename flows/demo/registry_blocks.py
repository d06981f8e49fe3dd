"""Fictitious address blocks, and how JPNIC's port 43 and an RDAP server would print them."""

import ipaddress
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.rules.registry_records import RecordKind

_BANNER = "[ Sample registry in the format of JPNIC's WHOIS. Every holder is fictitious. ]\r\n"
_NONE = "該当するデータがありません。\r\n"
_KIND_WORDS: Mapping[RecordKind, str] = {
    RecordKind.ALLOCATION: "割り振り",
    RecordKind.SUB_ALLOCATION: "SUBA",
    RecordKind.ASSIGNMENT: "割り当て",
}


@dataclass(frozen=True, kw_only=True)
class RegistryBlock:
    """One block of the sample registry; `above` is the wider block it was taken from."""

    prefix: str
    name_ja: str
    name_en: str
    netname: str
    allocated_on: date
    kind: RecordKind = RecordKind.ALLOCATION
    above: "RegistryBlock | None" = None

    @property
    def network(self) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
        """The block as a network. Raises ValueError when the prefix is none."""
        return ipaddress.ip_network(self.prefix)


def load_blocks(path: Path) -> tuple[RegistryBlock, ...]:
    """Read `[[block]]` tables. Raises OSError, ValueError or TypeError when the file is not of this shape."""
    with path.open("rb") as file:
        return tuple(_block(table) for table in tomllib.load(file)["block"])


def _block(table: Mapping[str, Any]) -> RegistryBlock:
    above = _block(table["above"]) if "above" in table else None
    block = RegistryBlock(**{**table, "kind": RecordKind(table["kind"]), "above": above})
    ipaddress.ip_network(block.prefix)
    return block


def block_of(blocks: Iterable[RegistryBlock], asked: str) -> RegistryBlock | None:
    """The narrowest block that holds the address; None for a miss or for no address at all."""
    try:
        address = ipaddress.ip_address(asked)
    except ValueError:
        return None
    return max((b for b in blocks if address in b.network), key=lambda b: b.network.prefixlen, default=None)


def jpnic_answer(blocks: Iterable[RegistryBlock], asked: str) -> bytes:
    """The answer on port 43, in ISO-2022-JP."""
    blocks = tuple(blocks)
    block = block_of(blocks, asked)
    text = f"{_BANNER}\r\nNo match!!\r\n" if block is None else _network(block) + _around(block, blocks)
    return text.encode("iso2022_jp")


def _network(block: RegistryBlock) -> str:
    """The network part: assignments carry letters and a network name, allocations neither."""
    assigned = block.kind is RecordKind.ASSIGNMENT
    day = f"{block.allocated_on:%Y/%m/%d}"
    lines = (
        ("a", "IPネットワークアドレス", block.prefix),
        ("b", "ネットワーク名", block.netname if assigned else ""),
        ("f", "組織名", block.name_ja),
        ("g", "Organization", block.name_en),
    )
    dates = (
        ("割当年月日" if assigned else "割振年月日", day),
        ("返却年月日", ""),
        ("最終更新", f"{day} 10:00:00(JST)"),
    )
    printed = [f"{f'{letter}. ' if assigned else ''}[{label}]  {value}" for letter, label, value in lines]
    printed += [f"[{label}]  {value}" for label, value in dates]
    return "\r\n".join((_BANNER, "Network Information: [ネットワーク情報]", *printed, "", ""))


def _around(block: RegistryBlock, blocks: Iterable[RegistryBlock]) -> str:
    """上位情報 and 下位情報."""
    below = [b for b in blocks if b.above is not None and b.above.prefix == block.prefix and b is not block]
    above = _entry(block.above) if block.above else _NONE
    lower = "".join(map(_entry, below)) or _NONE
    return f"上位情報\r\n----------\r\n{above}\r\n下位情報\r\n----------\r\n{lower}\r\n"


def _entry(block: RegistryBlock) -> str:
    return f"{block.name_ja} ({block.name_en})\r\n{'':21}[{_KIND_WORDS[block.kind]}]{'':34}{block.prefix}\r\n"


def rdap_answer(blocks: Iterable[RegistryBlock], asked: str) -> bytes | None:
    """The RDAP network object; None for a miss. English only, nothing about blocks above, as in the real mirror."""
    block = block_of(blocks, asked)
    if block is None:
        return None
    network = block.network
    body = {
        "objectClassName": "ip network",
        "handle": block.prefix,
        "startAddress": str(network[0]),
        "endAddress": str(network[-1]),
        "ipVersion": f"v{network.version}",
        "name": block.netname,
        "type": "ALLOCATED PORTABLE" if block.kind is RecordKind.ALLOCATION else "ASSIGNED NON-PORTABLE",
        "country": "JP",
        "events": [{"eventAction": "registration", "eventDate": f"{block.allocated_on}T00:00:00+09:00"}],
        "remarks": [{"title": "description", "description": [block.name_en]}],
        "rdapConformance": ["rdap_level_0"],
    }
    return json.dumps(body).encode()
