"""Clocks: the real one, and one that follows a file (demonstration and story tests step it)."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pendulum


class SystemClock:
    """The machine's clock, UTC."""

    def now(self) -> datetime:
        """Return the current moment."""
        return datetime.now(UTC)


class FileClock:
    """A moment kept in a file, so that several processes share one stepped time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Return the moment written in the file."""
        moment = pendulum.parse(self._path.read_text(encoding="utf-8").strip(), tz="UTC")
        if not isinstance(moment, pendulum.DateTime):
            msg = f"clock file {self._path.name}: not a moment"
            raise TypeError(msg)
        return moment.in_timezone("UTC")

    def step_to(self, moment: datetime) -> None:
        """Move forward to `moment`; a step back is ignored, so a restarted demonstration never rewinds."""
        if self._path.exists() and moment <= self.now():
            return
        fresh = self._path.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="utf-8")
        os.replace(fresh, self._path)  # noqa: PTH105 (atomic replace, same in both)


class FixedClock:
    """One moment, for a sweep asked to work at it."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            msg = "the moment needs an offset, e.g. 2026-07-01T09:00:00+09:00"
            raise ValueError(msg)
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """Return that moment."""
        return self._moment
