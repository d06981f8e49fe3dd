"""Alarms: at how many days left, or at what share of a log's life, a date is said, to whom, and until who owned it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from models.provisions.figures import Sourced
from models.provisions.reading import Entry
from models.terms import DeadlineKind

WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """督促の段 of one kind of deadline.

    `rungs` are days left to the safe day, largest first; `shares` percents of a window's life gone, smallest first (a
    legal period has none). `announce` tells of the deadline when it first appears; `acknowledge`: somebody must own it.
    `supervisor_from` adds the supervisor from that many days left on. `of_others`: somebody else is to act on that day,
    so it is only ever a line of the attorney's digest; their silence is told by an escalation.
    """

    rungs: tuple[int, ...]
    announce: bool
    supervisor_from: int
    shares: tuple[int, ...] = ()
    acknowledge: bool = False
    of_others: bool = False


@dataclass(frozen=True, kw_only=True)
class Office:
    """就業時間 (Japan) and how patient the office is; hours are hours of the office, days are working days.

    A fatal rung with at most `pressing_days` left is a mail of its own, and so is a date that appears or moves to at
    most `near_days` ahead; the rest are lines of the digest at `digest_at`. With at most `urgent_days` left a fatal one
    leaves at any hour. `ack_hours`, `pressing_ack_hours`: until when it must be owned; `last_ack_hours` on the last
    day, by the clock. `idle_days`: owned, said to be done, and nothing recorded.
    """

    opens: time
    closes: time
    digest_at: time
    pressing_days: int
    near_days: int
    urgent_days: int
    ack_hours: int
    pressing_ack_hours: int
    last_ack_hours: int
    idle_days: int


@dataclass(frozen=True, kw_only=True)
class Alarms(Sourced):
    """通知の決まり: a choice of the office, no figure of law."""

    office: Office
    ladders: Mapping[DeadlineKind, Ladder]


def read_alarms(entry: Entry) -> Alarms:
    """Read law/reminders.toml with the firm's sections over it; a kind without its own section has the default one."""
    default = _ladder(entry.needed_table("default"))
    ladders = {kind: _ladder(found) if (found := entry.table(kind.value)) else default for kind in DeadlineKind}
    alarms = Alarms(office=_office(entry.needed_table("office")), ladders=ladders, **entry.sourced())
    entry.finish()
    return alarms


def _ladder(entry: Entry) -> Ladder:
    before = len(entry.faults)
    rungs = _numbers(entry, "rungs", most=None)
    is_sound = len(entry.faults) == before
    found = Ladder(
        rungs=tuple(sorted(rungs, reverse=True)),
        shares=tuple(sorted(_numbers(entry, "shares", most=WHOLE - 1))),
        announce=entry.flag("announce"),
        acknowledge=entry.flag("acknowledge"),
        of_others=entry.flag("of_others"),
        supervisor_from=entry.number("supervisor_from"),
    )
    if is_sound and found.acknowledge and 0 not in rungs:
        entry.fault("rungs", list(rungs), "what must be owned is said on its last day: add 0")
    entry.finish()
    return found


def _numbers(entry: Entry, key: str, *, most: int | None) -> tuple[int, ...]:
    found = entry.numbers(key)
    if len(set(found)) != len(found) or any(number < 0 or (most is not None and number > most) for number in found):
        entry.fault(key, list(found), f"write each number once, from 0{'' if most is None else f' to {most}'}")
        return ()
    return found


def _office(entry: Entry) -> Office:
    before = len(entry.faults)
    found = Office(
        opens=entry.hour("opens"),
        closes=entry.hour("closes"),
        digest_at=entry.hour("digest_at"),
        pressing_days=entry.number("pressing_days"),
        near_days=entry.number("near_days"),
        urgent_days=entry.number("urgent_days"),
        ack_hours=entry.number("ack_hours", least=1),
        pressing_ack_hours=entry.number("pressing_ack_hours", least=1),
        last_ack_hours=entry.number("last_ack_hours", least=1),
        idle_days=entry.number("idle_days", least=1),
    )
    if len(entry.faults) == before and not found.opens <= found.digest_at < found.closes:
        entry.fault("digest_at", f"{found.digest_at:%H:%M}", "write an hour between opens and closes")
    if found.pressing_days < found.urgent_days:
        entry.fault("pressing_days", found.pressing_days, f"write at least urgent_days, {found.urgent_days}")
    entry.finish()
    return found
