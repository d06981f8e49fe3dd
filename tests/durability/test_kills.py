"""SIGKILL at many points of the demonstration: it goes on to the same end, nothing is lost, nothing is said twice."""

import pytest

from tests.durability.kills import KILLS
from tests.durability.outcome import differences, faults, mail_ids, outcome
from tests.durability.playing import Played

pytestmark = [pytest.mark.slow, pytest.mark.engine]


def test_undisturbed_every_notice_arrives_once(undisturbed: Played) -> None:
    demonstration, post = undisturbed
    assert {row[1] for row in outcome(demonstration.home)["cases"]} == {"closed"}
    assert set(post.desk.message_ids()) == mail_ids(demonstration.home)
    assert set(post.desk.message_ids().values()) == {1}
    assert faults(demonstration.home) == []


def test_killed_at_many_points_it_comes_to_the_same_end(undisturbed: Played, killed: Played) -> None:
    assert differences(outcome(killed[0].home), outcome(undisturbed[0].home)) == []
    assert faults(killed[0].home) == []


def test_killed_at_many_points_only_mails_on_their_way_come_again(killed: Played) -> None:
    demonstration, post = killed
    seen = post.desk.message_ids()
    assert set(seen) == mail_ids(demonstration.home)
    assert sum(seen.values()) - len(seen) <= sum(kill.sending for kill in KILLS.values())


def test_full_demonstration_ends_as_it_should(full: Played) -> None:
    """The sample cases of the templates, killed twice."""
    demonstration, post = full
    seen = post.desk.message_ids()
    assert {row[1] for row in outcome(demonstration.home)["cases"]} == {"closed"}
    assert set(seen) == mail_ids(demonstration.home)
    assert sum(seen.values()) - len(seen) <= 2
    assert faults(demonstration.home) == []
