"""Reading an RDAP `ip network` object: range, holder, dates; contact persons are not read."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.ports import Unavailable
from tasks.registry.answers import Limited, UnusableAnswer

DECODER = "utf-8-sig"
_REGISTRY_OF_WHOIS = {
    "whois.nic.ad.jp": "jpnic",
    "whois.apnic.net": "apnic",
    "whois.arin.net": "arin",
    "whois.ripe.net": "ripe",
    "whois.lacnic.net": "lacnic",
    "whois.afrinic.net": "afrinic",
    "whois.kisa.or.kr": "krnic",
}


def parse(raw: bytes, registry: str) -> RegistryRecord:
    """Read one network.

    Raises Unavailable when the body is not JSON (cut short, a page) or announces a limit, UnusableAnswer when it is
    JSON but no network with a sound range.
    """
    network = _object(raw, registry)
    _refuse_limit(network, registry)
    block = AddressBlock.between(_text(network, "startAddress"), _text(network, "endAddress"))
    if block is None:
        raise UnusableAnswer("answer_without_range")
    return RegistryRecord(
        registry=registry,
        kind=_kind(_text(network, "type")),
        block=block,
        names=tuple(dict.fromkeys(_names(network))),
        netname=_text(network, "name"),
        country=_text(network, "country").upper(),
        registered_on=_event(network, "registration"),
        updated_on=_event(network, "last changed"),
    )


def pointer(raw: bytes, registry: str) -> str | None:
    """The other registry that the answer's `port43` names; None when it names none or the one asked."""
    named = _REGISTRY_OF_WHOIS.get(_text(_object(raw, registry), "port43").casefold())
    return named if named != registry else None


def _object(raw: bytes, registry: str) -> Mapping[str, object]:
    try:
        found = json.loads(raw.decode(DECODER))
    except RecursionError as error:
        raise UnusableAnswer("answer_too_deep") from error
    except ValueError as error:
        raise Unavailable(f"RDAP of {registry}: not JSON") from error
    if not isinstance(found, dict):
        raise UnusableAnswer("answer_not_understood")
    return found


def _refuse_limit(network: Mapping[str, object], registry: str) -> None:
    """Some registries announce a limit inside HTTP 200."""
    if any("rate limit" in _text(notice, "title").casefold() for notice in _objects(network, "notices")):
        raise Limited(f"RDAP of {registry}: the registry limits questions at the moment")


def _names(network: Mapping[str, object]) -> Iterator[str]:
    """Registrant first; without one, the first line of the description; last the short name of the network."""
    named = [name for entity in _objects(network, "entities") if _is_registrant(entity) for name in _full_names(entity)]
    if not named:
        named = [line for remark in _objects(network, "remarks") for line in _first_line(remark)][:1]
    yield from named or filter(None, [_text(network, "name")])


def _is_registrant(entity: Mapping[str, object]) -> bool:
    roles = entity.get("roles")
    return isinstance(roles, list) and "registrant" in roles


def _full_names(entity: Mapping[str, object]) -> Iterator[str]:
    """The `fn` lines of a jCard: [name, parameters, type, value]."""
    card = entity.get("vcardArray")
    lines = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], list) else []
    for line in lines:
        match line:
            case ["fn", _, _, str(value)] if value.strip():
                yield value.strip()


def _first_line(remark: Mapping[str, object]) -> Iterator[str]:
    """The first line of a remark that describes the network."""
    lines = remark.get("description")
    if _text(remark, "title").casefold() in {"", "description"} and isinstance(lines, list) and lines:
        yield str(lines[0]).strip()


def _kind(status: str) -> RecordKind:
    text = status.casefold()
    return RecordKind.ALLOCATION if "allocat" in text and "reallocat" not in text else RecordKind.REGISTRATION


def _event(network: Mapping[str, object], action: str) -> date | None:
    """The day of an event in its own offset; None when absent or unreadable."""
    for event in _objects(network, "events"):
        if _text(event, "eventAction") == action:
            try:
                return datetime.fromisoformat(_text(event, "eventDate")).date()
            except ValueError:
                return None
    return None


def _objects(parent: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = parent.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(parent: Mapping[str, object], key: str) -> str:
    found = parent.get(key)
    return found.strip() if isinstance(found, str) else ""
