"""Every figure says where it comes from; no profile invents or confuses anything."""

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from models.provisions import load_law, loading
from models.rules.holder_names import keys_of
from models.terms import Confidence, ProviderCategory

FILES = sorted(
    [
        *loading.LAW_FOLDER.glob("statutes/*.toml"),
        *loading.LAW_FOLDER.glob("regimes/*.toml"),
        *loading.PROFILE_FOLDER.glob("*/*.toml"),
        *(
            loading.LAW_FOLDER / name
            for name in ("fees.toml", "retention.toml", "calendar.toml", "log_lines.toml", "money.toml")
        ),
    ]
)
FIGURE_SIGNS = {
    "length",
    "days_min",
    "step_fee_yen",
    "amount",
    "gazetted_through",
    "answer_days",
    "needs",
    "act",
    "low_yen",
    "percent",
}
LAW = load_law()


def figures_in(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        if any(key in FIGURE_SIGNS and not isinstance(value, dict) for key, value in data.items()):
            yield data
        for value in data.values():
            yield from figures_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from figures_in(value)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_figure_has_source_day_and_confidence(path: Path) -> None:
    found = list(figures_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert found
    for figure in found:
        assert figure["source"]
        assert isinstance(figure["checked_on"], date)
        Confidence(figure["confidence"])


def test_every_statutory_figure_cites_its_article() -> None:
    for versions in LAW.figures.values():
        for figure in versions:
            assert figure.cite
            if figure.kind == "STATUTORY":
                assert "条" in figure.cite, figure.key


def test_versions_of_one_figure_follow_each_other_without_a_gap() -> None:
    for versions in LAW.figures.values():
        for earlier, later in pairwise(versions):
            assert earlier.valid_to is not None
            assert (later.valid_from - earlier.valid_to).days == 1


@pytest.mark.parametrize(
    ("key", "on", "length"),
    [
        ("execution", date(2026, 11, 22), "2w"),
        ("security_deposit", date(2026, 11, 22), "7d"),
        ("disposition_appeal", date(2026, 11, 22), "2w"),
        ("appeal", date(2026, 11, 22), "2w"),
        ("opinion_inquiry", date(2026, 11, 22), "14d"),
        ("limitation_known", date(2026, 11, 22), "3y"),
        ("limitation_body", date(2026, 11, 22), "5y"),
        ("limitation_act", date(2026, 11, 22), "20y"),
        ("demand_suspension", date(2026, 11, 22), "6m"),
        ("complaint_period", date(2026, 11, 22), "6m"),
        ("prosecution_defamation", date(2026, 11, 22), "3y"),
        ("prosecution_insult", date(2022, 7, 6), "1y"),
        ("prosecution_insult", date(2022, 7, 7), "3y"),
        ("majority", date(2022, 3, 31), "20y"),
        ("majority", date(2022, 4, 1), "18y"),
    ],
)
def test_the_version_in_force(key: str, on: date, length: str) -> None:
    assert str(LAW.figure(key, on).length) == length


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("ntt_docomo", 93),
        ("kddi", 90),
        ("softbank", 93),
        ("jcom", 90),
        ("optage", 90),
        ("ntt_plala", 90),
        ("ocn", 180),
        ("so_net", 180),
        ("biglobe", 180),
        ("dti", 180),
        ("itscom", 180),
        ("nifty", 365),
        ("iij", 365),
    ],
)
def test_the_planned_retention_of_a_named_provider(key: str, days: int) -> None:
    assert LAW.retention_of(key, ProviderCategory.UNKNOWN).days_min == days


@pytest.mark.parametrize("key", ["rakuten_mobile", "asahi_net"])
def test_a_retention_that_was_not_found_is_absent(key: str) -> None:
    assert LAW.provider(key).retention is None
    assert LAW.retention_of(key, ProviderCategory.UNKNOWN).days_min == 90


def test_an_unknown_provider_is_planned_as_the_shortest() -> None:
    known = [p.retention.days_min for p in LAW.providers.values() if p.retention]
    assert LAW.retention_of(None, ProviderCategory.UNKNOWN).days_min == min(known)
    assert LAW.retention_of(None, ProviderCategory.UNKNOWN).days_max == 366
    assert LAW.retention_of("no such profile", ProviderCategory.HOSTING).days_min == min(known)


def test_no_profile_carries_an_address_nobody_checked() -> None:
    assert [p.key for p in LAW.providers.values() if p.address] == []
    assert [p.key for p in LAW.platforms.values() if p.address] == []


def test_every_name_a_registry_may_print_leads_to_one_profile() -> None:
    for provider in LAW.providers.values():
        for name in (provider.name, provider.legal_name, *provider.names):
            assert keys_of([name], LAW.providers) == (provider.key,)


def test_platforms_of_the_law_page_are_there() -> None:
    assert {"x", "instagram", "google", "mamasta", "bakusai", "girlschannel", "5ch", "2ch_sc"} <= LAW.platforms.keys()
    assert {"facebook", "tiktok", "line_yahoo"} <= LAW.platforms.keys()  # operators designated on 2025-04-30
    assert [key for key, site in LAW.platforms.items() if site.retention] == ["x"]
    assert [key for key, site in LAW.platforms.items() if site.retention_after_deletion] == ["x"]
    assert LAW.platform("x").zone == "UTC"
    assert LAW.platform("x").login_type
    assert not LAW.platform("mamasta").login_type


def test_what_a_holder_asks_of_a_line_is_in_its_profile() -> None:
    asked = {key: (p.needs, p.needs_one_of) for key, p in LAW.providers.items()}
    assert asked["ntt_docomo"] == (("destination_ip", "seconds"), ())
    assert LAW.provider("ntt_docomo").tolerance_seconds == 5
    assert asked["kddi"] == asked["softbank"] == (("seconds",), ("destination_ip", "port"))
    assert asked["rakuten_mobile"] == asked["jpne"] == asked["multifeed"] == (("port", "seconds"), ())
    assert asked["jcom"] == asked["itscom"] == (("destination_ip", "seconds"), ())


def test_a_reseller_names_a_carrier_that_has_a_profile() -> None:
    named = {key: p.upstream for key, p in LAW.providers.items() if p.upstream}
    assert named == {"uq": "kddi"}
    assert all(LAW.provider(key).needs_upstream for key in named)


def test_every_category_is_judged_by_some_class() -> None:
    for category in ProviderCategory:
        assert LAW.line_needs(category).why
