"""The libraries beside kaiji, when they are installed: RDAP, one question an address, of the served registry."""

import asyncio
import importlib
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec

from tests.bench.served_registry import Distant

Ask = Callable[[str], Awaitable[object]]


def ipwhois(served: Distant) -> Ask:
    """ipwhois in threads; the registry's URLs are a table of its module."""
    rdap, net = importlib.import_module("ipwhois.rdap"), importlib.import_module("ipwhois.net")
    rdap.RIR_RDAP["apnic"]["ip_url"] = f"{served.rdap_url}/ip/{{0}}"

    def ask(ip: str) -> object:
        found: object = rdap.RDAP(net.Net(ip)).lookup(asn_data={"asn_registry": "apnic"}, root_ent_check=False)
        return found

    return lambda ip: asyncio.to_thread(ask, ip)


def whoisit(served: Distant) -> Ask:
    """The asynchronous door of whoisit with bootstrap data that names the served registry for everything."""
    module = importlib.import_module("whoisit")
    url = [f"{served.rdap_url}/"]
    everything = {"asn": "1-4294967295", "dns": "example", "ipv4": "0.0.0.0/0", "ipv6": "::/0", "object": "X"}
    data = {name: {"services": [[[selector], url]]} for name, selector in everything.items()}
    module.clear_bootstrapping()
    module.load_bootstrap_data({**data, "timestamp": int(time.time())}, allow_insecure=True, from_json=False)

    async def ask(ip: str) -> object:
        found: object = await module.ip_async(ip)
        return found

    return ask


_KNOWN: Mapping[str, Callable[[Distant], Ask]] = {"ipwhois": ipwhois, "whoisit": whoisit}


def installed() -> dict[str, Callable[[Distant], Ask]]:
    """Those that can be imported here."""
    return {name: peer for name, peer in _KNOWN.items() if find_spec(name)}


def missing() -> list[str]:
    """Those that cannot."""
    return [name for name in _KNOWN if not find_spec(name)]
