"""A simulated year of a small firm: real store, settling, noticing, outbox, digests, acknowledging, audit.

Longer and with the mails' texts: `python -m tests.simulation --years 20`.
"""

from pathlib import Path

import pytest

from models.answers import QUESTIONS
from tests.simulation.world_answers import ANSWERS
from tests.simulation.year import simulate

pytestmark = pytest.mark.usefixtures("plain_environment")


def test_the_world_has_an_answer_to_every_question() -> None:
    assert set(ANSWERS) == set(QUESTIONS)


@pytest.mark.parametrize(("seed", "days", "cases"), [(1, 365, 2), (2, 60, 4)], ids=["a year", "two busy months"])
def test_whatever_happens_the_alarms_keep_their_rules(tmp_path: Path, seed: int, days: int, cases: int) -> None:
    lived = simulate(tmp_path, seed, days=days, cases=cases, plainly=True)
    assert lived.broken == [], f"{lived.line()}: python -m tests.simulation --years 1 --seed {seed} --days {days}"
    assert lived.mails > days / 2
    assert {"answer", "ack seen", "ack done", "absence"} <= set(lived.done)
