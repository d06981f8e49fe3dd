"""Reading `field: value` answers of port 43: RPSL (APNIC with its mirrors, RIPE, AFRINIC), ARIN and LACNIC."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from models.rules.address_blocks import AddressBlock
from models.rules.registry_placeholders import pointed_by_type
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.registry import arin_list
from tasks.registry.answers import LONGEST_LINE, Decoded, UnusableAnswer
from tasks.registry.rpsl_names import RpslObject, description, first, holder

LOOKS_LIKE = re.compile(r"^(?:inetnum|inet6num|NetRange|Netblock)[ \t]{0,80}:", re.MULTILINE | re.IGNORECASE)
_RANGE_FIELDS = ("inetnum", "inet6num", "netrange", "netblock")
_ARIN_HOLDERS = ("orgname", "custname")
_MISS = re.compile(r"%ERROR:101|no entries found|no match|no data found|not assigned|unallocated", re.IGNORECASE)
_MIRRORED = ("jpnic", "krnic", "twnic", "cnnic", "vnnic", "idnic", "irinn", "nir")
_PRINTS_SOURCE = frozenset({"apnic", "ripe", "afrinic"})
_NATIONAL_REMARK = re.compile(r"mirrored by APNIC from", re.IGNORECASE)
_KINDS: Mapping[str, RecordKind] = {
    "allocated": RecordKind.ALLOCATION,
    "direct allocation": RecordKind.ALLOCATION,
    "reallocated": RecordKind.SUB_ALLOCATION,
    "sub-allocated": RecordKind.SUB_ALLOCATION,
    "reassigned": RecordKind.ASSIGNMENT,
}


def parse(decoded: Decoded, registry: str) -> tuple[RegistryRecord, ...]:
    """Read every network with a range, narrowest first; none on a plain miss. Raises UnusableAnswer on neither."""
    objects = list(_objects(decoded.text))
    organisations = {first(o, "organisation"): o for o in objects if "organisation" in o}
    networks = (_record(o, registry, organisations, lossy=decoded.lossy) for o in _joined(objects))
    records = [record for record in networks if record]
    if not records and registry == "arin":
        records = arin_list.parse(decoded)
    if not records and not _MISS.search(decoded.text):
        raise UnusableAnswer("answer_not_understood")
    return tuple(sorted(records, key=lambda record: (record.block.size, record.mirrored)))


def _objects(text: str) -> Iterator[RpslObject]:
    """Split at empty lines; folded lines (blank, tab or + first) are further lines of the value above."""
    fields: dict[str, list[str]] = {}
    last: list[str] = []
    for line in (*text.split("\n"), ""):
        if not line.strip():
            if fields:
                yield fields
            fields, last = {}, []
        elif line[0] in " \t+" and last:
            last[-1] = f"{last[-1]}\n{line[1:].strip()}"[:LONGEST_LINE]
        elif not line.startswith(("%", "#")) and ":" in line[:LONGEST_LINE]:
            key, _, value = line[:LONGEST_LINE].partition(":")
            last = fields.setdefault(key.strip().casefold(), [])
            last.append(value.strip())


def _joined(objects: list[RpslObject]) -> Iterator[RpslObject]:
    """Networks; ARIN prints the organisation as an object of its own after the network: the two are one."""
    network: RpslObject = {}
    for fields in (*objects, {"netrange": [""]}):
        if not fields.keys().isdisjoint(_RANGE_FIELDS):
            yield network
            network = fields
        elif "netrange" in network and not fields.keys().isdisjoint(_ARIN_HOLDERS):
            network = {**fields, **network}


def _record(
    fields: RpslObject, registry: str, organisations: Mapping[str, RpslObject], *, lossy: bool
) -> RegistryRecord | None:
    block = next((AddressBlock.parse(first(fields, key)) for key in _RANGE_FIELDS if key in fields), None)
    if block is None:
        return None
    names, doubts = holder(fields, organisations.get(first(fields, "org"), {}))
    source, mirrored = _source(fields, registry)
    pointed = pointed_by_type(first(fields, "nettype"))
    return RegistryRecord(
        registry=source,
        kind=_kind(first(fields, "status") or first(fields, "nettype")),
        block=block,
        names=() if pointed else names,
        description=description(fields),
        netname=first(fields, "netname"),
        country=first(fields, "country").split("#")[0].strip().upper()[:2],
        registered_on=_day(first(fields, "created") or first(fields, "regdate")),
        updated_on=_day(first(fields, "last-modified") or first(fields, "updated")),
        mirrored=mirrored,
        lossy=lossy,
        doubts=doubts,
    )


def _source(fields: RpslObject, registry: str) -> tuple[str, bool]:
    """The registry whose book this is, and whether the object is a copy: a mirror is not the source."""
    source = first(fields, "source").split("#")[0].strip().casefold()
    mirrored = source in _MIRRORED or any(_NATIONAL_REMARK.search(line) for line in fields.get("remarks", ()))
    if "netrange" in fields:
        return "arin", mirrored
    if source in _PRINTS_SOURCE:
        return source, mirrored
    return ("apnic" if registry in {"jpnic", "krnic"} else registry), mirrored


def _kind(status: str) -> RecordKind:
    """An allocation, a part handed on, or neither: an RPSL assignment says nothing about what lies above."""
    text = status.casefold()
    return next((kind for word, kind in _KINDS.items() if text.startswith(word)), RecordKind.REGISTRATION)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
