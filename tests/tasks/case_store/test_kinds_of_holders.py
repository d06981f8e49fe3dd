"""Kinds of holders that are a person's choice: no letter before it, and the review says what settles it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from flows.briefing import briefing
from models.rules.progress.plan import Identify
from models.terms import Outcome, ProviderCategory, Stage, WaitKind
from tasks.case_store.chain_list import list_chains
from tasks.case_store.identifying import record_identification
from tasks.case_store.position import view_case
from tasks.wiring import Services
from tests.fakes import DictRegistry, identification
from tests.tasks.case_store.cases import FIXED_IP, MOBILE_IP, disclosed


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One database is enough here."""
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    return f"sqlite:///{tmp_path / 'kaiji.db'}"


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
