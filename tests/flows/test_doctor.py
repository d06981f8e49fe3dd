"""`kaiji doctor` on the figures of the law: a stale one is named with its day and its cure."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.doctor import Finding, examine
from models.provisions import Law
from tasks.registry.answers import Limited
from tasks.registry.paces import paces
from tasks.registry.turns import PacedTurns
from tasks.settings import Settings
from tasks.wiring import Services
from tests.conftest import FIRM, build_services
from tests.fakes import DictRegistry, RecordingMailer, SteppedClock

ABOUT = ("figures of this release", "figures of the firm")


@pytest.fixture(name="made")
def made_fixture(tmp_path: Path, migrated_file: Path, law: Law, plain_environment: None) -> Iterator[Services]:
    """Services on one database: nothing here depends on its kind."""
    del plain_environment
    shutil.copy(migrated_file, tmp_path / "kaiji.db")
    settings = Settings(home=tmp_path, database=f"sqlite:///{tmp_path / 'kaiji.db'}", firm=FIRM)
    clock = SteppedClock()
    built = build_services(
        settings, law=law, clock=clock, wall=clock, mailer=RecordingMailer(), registry=DictRegistry({})
    )
    yield built
    built.store.dispose()


def findings(made: Services) -> dict[str, Finding]:
    return {finding.about: finding for finding in examine(made) if finding.about in ABOUT}


def test_fresh_figures_are_no_fault(made: Services) -> None:
    found = findings(made)
    assert [found[about].ok for about in ABOUT] == [True, True]


def test_figures_unchecked_for_a_year_are_named_with_day_source_and_cure(made: Services) -> None:
    later = replace(made, clock=SteppedClock(datetime(2036, 1, 5, 3, tzinfo=UTC)))
    ours = findings(later)["figures of this release"]
    assert not ours.ok
    assert "calendar.checked (2026-11-22, e-Gov" in ours.said
    assert "classes.fixed" in ours.said
    assert ours.said.endswith(
        "more: look each up at its source and write the day as its checked_on in "
        "models/law and models/profiles, or update kaiji"
    )


def test_an_override_of_the_firm_is_told_apart(made: Services, law: Law) -> None:
    docomo = law.provider("ntt_docomo")
    own = replace(docomo, checked_on=date(2024, 4, 1), source="当所の記録", origin="【事務所の設定】", retention=None)
    found = findings(replace(made, law=replace(law, providers={**law.providers, "ntt_docomo": own})))
    assert found["figures of this release"].ok
    assert found["figures of the firm"] == Finding(
        ok=False,
        about="figures of the firm",
        said="not checked for twelve months: 【事務所の設定】providers.ntt_docomo (2024-04-01, 当所の記録): "
        f"look each up at its source and write the day as its checked_on in {made.settings.root / 'profiles'}, "
        "or update kaiji",
    )


def test_a_registry_that_is_left_alone_is_named_with_its_reason(made: Services) -> None:
    def registries() -> dict[str, bool]:
        return {found.about: found.ok for found in examine(made) if found.about.startswith("regist")}

    assert registries() == {"registries": True}
    turns = PacedTurns(made.store, made.wall, {name: each.pace for name, each in paces().items()})

    async def limited() -> None:
        async with turns.turn("lacnic", "rdap"):
            raise Limited("RDAP of lacnic: HTTP 429")

    with pytest.raises(Limited):
        asyncio.run(limited())
    assert registries() == {"registries": True, "registry lacnic.rdap": False}
    said = next(found.said for found in examine(made) if found.about == "registry lacnic.rdap")
    assert said.startswith("RDAP of lacnic: HTTP 429 (1 in a row; left alone for 300 s more); ")
