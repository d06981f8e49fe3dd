"""Which login is followed, by table: tests/scenarios/logins.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.rules.logins import ranked_logins
from tests.models.rules.log_case import LAW, facts_of

CASES = tomllib.loads((Path(__file__).parents[2] / "scenarios" / "logins.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["example"])
def test_logins(case: dict[str, Any]) -> None:
    found = ranked_logins(facts_of(case), LAW, case.get("judged_at"))
    assert [login.observation_id for login in found] == case["order"]
    assert [login.rank for login in found] == list(range(1, len(found) + 1))
    assert [login.observation_id for login in found if login.is_chosen] == (
        [case["chosen"]] if "chosen" in case else []
    )
    reasons = {str(login.observation_id): login.reason for login in found}
    for number, words in case["reasons"].items():
        assert words in reasons[number]
    assert all(login.is_traceable for login in found if login.is_chosen)
    assert all("令和6年12月23日" in login.cite for login in found)


def test_a_nearer_login_that_cannot_be_followed_is_not_traceable() -> None:
    case = next(c for c in CASES if c["example"].startswith("§13-5"))
    assert [login.is_traceable for login in ranked_logins(facts_of(case), LAW)] == [False, False, True, True]
