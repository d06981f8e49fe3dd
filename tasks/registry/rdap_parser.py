"""Reading an RDAP `ip network` object: range, holder, dates; contact persons are not read."""

import ipaddress
import json
from datetime import date, datetime

from models.rules.address_blocks import AddressBlock
from models.rules.registry_records import RecordKind, RegistryRecord
from tasks.ports import Unavailable
from tasks.registry.answers import Limited, UnusableAnswer
from tasks.registry.rdap_json import Network, objects, text
from tasks.registry.rdap_names import described, names

DECODER = "utf-8-sig"
_IPV4 = 4
_LEAST_LENGTHS = {"assigned": 48, "allocated": 32}
_NATIONAL = {"jpnic", "krnic", "twnic", "cnnic", "vnnic", "idnic", "irinn"}
_REGISTRY_OF_WHOIS = {
    "whois.nic.ad.jp": "jpnic",
    "whois.apnic.net": "apnic",
    "whois.arin.net": "arin",
    "whois.ripe.net": "ripe",
    "whois.lacnic.net": "lacnic",
    "whois.afrinic.net": "afrinic",
    "whois.kisa.or.kr": "krnic",
}


def load(raw: bytes, registry: str) -> Network | None:
    """The JSON object of an answer; None when it is the registry's word that there is no such network.

    Raises Unavailable when the body is not JSON (cut short, a page) or an error of the registry, Limited when it
    announces a limit, UnusableAnswer when it is JSON of another kind.
    """
    try:
        found = json.loads(raw.decode(DECODER, "replace"))
    except RecursionError as error:
        raise UnusableAnswer("answer_too_deep") from error
    except ValueError as error:
        raise Unavailable(f"RDAP of {registry}: not JSON") from error
    if not isinstance(found, dict):
        raise UnusableAnswer("answer_not_understood")
    if any("rate limit" in text(notice, "title").casefold() for notice in objects(found, "notices")):
        raise Limited(f"RDAP of {registry}: the registry limits questions at the moment")
    return None if _is_miss(found, registry) else found


def parse(network: Network, registry: str) -> RegistryRecord:
    """Read one network. Raises UnusableAnswer when it has no sound range."""
    block = AddressBlock.between(text(network, "startAddress"), text(network, "endAddress")) or _cidr(network)
    if block is None:
        raise UnusableAnswer("answer_without_range")
    block, doubts = _widened(block, text(network, "type"), registry)
    source = _source(network)
    found, uncertain = names(network)
    return RegistryRecord(
        registry=registry,
        kind=_kind(text(network, "type")),
        block=block,
        names=found,
        netname=text(network, "name"),
        description=described(network),
        country=text(network, "country").upper()[:2],
        registered_on=_event(network, "registration"),
        updated_on=_event(network, "last changed"),
        mirrored=source in _NATIONAL and source != registry,
        lossy=any("\ufffd" in name for name in found),
        doubts=(*doubts, *uncertain),
    )


def pointer(network: Network, registry: str) -> str | None:
    """The other registry that the answer's `port43` names; None when it names none or the one asked."""
    named = _REGISTRY_OF_WHOIS.get(text(network, "port43").casefold())
    return named if named != registry else None


def _is_miss(network: Network, registry: str) -> bool:
    """Some servers send their errors with HTTP 200. Raises Limited, Unavailable, UnusableAnswer."""
    code = network.get("errorCode")
    if not isinstance(code, int | str) or "startAddress" in network:
        return False
    if str(code) == "429":
        raise Limited(f"RDAP of {registry}: error 429")
    if str(code).startswith("5"):
        raise Unavailable(f"RDAP of {registry}: an error of the registry")
    if str(code) != "404":
        raise UnusableAnswer("answer_not_understood")
    return True


def _cidr(network: Network) -> AddressBlock | None:
    """The range as its only prefix (extension cidr0), where the ends are left out."""
    prefixes = objects(network, "cidr0_cidrs")
    if len(prefixes) != 1 or "startAddress" in network or "endAddress" in network:
        return None
    address = text(prefixes[0], "v4prefix") or text(prefixes[0], "v6prefix")
    return AddressBlock.parse(f"{address}/{prefixes[0].get('length')}")


def _widened(block: AddressBlock, status: str, registry: str) -> tuple[AddressBlock, tuple[str, ...]]:
    """LACNIC has printed the first address of an IPv6 range as its last, too: read the least that its policy gives."""
    length = _LEAST_LENGTHS.get(status.partition(" ")[0].casefold(), 0)
    if registry != "lacnic" or block.version == _IPV4 or block.size > 1 or not length:
        return block, ()
    least = AddressBlock.parse(f"{ipaddress.IPv6Address(block.first)}/{length}")
    return (least, ("range_incomplete",)) if least and least.first == block.first else (block, ())


def _source(network: Network) -> str:
    """The registry whose objects APNIC says it returns, in small letters."""
    for notice in objects(network, "notices"):
        lines = notice.get("description")
        if text(notice, "title").casefold() == "source" and isinstance(lines, list):
            return next((str(line).strip().casefold() for line in lines if str(line).strip().isupper()), "")
    return ""


def _kind(status: str) -> RecordKind:
    text = status.casefold()
    return RecordKind.ALLOCATION if "allocat" in text and "reallocat" not in text else RecordKind.REGISTRATION


def _event(network: Network, action: str) -> date | None:
    """The day of an event in its own offset; None when absent or unreadable."""
    for event in objects(network, "events"):
        if text(event, "eventAction") == action:
            try:
                return datetime.fromisoformat(text(event, "eventDate")).date()
            except ValueError:
                return None
    return None
