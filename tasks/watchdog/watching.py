"""One look of the watchdog: look, tell what is new, lasts or is over, remember what was told."""

import asyncio
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tasks.settings import Settings
from tasks.watchdog.alarms import Alarm, Told, ended, is_to_be_told
from tasks.watchdog.looking import look
from tasks.watchdog.telling import tell

FINE, ALARM, MUTE = 0, 1, 3
MEMORY = "watchdog.json"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What one look came to: the alarms, whether a mail went, what went wrong with it, and the exit code."""

    alarms: tuple[Alarm, ...]
    mailed: bool
    wrong: tuple[str, ...]

    @property
    def code(self) -> int:
        """0: all is well; 1: something is wrong and people know; 3: nobody could be told."""
        if self.wrong and not self.mailed:
            return MUTE
        return ALARM if self.alarms else FINE


def watch(settings: Settings, now: datetime) -> Watched:
    """Look once at this moment of the real clock. What was told is remembered only after it was mailed."""
    alarms = tuple(look(settings, now))
    names, told = {alarm.name for alarm in alarms}, _recall(settings.root)
    every = timedelta(hours=settings.watchdog.repeat_hours)
    if not is_to_be_told(names, told, now, every):
        return Watched(alarms=alarms, mailed=False, wrong=())
    if not settings.watchdog.to:
        return Watched(alarms=alarms, mailed=False, wrong=("watchdog.to is empty: name the addresses to be told",))
    wrong = _tell(settings, alarms, ended(names, told), now)
    mailed = len(wrong) < len(settings.watchdog.to)
    if mailed:
        wrong += _remember(settings.root, Told(dict.fromkeys(sorted(names), now)))
    return Watched(alarms=alarms, mailed=mailed, wrong=tuple(wrong))


def _tell(settings: Settings, alarms: tuple[Alarm, ...], over: tuple[str, ...], now: datetime) -> list[str]:
    try:
        return asyncio.run(tell(settings, alarms, over, now))
    except ValueError as fault:  # of a relay's settings: each address is unreached
        return [f"the mail settings cannot be used: {fault}"] * len(settings.watchdog.to)


def _recall(root: Path) -> Told:
    """What was told before; nothing when the file is missing or unreadable: then it is told again."""
    try:
        kept = json.loads((root / MEMORY).read_text(encoding="utf-8"))
        return Told({str(name): datetime.fromisoformat(at) for name, at in kept["told"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Told()


def _remember(root: Path, told: Told) -> list[str]:
    """Keep what was told, the whole file at once; a full disk costs a repeated mail, never a silent one."""
    kept = {"told": {name: at.isoformat() for name, at in told.at.items()}}
    try:
        descriptor, fresh = tempfile.mkstemp(dir=root, prefix=f".{MEMORY}.")
    except OSError as fault:
        return [f"what was told cannot be remembered: {fault.strerror}"]
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(kept))
            file.flush()
            os.fsync(descriptor)
        os.replace(fresh, root / MEMORY)  # noqa: PTH105 (atomic)
    except OSError as fault:
        Path(fresh).unlink(missing_ok=True)
        return [f"what was told cannot be remembered: {fault.strerror}"]
    return []
