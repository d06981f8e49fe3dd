"""The measurement runs; how fast it was is for people to read, what is cheaper than what is not."""

import pytest

from tests.bench.papers import FORMS, HEAD, WHOLE, measure


@pytest.mark.usefixtures("plain_environment")
def test_the_measurement_runs_and_a_warm_process_is_cheaper() -> None:
    found = list(measure(kinds=("demand_letter",), case=("demand_letter", "disclosure_complaint"), repeats=3))
    assert [each.form for each in found] == [*FORMS, WHOLE]
    assert all(each.warm_cpu < each.cold_cpu for each in found)
    assert {len(each.line()) for each in found} == {len(HEAD)}
    html, *others, whole = found
    assert all(html.warm_cpu < other.warm_cpu for other in others)
    assert whole.papers > 10
    # One process for all of a case: far less than a process for each.
    assert whole.cold_cpu < whole.papers * min(each.cold_cpu for each in others)
    assert whole.peak_mb < 2 * max(each.peak_mb for each in others)
