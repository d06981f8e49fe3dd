"""What came back from a registry, and the ways an answer can be useless."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from tasks.ports import Identification, RegistryEvidence, Unavailable

MAX_BYTES = 256 * 1024
"""No honest answer about one address is longer; reading stops here and memory stays flat."""

LONGEST_LINE = 1000
"""Longer lines of a port-43 answer are not read: no name or range needs them, and patterns stay fast."""

PARSER_VERSION = "kaiji-registry-2"


class Unsettled(Unavailable):
    """A registry that decides did not answer; `found` holds what the others said, as evidence and as a candidate."""

    def __init__(self, silent: Unavailable, found: Identification) -> None:
        super().__init__(str(silent), retry_after=silent.retry_after)
        self.found = found


class UnusableAnswer(Exception):
    """The registry answered, but not in a way that can be used; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Limited(Unavailable):
    """The registry answered that it takes no questions from us for now."""


class Deferred(Unavailable):
    """We do not ask yet, out of courtesy to the registry; `retry_after` says when. Nothing was sent."""


class Elsewhere(Exception):
    """The registry `asked` sends us to another one, `registry`; both are keys."""

    def __init__(self, asked: str, registry: str) -> None:
        super().__init__(f"{asked} -> {registry}")
        self.asked = asked
        self.registry = registry


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text of an answer with line feeds only; `lossy` when characters had to be replaced."""

    text: str
    decoder: str
    lossy: bool = False


def evidence(*, server: str, query: str, raw: bytes, fetched_at: datetime, decoder: str) -> RegistryEvidence:
    """Pack a raw answer for keeping."""
    return RegistryEvidence(
        server=server,
        query=query,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        fetched_at=fetched_at,
        decoder=decoder,
        parser=PARSER_VERSION,
    )
