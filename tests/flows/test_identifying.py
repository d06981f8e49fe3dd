"""What `kaiji identify` prints, whatever the registries do."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry, RegistryBlock
from flows.identified_table import FORMULA_SIGNS, IdentifiedTable
from flows.identifying import exit_code, identify_each, identify_json, identify_text
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


def test_a_list_is_told_as_it_comes_and_asks_once_a_block(made: Services, registry: LoopbackRegistry) -> None:
    wanted = [Wanted(ip=ip) for ip in ("203.0.113.65", "10.0.0.1", "203.0.113.66", "nonsense")]
    told: dict[str, str] = {}
    identify_each(made, wanted, lambda each, answer: told.update({each.ip: answer["status"]}))
    assert told == {
        "203.0.113.65": "needs_review",
        "10.0.0.1": "no_query",
        "203.0.113.66": "needs_review",
        "nonsense": "invalid",
    }
    assert exit_code([{"status": status} for status in told.values()]) == 1
    registry.fail_next(50, "rate_limit")
    assert identify_json(made, wanted[0])["holder"] == "有限会社みほん商店"
    assert exit_code([identify_json(made, Wanted(ip="198.51.100.1"))]) == 3


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_goes_on_where_it_stopped_and_keeps_the_lists_order(made: Services, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    wanted = [Wanted(ip=ip) for ip in ("203.0.113.65", "=1+1", "203.0.113.66")]
    first = IdentifiedTable(out)
    identify_each(made, wanted[1:], first.add)  # cut short: nobody finished it
    out.write_bytes(out.read_bytes() + b"203.0.113.65,,,need")  # killed in the middle of a row
    again = IdentifiedTable(out)
    assert again.left(wanted) == wanted[:1]
    identify_each(made, again.left(wanted), again.add)
    again.finish(wanted)
    rows = _csv(out)
    assert [row["ip"] for row in rows] == ["203.0.113.65", "'=1+1", "203.0.113.66"]
    assert [row["status"] for row in rows] == ["needs_review", "invalid", "needs_review"]
    assert rows[0]["provider"] == "kddi"
    assert len(rows[0]["sha256"]) == 64
    assert IdentifiedTable(out).left(wanted) == []
    assert [row["ip"] for row in IdentifiedTable(out).finish(wanted[:1])] == ["203.0.113.65"]
    assert len(_csv(out)) == 3
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert not any(cell.startswith(FORMULA_SIGNS) for row in rows for cell in row.values())


def test_an_address_that_no_registry_answered_for_is_asked_again(
    made: Services, registry: LoopbackRegistry, tmp_path: Path
) -> None:
    out, wanted = tmp_path / "out.csv", [Wanted(ip="203.0.113.65")]
    table = IdentifiedTable(out)
    registry.fail_next(50, "rate_limit")
    identify_each(made, wanted, table.add)
    assert [row["status"] for row in table.finish(wanted)] == ["unavailable"]
    assert IdentifiedTable(out).left(wanted) == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_needs_a_column_of_addresses_and_may_have_others(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("備考,IP,port,at\n見本,203.0.113.65,51234,2026-06-01T21:15:04+09:00\n,,,\n", encoding=encoding)
    (each,) = listed(path)
    assert (each.ip, each.port, each.at) == ("203.0.113.65", 51234, datetime.fromisoformat("2026-06-01T21:15:04+09:00"))
    path.write_text("address\n203.0.113.65\n", encoding=encoding)
    with pytest.raises(Faults) as refusal:
        listed(path)
    assert "ip,port,at" in refusal.value.faults[0].cure


def test_a_file_in_no_known_writing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"203.0.113.65 \x81\x01")
    with pytest.raises(Faults) as refusal:
        listed(path)
    assert "UTF-8" in refusal.value.faults[0].cure


def test_a_file_lists_addresses_with_port_and_moment(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    lines = ("# 一覧", "203.0.113.65", "", "203.0.113.66, 51234, 2026-06-01T21:15:04+09:00  # 二つ目")
    path.write_text("\n".join(lines), encoding="utf-8")
    first, second = listed(path)
    assert (first.ip, first.port, first.at) == ("203.0.113.65", None, None)
    assert (second.ip, second.port) == ("203.0.113.66", 51234)
    assert second.at == datetime.fromisoformat("2026-06-01T21:15:04+09:00")


def test_every_fault_of_a_list_comes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("203.0.113.65 0\n203.0.113.66 51234 2026-06-01T21:15:04\n", encoding="utf-8")
    with pytest.raises(Faults) as refusal:
        listed(path)
    assert [fault.field for fault in refusal.value.faults] == ["line 1: port", "line 2: at"]
    path.write_text("# nobody\n", encoding="utf-8")
    with pytest.raises(Faults, match=r"list\.txt"):
        listed(path)


def test_the_command_line_names_what_is_missing() -> None:
    with pytest.raises(Faults) as refusal:
        asked_once(None, 70000, "yesterday")
    assert [fault.field for fault in refusal.value.faults] == ["ip", "port", "at"]
