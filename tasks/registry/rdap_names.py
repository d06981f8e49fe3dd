"""Who an RDAP network names as its holder; contact persons are never read."""

from collections.abc import Iterator

from tasks.registry.rdap_json import Network, objects, text
from tasks.registry.rpsl_names import holder

_KINDS = ("org", "group", "")
"""Preferred kinds of an entity, best first; `individual` comes after all of them."""


def names(network: Network) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Registrant, else an organisation without a role, else the description, else the network's name; and doubts."""
    entities = objects(network, "entities")
    found = list(_named(e for e in entities if _has_role(e, "registrant")))
    found = found or list(_named(e for e in entities if not e.get("roles") and _kind(e) == "org"))
    if found:
        return tuple(dict.fromkeys(name for _, name in found[:1])), ()
    return holder({"descr": described(network), "netname": [text(network, "name")]}, {})


def described(network: Network) -> tuple[str, ...]:
    """Lines of the remarks that describe the network."""
    return tuple(line for remark in objects(network, "remarks") for line in _description(remark))


def _named(entities: Iterator[Network]) -> list[tuple[int, str]]:
    """Rank and name of each entity that has a name of its own, best first; maintainers only repeat a handle."""
    ranked = [(_rank(entity), name) for entity in entities for name in _full_names(entity) if _is_name(name)]
    return sorted(ranked, key=lambda item: item[0])


def _is_name(name: str) -> bool:
    return not name.upper().endswith("-MNT") and not name.upper().startswith(("MNT-", "MAINT-"))


def _rank(entity: Network) -> int:
    kind = _kind(entity)
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _has_role(entity: Network, role: str) -> bool:
    roles = entity.get("roles")
    return isinstance(roles, list) and role in roles


def _full_names(entity: Network) -> Iterator[str]:
    yield from list(_card(entity, "fn")) or _card(entity, "org")


def _kind(entity: Network) -> str:
    return next(_card(entity, "kind"), "").casefold()


def _card(entity: Network, wanted: str) -> Iterator[str]:
    """Values of one property of the jCard: [name, parameters, type, value]."""
    card = entity.get("vcardArray")
    lines = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], list) else []
    for line in lines:
        match line:
            case [str(name), _, _, str(value)] if name == wanted and value.strip():
                yield " ".join(value.split())


def _description(remark: Network) -> Iterator[str]:
    """Lines of a remark that describes the network; a single string counts as one line."""
    lines = remark.get("description")
    if text(remark, "title").casefold() in {"", "description"}:
        yield from (str(line).strip() for line in (lines if isinstance(lines, list) else [lines]) if line)
