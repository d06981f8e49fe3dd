"""Until when a wait may be put off, which dates hang on it, and in which order waits are asked."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from models.facts import CaseFacts, Deadline, ExplainedStep
from models.rules.japan_time import JST
from models.rules.putting_off import MOST_DAYS, first_binding, hanging, is_over, last_day, order
from models.terms import Confidence, DeadlineKind, Stage
from tests.models.answers.beginnings import identified, named

TODAY = date(2026, 7, 1)


@dataclass
class Wait:
    id: int | None = 1
    rank: int = 50
    due_on: date | None = None
    deferred_until: date | None = None
    asked_first_at: datetime | None = None


def dated(act_by: date, kind: DeadlineKind = DeadlineKind.APPEAL, *, fatal: bool = True) -> Deadline:
    return Deadline(
        key=f"{kind}:x",
        kind=kind,
        stage=Stage.PLATFORM_REQUEST,
        subject="platform:mamasta",
        due_on=act_by,
        act_by=act_by,
        because=(ExplainedStep(text="x", cite="y"),),
        consequence="x",
        confidence=Confidence.HIGH,
        rule="x",
        fatal=fatal,
        article="民事訴訟法285条",
    )


def test_a_wait_is_put_off_to_the_day_before_the_safe_day_at_most() -> None:
    assert last_day([dated(date(2026, 7, 10))], TODAY) == date(2026, 7, 9)
    assert last_day([dated(date(2026, 7, 10)), dated(date(2026, 7, 5))], TODAY) == date(2026, 7, 4)
    assert last_day([dated(date(2026, 6, 1))], TODAY) < TODAY


def test_a_date_that_kills_nothing_stops_no_pause_but_the_deposit_does() -> None:
    assert last_day([dated(date(2026, 7, 5), fatal=False)], TODAY) == TODAY + timedelta(days=MOST_DAYS)
    deposit = dated(date(2026, 7, 5), DeadlineKind.SECURITY_DEPOSIT, fatal=False)
    assert first_binding([deposit]) is deposit
    assert last_day([], TODAY) == TODAY + timedelta(days=MOST_DAYS)


@pytest.mark.parametrize(
    ("subject", "own"),
    [
        ("platform:mamasta", {"platform:mamasta", "post:1"}),
        ("holder:1/preservation_notice:1", {"holder:1", "line"}),
        ("post:1", {"post:1"}),
    ],
)
def test_dates_hang_on_the_wait_about_their_subject(subject: str, own: set[str]) -> None:
    facts: CaseFacts = identified().facts
    line = f"observation:{facts.observations[0].id}"
    subjects = ("platform:mamasta", "post:1", "holder:1", "holder:2", line, "sender:9")
    dates = [replace(dated(TODAY), subject=each) for each in subjects]
    found = {deadline.subject for deadline in hanging(subject, facts, dates)}
    assert found == {line if each == "line" else each for each in own}


def test_every_date_hangs_on_a_wait_about_the_whole_case_and_a_sender_s_posts_on_the_sender() -> None:
    facts = named().facts
    sender = f"sender:{facts.subscribers[0].id}"
    dates = [replace(dated(TODAY), subject=each) for each in (sender, "post:1", "platform:mamasta")]
    assert len(hanging("case", facts, dates)) == 3
    assert [d.subject for d in hanging(sender, facts, dates)] == [sender, "post:1"]


def test_what_staff_asked_for_comes_first_and_what_was_put_off_last() -> None:
    urgent, usual = Wait(id=1, rank=5), Wait(id=2, rank=50, due_on=TODAY)
    late = Wait(id=3, rank=1, deferred_until=TODAY)
    early, newest = (
        Wait(id=4, rank=80, asked_first_at=datetime(2026, 7, 1, 9, tzinfo=JST)),
        Wait(id=5, rank=80, asked_first_at=datetime(2026, 7, 1, 10, tzinfo=JST)),
    )
    assert [w.id for w in sorted([late, usual, urgent, early, newest], key=order)] == [5, 4, 1, 2, 3]


def test_the_turn_that_staff_gave_ends_by_itself() -> None:
    until = Wait(deferred_until=date(2026, 7, 8))
    assert not is_over(until, [dated(date(2026, 7, 9))], TODAY)
    assert is_over(until, [dated(date(2026, 7, 8))], TODAY), "a fatal date has moved before the day"
    assert is_over(until, [], date(2026, 7, 8)), "the day has come"
    first = Wait(asked_first_at=datetime(2026, 7, 1, 23, tzinfo=JST))
    assert not is_over(first, [dated(TODAY)], TODAY)
    assert is_over(first, [], date(2026, 7, 2))
    assert not is_over(Wait(), [], TODAY)
