"""What many looks at one page say together: still there, or gone since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.terms import CaptureResult

_SHOWN = frozenset({CaptureResult.CAPTURED, CaptureResult.ONLINE})


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look: its moment and what came of it."""

    at: datetime
    result: CaptureResult


@dataclass(frozen=True, kw_only=True)
class PageStanding:
    """Last seen online; first seen gone after that (None while it was never, or is shown again); the newest look."""

    last_online: datetime | None = None
    first_gone: datetime | None = None
    newest: Look | None = None


def standing_of(looks: Iterable[Look]) -> PageStanding:
    """Read the looks in the order of their moments. A look that shows neither (no answer, a wall) changes nothing."""
    online, gone, newest = None, None, None
    for look in sorted(looks, key=lambda each: each.at):
        newest = look
        if look.result in _SHOWN:
            online, gone = look.at, None
        elif look.result is CaptureResult.GONE:
            gone = gone or look.at
    return PageStanding(last_online=online, first_gone=gone, newest=newest)
