"""APNIC's history of a block (RDAP extension history_version_0): asked only when dates conflict with the post's day."""

from collections.abc import Iterator
from datetime import datetime

from models.rules.holder_history import DatedRecord
from models.rules.registry_records import RegistryRecord
from tasks.registry import rdap, rdap_parser
from tasks.registry.answers import UnusableAnswer
from tasks.registry.endpoints import RegistryEndpoints
from tasks.registry.rdap_json import Network, objects, text

REGISTRY = "apnic"
MOST_BYTES = 1024 * 1024
"""A history holds every version of the object and its contacts: dozens are common."""
_DELETED = "object has been deleted"


def query(ip: str) -> str:
    """What is asked. The address itself: a wide prefix would bring the history of every block inside it."""
    return f"history/ip/{ip}"


async def ask(endpoints: RegistryEndpoints, ip: str, *, deadline_seconds: float) -> bytes | None:
    """Return the registry's answer, None when it has no history. Raises as rdap.ask."""
    return await rdap.ask(
        endpoints, REGISTRY, ip, deadline_seconds=deadline_seconds, path="history/ip", most_bytes=MOST_BYTES
    )


def parse(raw: bytes) -> tuple[DatedRecord, ...]:
    """Read the dated records; one without dates or without a sound range is left out.

    Raises Unavailable (no JSON, a limit), UnusableAnswer (JSON of another kind).
    """
    found = rdap_parser.load(raw, REGISTRY)
    if found is None:
        return ()
    if "records" not in found:
        raise UnusableAnswer("answer_not_understood")
    return tuple(dated for item in objects(found, "records") if (dated := _dated(item)) is not None)


def _dated(item: Network) -> DatedRecord | None:
    since, until = _moment(text(item, "applicableFrom")), _moment(text(item, "applicableUntil"))
    content = item.get("content")
    if since is None or not isinstance(content, dict) or (until is None and text(item, "applicableUntil")):
        return None
    return DatedRecord(since=since, until=until, record=_record(content))


def _record(content: Network) -> RegistryRecord | None:
    """The network as it stood; None for the mark that it was deleted, and for what names no range."""
    if any(_DELETED in line.casefold() for line in _remarks(content)):
        return None
    try:
        return rdap_parser.parse(content, REGISTRY)
    except UnusableAnswer:
        return None


def _remarks(content: Network) -> Iterator[str]:
    """Every line of every remark, whatever its title."""
    for remark in objects(content, "remarks"):
        lines = remark.get("description")
        yield from (str(line) for line in (lines if isinstance(lines, list) else [lines]))


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
