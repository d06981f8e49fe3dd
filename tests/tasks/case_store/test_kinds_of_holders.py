"""Kinds of holders that are a person's choice: no letter before it, and the review says what settles it."""

from dataclasses import replace

import pytest

from flows.briefing import briefing
from flows.stages.provider_identification import ask_registries, record_silence
from models.rules.progress.plan import Identify
from models.terms import Outcome, ProviderCategory, Stage, StepKind, WaitKind
from tasks.case_store.chain_list import list_chains
from tasks.case_store.exhibits import make_exhibits
from tasks.case_store.identifying import record_identification
from tasks.case_store.position import view_case
from tasks.ports import Unavailable
from tasks.registry.answers import Unsettled
from tasks.wiring import Services
from tests.fakes import DictRegistry, identification
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, answer, asked_platform, disclosed, disclosed_rows

pytestmark = pytest.mark.one_database("nothing here depends on its kind")


def reviewed(made: Services, ref: str) -> str:
    """What staff read above the form; empty when nothing is to be reviewed."""
    view = view_case(made.store, made.law, ref, made.clock.now())
    waits = [wait for wait in view.waits if wait.kind is WaitKind.PROVIDER_REVIEW]
    return "\n".join(briefing(wait, view, made.law, "ja") for wait in waits)


@pytest.mark.parametrize(("provider", "said"), [("wi2", "公衆無線 LAN"), ("jpne", "VNE"), ("sakura", "弁護士が決めて")])
def test_a_holder_of_a_special_kind_is_reviewed_however_sure_its_name_is(
    services: Services, registry: DictRegistry, provider: str, said: str
) -> None:
    registry.answers[MOBILE_IP] = provider
    ref = disclosed(services)
    assert said in reviewed(services, ref)
    assert [hop.provider for hop in list_chains(services.store, services.law, ref).facts.hops] == ["sample_fibre"]


@pytest.mark.parametrize(
    ("kind", "holder", "said"),
    [
        (ProviderCategory.UNIVERSITY, "見本大学", "大学・学校そのものがプロバイダ"),
        (ProviderCategory.CORPORATE, "みほん商事株式会社", "その組織がプロバイダ"),
        (ProviderCategory.FOREIGN, "Mihon GmbH", "外国の事業者"),
    ],
)
def test_an_organisation_without_a_profile_is_named_with_what_settles_it(
    services: Services, registry: DictRegistry, kind: ProviderCategory, holder: str, said: str
) -> None:
    found = identification(MOBILE_IP, None, status="needs_review", needs_review=True)
    registry.answers[MOBILE_IP] = replace(found, holder=holder, category=kind, reasons=("own_block", "unknown_holder"))
    text = reviewed(services, disclosed(services))
    assert f"登録機関の示す保有者: {holder}" in text
    assert "プロファイルの候補: なし" in text
    assert "既にあるものを選ぶか" in text
    assert said in text
    assert MOBILE_IP not in text


def test_the_registries_word_never_stands_below_what_a_person_entered(services: Services) -> None:
    ref = disclosed(services)
    line = list_chains(services.store, services.law, ref).facts.hops[0].observation_id
    todo = Identify(stage=Stage.PROVIDER_IDENTIFICATION, observation_id=line, attempt=2)
    assert record_identification(services, todo, identification(FIXED_IP, "kddi")) is Outcome.IDENTIFIED
    hops = list_chains(services.store, services.law, ref).facts.hops
    assert [hop.provider for hop in hops] == ["sample_mobile", "sample_fibre"]


def test_what_the_others_said_is_kept_when_the_deciding_registry_is_silent(
    services: Services, registry: DictRegistry
) -> None:
    ref = asked_platform(services)
    rows = disclosed_rows(MOBILE_IP, FIXED_IP)
    answer(services, ref, WaitKind.PLATFORM_ANSWER, outcome="disclosed", received="2026-01-13", rows=rows)
    todo = next(
        todo
        for todo in view_case(services.store, services.law, ref, services.clock.now()).todos
        if isinstance(todo, Identify)
    )
    told = identification(MOBILE_IP, "jpne", status="needs_review", needs_review=True)
    registry.answers[MOBILE_IP] = Unsettled(Unavailable(f"{MOBILE_IP} is secret", retry_after=30.0), told)
    with pytest.raises(Unsettled) as silence:
        ask_registries.fn(todo.observation_id, todo.attempt)
    assert MOBILE_IP not in str(silence.value)
    record_silence(todo, silence.value)
    listed = list_chains(services.store, services.law, ref)
    assert listed.tried[todo.observation_id].candidate == "jpne"
    assert listed.facts.hops == ()
    tried = listed.facts.steps_of(f"observation:{todo.observation_id}", StepKind.IDENTIFICATION_TRIED)
    assert [(step.outcome, step.again_at is None) for step in tried] == [(Outcome.UNAVAILABLE, False)]
    assert len(make_exhibits(services, ref)) == 1
