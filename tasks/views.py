"""The desk's links: stable paths that mails, calendars and pages may carry, and which runs each view shows.

A path never names the engine's pages or a run's id, so that a link in an old mail still leads somewhere after the
engine's database was made anew. The desk's server answers them (`flows/desk_links.py`).
"""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote, urlencode

from models.terms import Stage, Turn, WaitKind

Place = Literal["board", "sheet", "case", "view", "door", "guide"]

# The engine shows a week of runs unless it is told how far back to look; a case may last years.
TEN_YEARS = 522 * 7 * 24 * 3600  # in whole weeks, which the engine shows as 120 months
# Views of cases by the tags that the run of each case carries (all of them: `flows/showing.tags_of`).
VIEWS: dict[str, tuple[str, ...]] = {
    "open": ("status:open",),
    "held": ("status:held",),
    "red": ("light:red",),
    "amber": ("light:amber",),
    "release": (f"wait:{WaitKind.LETTER_RELEASE}",),
    "send": (f"wait:{WaitKind.LETTER_SENDING}",),
    "review": (f"wait:{WaitKind.PROVIDER_REVIEW}",),
    "dead-end": (f"wait:{WaitKind.DEAD_END}",),
    "closing": (f"wait:{WaitKind.CLOSING}",),
    "closed": ("status:closed",),
}
# Views that take one thing more (`mine/7`), and the tag it belongs to. None: whatever may stand there.
VIEWS_OF: dict[str, tuple[str, frozenset[str] | None]] = {
    "mine": ("staff", None),
    "platform": ("platform", None),
    "due": ("due", None),
    "turn": ("turn", frozenset(Turn)),
    "stage": ("stage", frozenset(Stage)),
    "wait": ("wait", frozenset(WaitKind)),
}
# What is wrong with the engine itself: its own state names, which (unlike ours) can be filtered.
ENGINE = "engine"
TROUBLE = ("Failed", "Crashed", "TimedOut", "Late")
# The deployments that staff start, in the order of a case's life; the first ones of no case in particular.
OFFICE_DOORS = ("intake", "find-case", "bulk-release", "bulk-chase", "bulk-redate", "redate")
CASE_DOORS = (
    "record-answer", "record-event", "acknowledge", "correct-fact", "draft-paper", "bring-back", "number-exhibit",
    "capture-page", "change-chain", "case-status", "hand-over",
)  # fmt: skip


class NoSuchView(LookupError):
    """There is no view of that name; the message lists those there are."""


def link(base: str, place: Place, *names: object) -> str:
    """The address of a place of the desk: `link(base, "sheet", ref)`; an empty `base` gives the path alone.

    `board` and `guide` take nothing; `sheet` and `case` a reference; `view` a view's name and what it takes; `door` a
    deployment's name and, when it is about one, a reference.
    """
    return "/".join((base.rstrip("/"), "desk", place, *(quote(str(name), safe="") for name in names)))


def runs_page(view: str) -> str:
    """The path of the engine's page that shows a view (`red`, `mine/7`). Raises NoSuchView."""
    if view == ENGINE:
        return _runs([("state", name) for name in TROUBLE])
    return _runs([("tag", tag) for tag in _tags(view)], ("flow-runs-sort", "NAME_ASC"))


def view_names() -> tuple[str, ...]:
    """Every view that takes nothing more, in the order in which they are listed."""
    return (*VIEWS, ENGINE)


def _tags(view: str) -> tuple[str, ...]:
    if view in VIEWS:
        return VIEWS[view]
    name, _, of = view.partition("/")
    tag, known = VIEWS_OF.get(name, ("", frozenset()))
    if not of or (known is not None and of not in known):
        takes = [f"{key}/{'|'.join(sorted(known)) if known else '…'}" for key, (_, known) in VIEWS_OF.items()]
        msg = f"no view {view!r}; there are: {', '.join((*view_names(), *takes))}"
        raise NoSuchView(msg)
    return (f"{tag}:{of}",)


def _runs(filters: Sequence[tuple[str, str]], *more: tuple[str, str]) -> str:
    span = [("type", "span"), ("seconds", str(-TEN_YEARS))]
    return f"/runs?{urlencode([*filters, *span, *more], safe=':')}"
