"""Reading members of JSON that may be of any shape."""

from collections.abc import Mapping

Network = Mapping[str, object]


def objects(parent: Network, key: str) -> list[Network]:
    """The objects of a list; anything else in it, or no list at all, counts as nothing."""
    found = parent.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text(parent: Network, key: str) -> str:
    """A string member without blanks around it; empty when it is missing or no string."""
    found = parent.get(key)
    return found.strip() if isinstance(found, str) else ""
