"""What a sweep asks of the case database does not grow with the cases that are open."""

from pathlib import Path

import pytest

from tests.bench.sweep import Measured, measure, office, prepare

DUE, FEW, MANY = 4, 1_000, 20_000
MOST_WHEN_NOTHING_IS_DUE = 28


@pytest.fixture
def measured(tmp_path: Path, plain_environment: None) -> list[Measured]:
    del plain_environment
    found = [Measured(open_cases=FEW), Measured(open_cases=MANY)]
    for one in found:
        with office(tmp_path, f"sqlite:///{tmp_path}/{one.open_cases}.db") as made:
            prepare(made, cases=one.open_cases, due=DUE)
            measure([(made, one)], rounds=1)
    return found


def test_a_sweep_asks_as_much_of_many_cases_as_of_few(measured: list[Measured]) -> None:
    few, many = measured
    assert few.statements[0] - 3 <= many.statements[0] <= few.statements[0]  # many are not counted by every sweep
    assert few.empty_statements[0] - 3 <= many.empty_statements[0] <= few.empty_statements[0]
    assert few.empty_statements[0] <= MOST_WHEN_NOTHING_IS_DUE
    assert few.statements[0] > few.empty_statements[0] + 10 * DUE
    assert many.line().split()[0] == f"{MANY:,}"
