"""Ladders by table: a date and its days in, every notice out (tests/scenarios/ladders.toml)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.facts import Deadline
from models.rules.japan_time import JST
from models.rules.reminders import NoticeSpec
from models.terms import DeadlineKind
from tests.models.rules.ladder_desk import CALENDAR, LOG, Desk

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "ladders.toml").read_text(encoding="utf-8"))["case"]
FIELDS = {
    *("title", "kind", "opens", "due", "act_by", "fatal", "appears", "closed", "moves", "put_off", "ends"),
    *("expect", "skipped"),
}


@dataclass(frozen=True)
class Event:
    """What happens to the date at one moment: it appears, moves, is put off, or has been dealt with."""

    at: datetime
    shown: Deadline | None
    put_off_to: date | None = None


def in_japan(moment: datetime) -> datetime:
    return moment.replace(tzinfo=JST)


def deadline_of(told: dict[str, Any], days: dict[str, Any]) -> Deadline:
    kind = DeadlineKind(told["kind"])
    return replace(
        LOG,
        key=f"{kind}:case",
        kind=kind,
        fatal=told.get("fatal", True),
        opens_on=told.get("opens"),
        due_on=days["due"],
        act_by=days.get("act_by", days["due"]),
    )


def events_of(told: dict[str, Any]) -> list[Event]:
    shown = deadline_of(told, told)
    events = [Event(at=in_japan(told["appears"]), shown=shown)]
    for move in told.get("moves", []):
        shown = deadline_of(told, move)
        events.append(Event(at=in_japan(move["at"]), shown=shown))
    put_off = told.get("put_off", [])
    events += [Event(at=in_japan(item["at"]), shown=shown, put_off_to=item["until"]) for item in put_off]
    if "ends" in told:
        events.append(Event(at=in_japan(told["ends"]), shown=None))
    return sorted(events, key=lambda event: event.at)


def lived_through(told: dict[str, Any]) -> tuple[Desk, list[NoticeSpec]]:
    """Every notice of the date: the desk looks whenever something happens and whenever the case wakes up."""
    calendar = replace(CALENDAR, extra_closed=frozenset(told.get("closed", [])))
    desk, said = Desk(calendar=calendar), []
    for event, until in with_ends(events_of(told)):
        desk.deadlines = [event.shown] if event.shown else []
        if event.shown and event.put_off_to:
            desk.deferred[event.shown.key] = event.put_off_to
        moment: datetime | None = event.at
        while moment and (until is None or moment < until):
            said += desk.look(moment)
            moment = desk.next_look(moment)
    return desk, said


def with_ends(events: list[Event]) -> Iterator[tuple[Event, datetime | None]]:
    for event, later in zip(events, [*events[1:], None], strict=True):
        yield event, later.at if later else None


def shown(notice: NoticeSpec) -> dict[str, Any]:
    own = f"{notice.ack_hours}h" + (" clock" if notice.ack_any_time else "") if notice.ack_hours else ""
    found: dict[str, Any] = {
        "on": notice.not_before.replace(tzinfo=None),
        "rung": notice.rung,
        "by": notice.carriage.value,
        "to": notice.role.value,
    }
    return found | ({"own": own} if own else {}) | ({"was": notice.moved_from} if notice.moved_from else {})


def in_rows(expect: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`to = "both"` is one notice to the attorney and one to the supervisor."""
    both = ("attorney", "supervisor")
    return [row | {"to": role} for row in expect for role in (both if row["to"] == "both" else (row["to"],))]


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["title"])
def test_the_ladder_says_this_and_nothing_else(told: dict[str, Any]) -> None:
    assert told.keys() <= FIELDS
    desk, said = lived_through(told)
    assert [shown(notice) for notice in said] == in_rows(told.get("expect", []))
    assert desk.skipped == told.get("skipped", [])


def test_every_kind_that_is_ever_mailed_has_a_scenario() -> None:
    ladders = Desk().alarms.ladders
    alike = {ladder: [kind for kind in DeadlineKind if ladders[kind] == ladder] for ladder in set(ladders.values())}
    told = {DeadlineKind(case["kind"]) for case in CASES}
    assert [kinds for kinds in alike.values() if not told & set(kinds)] == []
