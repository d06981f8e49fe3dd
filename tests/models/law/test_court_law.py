"""Money, courts, requests and offences: sourced, dated, without gaps; a firm's money over ours; every fault named."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.provisions import LawError, load_law
from models.provisions.figures import Sourced

LAW = load_law()
ON = date(2026, 11, 22)
OWN = """
[[money]]
key = "attorney_fee_share"
topic = "damages"
kind = "PRACTICE"
percent = 15
text = "当所の目安"
cite = "当所"
source = "当所の記録"
checked_on = 2026-11-22
confidence = "M"
valid_from = 2025-01-01
"""


def _all() -> Iterator[Sourced]:
    courts = LAW.courts
    yield from (money for versions in courts.money.values() for money in versions)
    yield from (*courts.areas, *courts.filing, *courts.limits, *courts.offences)


def test_every_figure_says_where_it_comes_from() -> None:
    for found in _all():
        assert found.source
        assert found.checked_on <= ON


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("security_disposition", 100_000, 300_000),
        ("security_log", 100_000, 100_000),
        ("solatium_individual", 100_000, 500_000),
        ("solatium_business", 500_000, 1_000_000),
        ("attorney_disposition", 250_000, 350_000),
        ("attorney_suit", 200_000, 300_000),
        ("attorney_total", 500_000, 800_000),
        ("summary_court_limit", 1_400_000, 1_400_000),
        ("voluntary_request", 5_000, 5_000),
    ],
)
def test_the_ranges_of_the_law_page(key: str, low: int, high: int) -> None:
    found = LAW.courts.money_on(key, ON)
    assert (found.low_yen, found.most_yen) == (low, high)
    assert not found.historical


@pytest.mark.parametrize("key", ["retainer_disposition", "success_fee_disposition"])
def test_the_figures_of_seed_001_are_marked_as_historical(key: str) -> None:
    found = LAW.courts.money_on(key, ON)
    assert found.most_yen == 300_000
    assert found.historical
    assert "2020年" in found.text


def test_an_amount_is_no_rate_and_a_rate_no_amount() -> None:
    with pytest.raises(LawError, match="no rate"):
        _ = LAW.courts.money_on("security_log", ON).rate
    with pytest.raises(LawError, match="no amount"):
        _ = LAW.courts.money_on("statutory_interest", ON).most_yen
    with pytest.raises(LawError, match=r"'nothing' on 2026-11-22: not known; add"):
        LAW.courts.money_on("nothing", ON)


def test_a_firms_own_figure_begins_where_it_says_and_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "money.toml").write_text(OWN, encoding="utf-8")
    courts = load_law(tmp_path).courts
    assert courts.money_on("attorney_fee_share", date(2024, 12, 31)).rate == 10
    own = courts.money_on("attorney_fee_share", ON)
    assert own.rate == 15
    assert "money.toml" in own.marked(own.cite)
    assert courts.money_on("statutory_interest", ON) == LAW.courts.money_on("statutory_interest", ON)


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("percent = 15", "low_yen = 5", "low_yen = 5: write low_yen and high_yen"),
        ("percent = 15", "", "low_yen is missing: write low_yen and high_yen"),
        ("percent = 15", "low_yen = 5\nhigh_yen = 4", "high_yen = 4: write at least low_yen (5)"),
        ('"PRACTICE"', '"GUESS"', "kind = 'GUESS': write one of"),
        ("valid_from", "from", "from = "),
        ('"damages"', '"money"', "topic = 'money': write one of security"),
    ],
)
def test_a_wrong_figure_is_named_with_its_cure(tmp_path: Path, was: str, now: str, fault: str) -> None:
    (tmp_path / "money.toml").write_text(OWN.replace(was, now), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        load_law(tmp_path)
    assert any(fault in said for said in caught.value.faults), caught.value.faults
