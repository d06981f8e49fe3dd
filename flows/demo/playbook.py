"""A playbook: what the outside world answered, when, as what evidence. Only the demonstration reads it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from models.terms import WaitKind

SENDING = ("channel", "tracking_no", "proof", "court", "court_case_no", "paper_reason", "spent")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happens at one moment; `earlier` counts the same questions before it in this playbook."""

    playbook: str
    at: datetime
    intake: str | None = None
    wait: WaitKind | None = None
    subject: str = ""
    door: str = "run"
    typed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    earlier: int = 0


def load_events(folder: Path) -> list[Event]:
    """All events of all playbooks of a folder, in time order."""
    events = [event for path in sorted(folder.glob("*.playbook.toml")) for event in _playbook(path)]
    return sorted(events, key=lambda event: event.at)


def _playbook(path: Path) -> Iterator[Event]:
    seen: dict[tuple[WaitKind | None, str], int] = {}
    plain = [
        event for item in tomllib.loads(path.read_text(encoding="utf-8"))["event"] for event in _expand(path, item)
    ]
    for event in sorted(plain, key=lambda item: item.at):
        key = (event.wait, event.subject)
        yield Event(**{**vars(event), "earlier": seen.get(key, 0)})
        seen[key] = seen.get(key, 0) + 1


def _expand(path: Path, item: Mapping[str, Any]) -> Iterator[Event]:
    name = path.name.partition(".")[0]
    if "letter" in item:
        yield Event(playbook=name, at=item["at"], wait=WaitKind.LETTER_RELEASE, subject=item["letter"])
        typed = {key: item[key] for key in SENDING if key in item}
        typed["sent"] = item["sent"].isoformat()
        sending = WaitKind.LETTER_SENDING
        yield Event(playbook=name, at=item["sent"], wait=sending, subject=item["letter"], typed=typed)
        return
    yield Event(
        playbook=name,
        at=item["at"],
        intake=item.get("intake"),
        wait=WaitKind(item["wait"]) if "wait" in item else None,
        subject=item.get("subject", ""),
        door=item.get("door", "run"),
        typed=item.get("typed", {}),
    )
