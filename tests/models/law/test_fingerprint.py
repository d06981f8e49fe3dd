"""The fingerprint of the law: the same in every process, another for any changed figure, profile, day or release."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.provisions import Law, load_law
from models.provisions.fingerprint import fingerprint

ROOT = Path(__file__).parents[3]
CODE = """
from models.provisions import load_law
from models.provisions.fingerprint import fingerprint
print(fingerprint(load_law(), "0.1.0"))
"""


def _figure(law: Law) -> Law:
    key, versions = next(iter(law.figures.items()))
    return replace(law, figures={**law.figures, key: (replace(versions[0], consequence="別の文"), *versions[1:])})


def _version(law: Law) -> Law:
    key, versions = next(iter(law.figures.items()))
    return replace(law, figures={**law.figures, key: (*versions, replace(versions[-1], valid_from=date(2030, 1, 1)))})


def _provider(law: Law) -> Law:
    key, profile = next((key, item) for key, item in law.providers.items() if item.retention)
    retention = replace(profile.retention, days_min=1) if profile.retention else None
    return replace(law, providers={**law.providers, key: replace(profile, retention=retention)})


def _closed_day(law: Law) -> Law:
    return replace(law, calendar=replace(law.calendar, extra_closed=frozenset({date(2026, 9, 1)})))


CHANGES: list[Callable[[Law], Law]] = [_figure, _version, _provider, _closed_day]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_the_law_changes_it(change: Callable[[Law], Law]) -> None:
    law = load_law()
    assert fingerprint(change(law), "0.1.0") != fingerprint(law, "0.1.0")


def test_another_release_of_the_rules_changes_it() -> None:
    assert fingerprint(load_law(), "0.2.0") != fingerprint(load_law(), "0.1.0")


def test_it_is_the_same_in_every_process_and_in_any_order() -> None:
    law = load_law()
    turned = replace(law, providers=dict(reversed(list(law.providers.items()))))
    environment = {"PYTHONHASHSEED": "7", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert {fingerprint(law, "0.1.0"), fingerprint(turned, "0.1.0"), done.stdout.strip()} == {fingerprint(law, "0.1.0")}
