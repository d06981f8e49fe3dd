"""Deadlines of the procedure by table: facts in, dates and sentences out (tests/scenarios/deadlines.toml)."""

import tomllib
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from models.facts import CaseFacts, Deadline, StepFact, SubscriberFact
from models.rules.deadlines import deadlines, statements
from models.rules.japan_time import JST
from models.terms import DeadlineKind, LetterKind, Outcome, Remedy, RightInfringed, Stage, StepKind
from tests.models.rules.case_facts import LAW, case, hop, line, post

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "deadlines.toml").read_text(encoding="utf-8"))["case"]
FIELDS = {"kind", "due", "act_by", "fatal", "words", "readings"}


def morning(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=JST)


def step_of(number: int, fact: dict[str, Any], platform: str) -> StepFact:
    return StepFact(
        id=number,
        stage=Stage.SUBSCRIBER_DISCLOSURE,
        kind=StepKind(fact["kind"]),
        subject=fact.get("about", f"platform:{platform}"),
        happened_at=morning(fact["date"]),
        outcome=Outcome(fact.get("outcome", "")),
        letter=LetterKind(fact["letter"]) if "letter" in fact else None,
        on=fact.get("until"),
        days=fact.get("days"),
    )


def person_of(number: int, found: dict[str, Any]) -> SubscriberFact:
    confirmed = found.get("confirmed")
    return SubscriberFact(
        id=number,
        holder_no=1,
        disclosed_at=morning(found["disclosed"]),
        is_sender=Outcome(found["sender"]),
        confirmed_at=morning(confirmed) if confirmed else None,
    )


def facts_of(told: dict[str, Any]) -> CaseFacts:
    platform = told.get("platform", "mamasta")
    right = RightInfringed(told.get("right", "honour"))
    posts = (post(right=right, posted_at=morning(told.get("posted", date(2026, 6, 1))), platform=platform),)
    people = tuple(person_of(n, found) for n, found in enumerate(told.get("people", []), 1))
    criminal = {Remedy.CRIMINAL_COMPLAINT} if told.get("criminal") else set()
    return case(
        posts=posts,
        observations=(line(),) if people else (),
        hops=(hop("kddi"),) if people else (),
        subscribers=people,
        remedies=frozenset({Remedy.DAMAGES} | criminal),
        steps=tuple(step_of(n, fact, platform) for n, fact in enumerate(told.get("facts", []), 1)),
    )


def found_in(told: dict[str, Any]) -> tuple[Deadline, ...]:
    return deadlines(facts_of(told), LAW, morning(told["as_of"]))


def whole_text(deadline: Deadline) -> str:
    reasons = "".join(f"{step.text}{step.cite}" for step in deadline.because)
    return f"{reasons}{deadline.consequence}{deadline.article}"


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["title"])
def test_the_facts_give_these_deadlines(told: dict[str, Any]) -> None:
    assert told["source"]
    found = found_in(told)
    expected = told.get("expect", [])
    shown = sorted((d.kind.value, d.due_on, d.act_by, d.fatal) for d in found)
    wanted = sorted((e["kind"], e["due"], e["act_by"], e["fatal"]) for e in expected)
    kinds = {e["kind"] for e in expected}
    assert [item for item in shown if item[0] in kinds] == wanted
    assert not {d.kind.value for d in found} & set(told.get("never", []))
    for one in expected:
        assert set(one) <= FIELDS
        (match,) = (d for d in found if (d.kind.value, d.due_on, d.act_by) == (one["kind"], one["due"], one["act_by"]))
        assert [r.due_on for r in match.readings] == one.get("readings", [])
        for words in one.get("words", []):
            assert words in whole_text(match)


@pytest.mark.parametrize("told", [c for c in CASES if "says" in c], ids=lambda told: told["title"])
def test_what_is_no_deadline_is_said_plainly(told: dict[str, Any]) -> None:
    said = "".join(s.text for s in statements(facts_of(told), LAW))
    for words in told["says"]:
        assert words in said


@pytest.mark.parametrize("told", CASES, ids=lambda told: told["title"])
def test_every_deadline_explains_itself(told: dict[str, Any]) -> None:
    found = found_in(told)
    assert max(Counter(d.key for d in found).values(), default=1) == 1
    for deadline in found:
        assert deadline.act_by <= deadline.due_on
        assert not LAW.calendar.closed(deadline.act_by) or deadline.kind is DeadlineKind.HEARING
        assert deadline.because
        assert deadline.consequence
        assert deadline.rule
        assert deadline.article
        assert deadline.trigger
        assert len(deadline.readings) != 1
        if deadline.readings and deadline.fatal:
            assert deadline.act_by == min(r.act_by for r in deadline.readings)


def test_every_kind_of_deadline_is_produced_by_some_case() -> None:
    produced = {d.kind for told in CASES for d in found_in(told)}
    waits = {DeadlineKind.ANSWER_EXPECTED}  # an expected answer is a wait, see models/rules/progress
    assert set(DeadlineKind) - produced == waits
