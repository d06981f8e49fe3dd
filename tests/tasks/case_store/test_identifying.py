"""What a case keeps of an identification: evidence of a reused answer too, and when a limited registry may be asked."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from flows.demo.registry import LoopbackRegistry
from models.rules.progress.plan import Identify
from models.tables import CaseRow, DocumentRow
from models.terms import DocumentKind, Outcome, Stage, WaitKind
from tasks.case_store.facts import case_row, facts_of
from tasks.case_store.identifying import record_identification
from tasks.case_store.position import refresh_case
from tasks.wiring import Services
from tests.fakes import DictRegistry, identification
from tests.tasks.case_store.cases import (
    FIXED_IP,
    MOBILE_IP,
    answer,
    asked_platform,
    case_file,
    disclosed,
    disclosed_rows,
    work,
)
from tests.tasks.registry.served_blocks import assigned, remembering


def evidence(made: Services, ref: str) -> list[tuple[str, datetime, bytes, dict[str, Any]]]:
    """The registry's answers that this case keeps: hash, moment, bytes and origin."""
    query = select(DocumentRow).join(CaseRow).where(CaseRow.ref == ref)
    with made.store.read() as session:
        rows = session.exec(query.where(DocumentRow.kind == DocumentKind.REGISTRY_ANSWER)).all()
        return [(r.sha256, r.created_at, made.documents.get(r.path), json.loads(r.origin or "")) for r in rows]


def test_each_case_keeps_the_whole_answer_and_none_the_address_of_another(services: Services) -> None:
    with LoopbackRegistry([assigned("203.0.113.0/24"), assigned("198.51.100.0/24")]) as served:
        made = replace(services, registry=remembering(services.store, served, services.wall))
        first = disclosed(made, MOBILE_IP, FIXED_IP)
        second = _disclosed_elsewhere(made, "203.0.113.46", "198.51.100.78")
        assert sorted(served.queries) == [FIXED_IP, MOBILE_IP]
    kept, again = evidence(made, first), evidence(made, second)
    assert len(kept) == 2
    assert [item[:3] for item in again] == [item[:3] for item in kept]
    assert {item[3]["query"] for item in kept} == {MOBILE_IP, FIXED_IP}
    assert {item[3]["query"] for item in again} == {
        "<an address of 203.0.113.0/24>",
        "<an address of 198.51.100.0/24>",
    }


def _disclosed_elsewhere(made: Services, *ips: str) -> str:
    """Another case about other posts, with these addresses."""
    posts = [post | {"url": f"{post['url']}-b"} for post in case_file()["posts"]]
    ref = asked_platform(made, posts=posts)
    received = f"{made.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    rows = disclosed_rows(*ips)
    answer(made, ref, WaitKind.PLATFORM_ANSWER, outcome="disclosed", received=received, rows=rows)
    work(made, ref)
    return ref


def test_a_case_is_woken_when_the_registry_that_limits_us_said(services: Services, registry: DictRegistry) -> None:
    registry.answers[MOBILE_IP] = identification(MOBILE_IP, None, status="unavailable", needs_review=True)
    ref = disclosed(services)
    with services.store.read() as session:
        facts = facts_of(session, case_row(session, ref))
    observation = next(o for o in facts.observations if not any(h.observation_id == o.id for h in facts.hops))
    again_at = services.clock.now() + timedelta(seconds=90)
    todo = Identify(stage=Stage.PROVIDER_IDENTIFICATION, observation_id=observation.id, attempt=2)
    silent = identification(MOBILE_IP, None, status="unavailable", needs_review=True)
    assert record_identification(services, todo, silent, again_at) is Outcome.UNAVAILABLE
    view = refresh_case(services.store, services.law, ref, services.clock.now())
    assert view.next_wake == again_at.isoformat()
