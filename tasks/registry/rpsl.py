"""Reading `field: value` answers of port 43: RPSL (APNIC with its JPNIC mirror, RIPE, AFRINIC), ARIN and LACNIC."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.registry.answers import LONGEST_LINE, Decoded

_RANGE_FIELDS = ("inetnum", "inet6num", "netrange")
_HOLDER_FIELDS = ("orgname", "custname", "owner", "organization")
_HANDLE = re.compile(r"\s*\([A-Z0-9-]+\)$")

RpslObject = Mapping[str, Sequence[str]]
"""Field name in small letters to its values, in order."""


def parse(decoded: Decoded, registry: str) -> tuple[RegistryRecord, ...]:
    """Read every network object with a range, in the order of the answer; none when there is none."""
    objects = list(_joined(_objects(decoded.text)))
    organisations = {values[0]: o for o in objects for values in (o.get("organisation", ()),) if values}
    records = (_record(o, registry, organisations, lossy=decoded.lossy) for o in objects)
    return tuple(record for record in records if record)


def _objects(text: str) -> Iterator[RpslObject]:
    """Split at empty lines; folded lines (blank, tab or + first) continue the value above."""
    fields: dict[str, list[str]] = {}
    last: list[str] = []
    for line in (*text.splitlines(), ""):
        if not line.strip():
            if fields:
                yield fields
            fields, last = {}, []
        elif line[0] in " \t+" and last:
            last[-1] = f"{last[-1]} {line[1:].strip()}"[:LONGEST_LINE]
        elif not line.startswith(("%", "#")) and ":" in line[:LONGEST_LINE]:
            key, _, value = line[:LONGEST_LINE].partition(":")
            last = fields.setdefault(key.strip().casefold(), [])
            last.append(value.strip())


def _joined(objects: Iterable[RpslObject]) -> Iterator[RpslObject]:
    """ARIN prints the organisation as an object of its own after the network: join the two."""
    network: RpslObject = {}
    for fields in objects:
        if "netrange" in network and not fields.keys().isdisjoint(_HOLDER_FIELDS):
            yield {**fields, **network}
            network = {}
            continue
        if network:
            yield network
        network = fields
    if network:
        yield network


def _record(
    fields: RpslObject, registry: str, organisations: Mapping[str, RpslObject], *, lossy: bool
) -> RegistryRecord | None:
    block = next((AddressBlock.parse(fields[key][0]) for key in _RANGE_FIELDS if key in fields), None)
    if block is None:
        return None
    organisation = organisations.get(_first(fields, "org"), {})
    return RegistryRecord(
        registry=_source(fields, registry),
        kind=_kind(_first(fields, "status")),
        block=block,
        names=_names(fields, organisation),
        netname=_first(fields, "netname"),
        country=_first(fields, "country").split("#")[0].strip().upper(),
        registered_on=_day(_first(fields, "created") or _first(fields, "regdate")),
        updated_on=_day(_first(fields, "last-modified") or _first(fields, "updated")),
        lossy=lossy,
    )


def _source(fields: RpslObject, registry: str) -> str:
    """The registry asked; a mirrored object keeps it too, because a mirror is not the source."""
    source = _first(fields, "source").split("#")[0].strip().casefold()
    return registry if source in {"", "jpnic", "krnic"} else source


def _names(fields: RpslObject, organisation: RpslObject) -> tuple[str, ...]:
    """The organisation's name, else the owner field, else the first line of the description."""
    named = _first(organisation, "org-name") or next((fields[key][0] for key in _HOLDER_FIELDS if key in fields), "")
    name = _HANDLE.sub("", named) or _first(fields, "descr")
    return (name,) if name else ()


def _kind(status: str) -> RecordKind:
    """Only an allocation is told from the rest; an assignment in RPSL says nothing about what lies above."""
    return RecordKind.ALLOCATION if status.casefold().startswith("allocated") else RecordKind.REGISTRATION


def _first(fields: RpslObject, key: str) -> str:
    return fields.get(key, ("",))[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
