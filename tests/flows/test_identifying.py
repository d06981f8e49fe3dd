"""What `kaiji identify` prints, whatever the registries do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry, RegistryBlock
from flows.identifying import identify_json, identify_text
from models.rules.registry_records import RecordKind
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Deferred
from tasks.settings import RegistrySection, Settings
from tasks.wiring import Services, build

ABOVE = RegistryBlock(
    prefix="203.0.112.0/22",
    name_ja="KDDI株式会社",
    name_en="KDDI CORPORATION",
    netname="",
    allocated_on=date(2010, 4, 28),
)
SHOP = RegistryBlock(
    prefix="203.0.113.64/29",
    name_ja="有限会社みほん商店",
    name_en="Mihon Shoten",
    netname="MIHON",
    allocated_on=date(2012, 3, 21),
    kind=RecordKind.ASSIGNMENT,
    above=ABOVE,
)


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry((SHOP, ABOVE)) as served:
        yield served


@pytest.fixture
def made(tmp_path: Path, registry: LoopbackRegistry) -> Services:
    endpoints = registry.endpoints()
    section = RegistrySection(whois=dict(endpoints.whois), rdap=dict(endpoints.rdap))
    return build(Settings(home=tmp_path, registry=section))


def test_a_customers_block_shows_both_candidates(made: Services) -> None:
    found = identify_json(made, "203.0.113.65", None, None)
    assert (found["status"], found["holder"], found["provider"]) == ("needs_review", "有限会社みほん商店", "kddi")
    assert (found["provider_name"], found["category"], found["prefix"]) == (
        "KDDI株式会社",
        "corporate",
        "203.0.113.64/29",
    )
    assert found["chain"] == ["KDDI株式会社", "有限会社みほん商店"]
    assert [entry["decoder"] for entry in found["evidence"]] == ["iso2022_jp_ext"]
    text = identify_text(found)
    assert "候補 KDDI株式会社 → 有限会社みほん商店" in text
    assert "assignment_is_customer: the assignment names a customer" in text


def test_the_keys_are_the_same_whatever_the_registries_do(made: Services, registry: LoopbackRegistry) -> None:
    answers = [identify_json(made, ip, None, None) for ip in ("203.0.113.65", "10.0.0.1", "nonsense")]
    registry.fail_next(20, "rate_limit")
    silent = identify_json(made, "198.51.100.1", None, None)
    deferred = identify_json(replace(made, registry=_Later()), "198.51.100.1", None, None)
    assert (silent["status"], deferred["status"], deferred["retry_after"]) == ("unavailable", "unavailable", 30.0)
    assert {tuple(answer) for answer in [*answers, silent, deferred]} == {tuple(answers[0])}
    assert json.dumps([*answers, silent, deferred])
    assert all(identify_text(answer) for answer in [*answers, silent, deferred])


class _Later:
    """A registry that it is not our turn to ask."""

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        del ip, port, at
        raise Deferred("not yet", retry_after=30.0) from Unavailable("pace")
