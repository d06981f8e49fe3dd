"""The board's order: colours by the day, and what one more day of waiting loses."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts import CaseFacts, Deadline, HopFact
from models.rules.board import BoardDate, board_dates, cost_of_waiting, light_of, shown_subject
from models.terms import Confidence, DeadlineKind, Light, Stage
from tests.models.rules.case_facts import LAW, case, hop, line, person, post

TODAY = date(2026, 9, 24)


def in_days(days: int, *posts: int, fatal: bool = True, lasts: int = 0) -> BoardDate:
    act_by = TODAY + timedelta(days=days)
    return BoardDate(
        kind=DeadlineKind.LOG_EXPIRY if fatal else DeadlineKind.HEARING,
        subject="case",
        act_by=act_by,
        due_on=act_by + timedelta(days=lasts),
        fatal=fatal,
        posts=posts or (1,),
    )


def _hop(holder_no: int, line_no: int) -> HopFact:
    return replace(hop("ocn", holder_no=holder_no), id=holder_no * 100 + line_no, observation_id=line_no)


def _case_of_two() -> CaseFacts:
    """Two posts on two platforms with a line each; holder 3 keeps both lines, holder 4 the second."""
    return case(
        posts=(post(1), post(2, platform="x")),
        observations=(line(11), line(12, post_id=2)),
        hops=(_hop(3, 11), _hop(3, 12), _hop(4, 12)),
        subscribers=(replace(person(number=5), holder_no=4),),
    )


def deadline(kind: DeadlineKind, subject: str, *, fatal: bool = True, days: int = 5) -> Deadline:
    day = TODAY + timedelta(days=days)
    return Deadline(
        key=f"{kind}:{subject}",
        kind=kind,
        stage=Stage.LOG_PRESERVATION,
        subject=subject,
        due_on=day,
        act_by=day,
        because=(),
        consequence="",
        confidence=Confidence.HIGH,
        rule="",
        fatal=fatal,
    )


@pytest.mark.parametrize(
    ("dates", "light"),
    [
        pytest.param([], Light.NONE, id="no date"),
        pytest.param([in_days(0)], Light.RED, id="today"),
        pytest.param([in_days(-3, lasts=5)], Light.RED, id="the safe day is past, the date is not"),
        pytest.param([in_days(-7)], Light.RED, id="gone by for a week"),
        pytest.param([in_days(-8)], Light.NONE, id="gone by for longer"),
        pytest.param([in_days(-8), in_days(3)], Light.AMBER, id="a later one still lives"),
        pytest.param([in_days(1)], Light.AMBER, id="tomorrow"),
        pytest.param([in_days(7)], Light.AMBER, id="in a week"),
        pytest.param([in_days(8)], Light.GREEN, id="later"),
        pytest.param([in_days(30), in_days(0, fatal=False)], Light.RED, id="a hearing today"),
    ],
)
def test_the_colour_is_that_of_the_next_safe_day(dates: list[BoardDate], light: Light) -> None:
    assert light_of(dates, TODAY) is light
    assert cost_of_waiting(dates, TODAY).light is light


@pytest.mark.parametrize(
    ("dates", "stake", "days"),
    [
        pytest.param([in_days(4)], 1, 5, id="one post, today counted"),
        pytest.param([in_days(0, 1, 2)], 2, 1, id="on the safe day all is at stake"),
        pytest.param([in_days(-2, lasts=9)], 1, 1, id="after it every day costs all"),
        pytest.param([in_days(84), in_days(85, 2)], 2, 86, id="the second a day later weighs more than the first"),
        pytest.param([in_days(4), in_days(9, 2)], 1, 5, id="equal: the earlier one decides"),
        pytest.param([in_days(4), in_days(5)], 1, 5, id="a post is lost once"),
        pytest.param([in_days(0, fatal=False), in_days(9, 1, 2)], 2, 10, id="what loses nothing decides nothing"),
        pytest.param([in_days(0, fatal=False)], 0, 0, id="nothing fatal"),
        pytest.param([in_days(-20)], 0, 0, id="what has long passed costs nothing more"),
    ],
)
def test_what_a_day_of_waiting_loses(dates: list[BoardDate], stake: int, days: int) -> None:
    cost = cost_of_waiting(reversed(dates), TODAY)
    assert (cost.stake, cost.days) == (stake, days)
    assert cost.a_day == (Fraction(stake, days) if days else 0)
    assert (cost.decides is None) == (stake == 0)


def test_what_passed_is_named_and_the_next_date_is_one_that_lives() -> None:
    gone, hearing = in_days(-20), in_days(-20, fatal=False)
    cost = cost_of_waiting([in_days(5), gone, hearing], TODAY)
    assert (cost.passed, cost.first) == ((gone,), in_days(5))


def test_red_comes_first_then_what_costs_most_a_day() -> None:
    red, many, few, later, none = (
        cost_of_waiting(dates, TODAY)
        for dates in ([in_days(0)], [in_days(2, *range(20))], [in_days(2)], [in_days(40, *range(99))], [])
    )
    assert sorted([none, later, few, many, red], key=lambda cost: cost.order) == [red, many, few, later, none]


@given(st.lists(st.tuples(st.integers(-20, 60), st.integers(1, 4), st.booleans()), max_size=6), st.integers(1, 20))
def test_waiting_never_makes_a_case_less_urgent(found: list[tuple[int, int, bool]], wait: int) -> None:
    """While no date has long passed, a later day costs at least as much a day and is at least as red."""
    dates = [in_days(max(days, wait), number, fatal=fatal) for days, number, fatal in found]
    assert cost_of_waiting(dates, TODAY).order[:2] >= cost_of_waiting(dates, TODAY + timedelta(days=wait)).order[:2]


@pytest.mark.parametrize(
    ("subject", "posts"),
    [
        pytest.param("post:2", (2,), id="post"),
        pytest.param("platform:mamasta", (1,), id="platform"),
        pytest.param("platform:x/disclosure_request:1", (2,), id="letter to a platform"),
        pytest.param("observation:12", (2,), id="line"),
        pytest.param("holder:3", (1, 2), id="holder of both lines"),
        pytest.param("holder:4", (2,), id="holder of one"),
        pytest.param("sender:5", (2,), id="person"),
        pytest.param("sender:9", (1, 2), id="person not known: all"),
        pytest.param("case", (1, 2), id="the whole case"),
    ],
)
def test_the_posts_that_hang_on_a_date(subject: str, posts: tuple[int, ...]) -> None:
    (found,) = board_dates([deadline(DeadlineKind.LOG_EXPIRY, subject)], _case_of_two(), LAW.alarms.ladders)
    assert found.posts == posts


def test_lines_that_die_on_one_day_are_one_date_of_all_their_posts() -> None:
    dates = [deadline(DeadlineKind.LOG_EXPIRY, f"observation:{number}") for number in (11, 12)]
    later = deadline(DeadlineKind.LOG_EXPIRY, "observation:11", days=9)
    found = board_dates([later, *dates], _case_of_two(), LAW.alarms.ladders)
    assert [(item.subject, item.posts, item.act_by) for item in found] == [
        ("observation:11", (1, 2), dates[0].act_by),
        ("observation:11", (1,), later.act_by),
    ]


@pytest.mark.parametrize(
    ("kind", "fatal", "listed"),
    [
        pytest.param(DeadlineKind.LOG_EXPIRY, True, True, id="fatal"),
        pytest.param(DeadlineKind.HEARING, False, True, id="a hearing is ours to attend"),
        pytest.param(DeadlineKind.FINALITY, False, False, id="what becomes final by itself"),
        pytest.param(DeadlineKind.FINALITY, True, True, id="fatal whatever its reminders"),
        pytest.param(DeadlineKind.ANSWER_EXPECTED, False, False, id="others are to act"),
    ],
)
def test_only_dates_on_which_the_firm_acts_are_on_the_board(kind: DeadlineKind, *, fatal: bool, listed: bool) -> None:
    found = board_dates([deadline(kind, "case", fatal=fatal)], case(), LAW.alarms.ladders)
    assert bool(found) is listed


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        pytest.param("post:7", "post:2", id="a post by its number in the case"),
        pytest.param("post:99", "post:99", id="a post that is not there"),
        pytest.param("holder:3/preservation_notice:1", "holder:3:ocn/preservation_notice:1", id="holder with provider"),
        pytest.param("holder:9", "holder:9", id="holder without a hop"),
        pytest.param("platform:x", "platform:x", id="platform"),
        pytest.param("case", "case", id="case"),
    ],
)
def test_a_subject_says_itself_without_the_case(subject: str, shown: str) -> None:
    facts = case(posts=(post(1), replace(post(7), no=2)), observations=(line(11),), hops=(_hop(3, 11),))
    assert shown_subject(subject, facts) == shown
