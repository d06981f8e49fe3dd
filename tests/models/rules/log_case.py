"""One case of a scenario file as facts: a post, its disclosed lines with their chains, and what was answered."""

from datetime import date, datetime
from typing import Any

from models.facts import CaseFacts, HopFact, ObservationFact, PostFact, StepFact
from models.provisions import load_law
from models.terms import (
    CaseStatus,
    LogKind,
    ObservationKind,
    Outcome,
    ProviderCategory,
    Remedy,
    RightInfringed,
    Stage,
    StepKind,
)

LAW = load_law()


def facts_of(case: dict[str, Any]) -> CaseFacts:
    """`posted_at`, `platform`, `line` (no, at, kind, chain, …) and `step` (kind, subject, outcome, on, at)."""
    posted_at: datetime = case["posted_at"]
    lines = case.get("line", [])
    return CaseFacts(
        ref="2026-0042",
        status=CaseStatus.OPEN,
        opened_at=posted_at,
        requester_is_minor=False,
        remedies=frozenset({Remedy.DAMAGES}),
        posts=(post_of(case["platform"], posted_at),),
        observations=tuple(line_of(line, posted_at) for line in lines),
        hops=tuple(hop for line in lines for hop in hops_of(line, lines, posted_at)),
        steps=tuple(step_of(number, step, posted_at) for number, step in enumerate(case.get("step", []), 1)),
    )


def post_of(platform: str, posted_at: datetime) -> PostFact:
    return PostFact(
        id=1, no=1, platform=platform, posted_at=posted_at, seen_at=posted_at, right_infringed=RightInfringed.HONOUR
    )


def line_of(line: dict[str, Any], received_at: datetime) -> ObservationFact:
    has = line.get("has", ["port", "destination_ip"])
    return ObservationFact(
        id=line["no"],
        post_id=1,
        kind=ObservationKind(line.get("value", "ip")),
        log_kind=LogKind(line.get("kind", "post")),
        observed_at=line.get("at"),
        has_port="port" in has,
        has_destination="destination_ip" in has,
        received_at=received_at,
        ip_version=line.get("ip_version", 4),
        has_seconds=line.get("seconds", True),
        zone_known=line.get("zone", True),
    )


def hops_of(line: dict[str, Any], lines: list[dict[str, Any]], identified_at: datetime) -> list[HopFact]:
    """One hop for each name of the chain; the same name is the same holder everywhere, numbered as it appears."""
    names = list(dict.fromkeys(name for each in lines for name in each.get("chain", [])))
    return [
        HopFact(
            id=line["no"] * 10 + position,
            observation_id=line["no"],
            position=position,
            provider=name.partition("/")[0],
            category=category_of(name),
            holder_no=names.index(name) + 1,
            needs_review=False,
            identified_at=identified_at,
        )
        for position, name in enumerate(line.get("chain", []), 1)
    ]


def category_of(name: str) -> ProviderCategory:
    """`key` of a profile, or `name/category` of a company without one."""
    key, _, category = name.partition("/")
    return ProviderCategory(category) if category else LAW.provider(key).category


def step_of(number: int, step: dict[str, Any], at: datetime) -> StepFact:
    on: date | None = step.get("on")
    return StepFact(
        id=number,
        stage=Stage.LOG_PRESERVATION,
        kind=StepKind(step["kind"]),
        subject=step["subject"],
        happened_at=step.get("at", at),
        outcome=Outcome(step.get("outcome", "")),
        on=on,
    )
