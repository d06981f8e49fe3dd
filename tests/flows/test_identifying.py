"""What `kaiji identify` prints, whatever the registries do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry, RegistryBlock
from flows.identifying import exit_code, identify_json, identify_list, identify_text
from flows.listed_addresses import asked_once, listed
from models.answers.faults import Faults
from models.rules.registry_records import RecordKind
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Deferred
from tasks.registry.many import Wanted
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
    found = identify_json(made, Wanted(ip="203.0.113.65"))
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
    answers = [identify_json(made, Wanted(ip=ip)) for ip in ("203.0.113.65", "10.0.0.1", "nonsense")]
    registry.fail_next(20, "rate_limit")
    silent = identify_json(made, Wanted(ip="198.51.100.1"))
    deferred = identify_json(replace(made, registry=_Later()), Wanted(ip="198.51.100.1"))
    assert (silent["status"], deferred["status"], deferred["retry_after"]) == ("unavailable", "unavailable", 30.0)
    assert {tuple(answer) for answer in [*answers, silent, deferred]} == {tuple(answers[0])}
    assert json.dumps([*answers, silent, deferred])
    assert all(identify_text(answer) for answer in [*answers, silent, deferred])


class _Later:
    """A registry that it is not our turn to ask."""

    async def identify(self, ip: str, *, port: int | None, at: datetime | None) -> Identification:
        del ip, port, at
        raise Deferred("not yet", retry_after=30.0) from Unavailable("pace")


def test_a_list_keeps_its_order_and_asks_once_a_block(made: Services, registry: LoopbackRegistry) -> None:
    wanted = [Wanted(ip=ip) for ip in ("203.0.113.65", "10.0.0.1", "203.0.113.66", "203.0.113.67", "nonsense")]
    told: list[tuple[int, int]] = []
    found = identify_list(made, wanted, lambda done, of: told.append((done, of)))
    assert [each["ip"] for each in found] == [each.ip for each in wanted]
    assert [each["status"] for each in found] == ["needs_review", "no_query", "needs_review", "needs_review", "invalid"]
    assert told == [(number, 5) for number in range(1, 6)]
    assert exit_code(found) == 1
    registry.fail_next(50, "rate_limit")
    assert identify_list(made, wanted[:1])[0]["holder"] == "有限会社みほん商店"
    assert exit_code(identify_list(made, (Wanted(ip="198.51.100.1"),))) == 3


def test_a_file_lists_addresses_with_port_and_moment(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "# 一覧\n203.0.113.65\n\n203.0.113.66, 51234, 2026-06-01T21:15:04+09:00  # 二つ目\n", encoding="utf-8"
    )
    first, second = listed(path)
    assert (first.ip, first.port, first.at) == ("203.0.113.65", None, None)
    assert (second.ip, second.port) == ("203.0.113.66", 51234)
    assert second.at == datetime.fromisoformat("2026-06-01T21:15:04+09:00")


def test_every_fault_of_a_list_comes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("203.0.113.65 0\n203.0.113.66 51234 2026-06-01T21:15:04\n", encoding="utf-8")
    with pytest.raises(Faults) as refusal:
        listed(path)
    assert [fault.field for fault in refusal.value.faults] == ["line 1: port", "line 2: moment"]
    path.write_text("# nobody\n", encoding="utf-8")
    with pytest.raises(Faults, match=r"list\.txt"):
        listed(path)


def test_the_command_line_names_what_is_missing() -> None:
    with pytest.raises(Faults) as refusal:
        asked_once(None, 70000, "yesterday")
    assert [fault.field for fault in refusal.value.faults] == ["ip", "port", "at"]
