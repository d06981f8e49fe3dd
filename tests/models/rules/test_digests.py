"""朝のまとめ: each date under one heading, and a mail only when there is something to say."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from models.provisions import load_law
from models.rules.digests import DigestLine, Section, digest_day, is_listed, is_worth_sending, section_of, sections
from models.rules.japan_time import JST
from models.terms import DeadlineKind

LAW = load_law()
OFFICE = LAW.alarms.office
TODAY = date(2026, 6, 3)  # Wednesday


def line(act_by: int | None = 0, **changes: object) -> DigestLine:
    """A date whose safe day lies so many days ahead."""
    day = None if act_by is None else TODAY + timedelta(days=act_by)
    plain = DigestLine(
        ref="2026-0001",
        topic="log_expiry:observation:1",
        deadline_kind="log_expiry",
        subject="observation:1",
        stage="",
        due_on=day,
        act_by=day,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-03T07:59", None),
        ("2026-06-03T08:00", TODAY),
        ("2026-06-03T11:00", TODAY),
        ("2026-06-03T19:59", TODAY),
        ("2026-06-03T20:00", None),
        ("2026-06-06T09:00", None),
        ("2026-05-04T09:00", None),
    ],
    ids=["before its hour", "its hour", "a late desk", "last minute", "closed", "Saturday", "holiday"],
)
def test_a_digest_goes_from_its_hour_on_while_the_office_is_open(moment: str, day: date | None) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=JST)
    assert digest_day(now, LAW.calendar, OFFICE) == day
    assert digest_day(now.astimezone(), LAW.calendar, OFFICE) == day


@pytest.mark.parametrize(
    ("changes", "section"),
    [
        ({"act_by": 0}, Section.TODAY),
        ({"act_by": -3}, Section.TODAY),
        ({"act_by": 0, "moved_from": TODAY}, Section.TODAY),
        ({"act_by": 1}, Section.WEEK),
        ({"act_by": 7}, Section.WEEK),
        ({"act_by": 8}, Section.AHEAD),
        ({"act_by": None}, Section.AHEAD),
        ({"act_by": 30, "moved_from": TODAY}, Section.MOVED),
        ({"act_by": 5, "moved_from": TODAY, "unowned": True}, Section.MOVED),
        ({"act_by": 5, "unowned": True}, Section.UNOWNED),
        ({"act_by": 0, "gone": True}, Section.WITHDRAWN),
    ],
    ids=lambda value: value.value if isinstance(value, Section) else None,
)
def test_each_date_has_one_heading(changes: dict[str, object], section: Section) -> None:
    assert section_of(line(**changes), TODAY) is section  # type: ignore[arg-type]


def test_headings_stand_in_reading_order_and_dates_in_order_of_their_day() -> None:
    lines = [
        line(30, notice_id=1),
        line(5),
        line(2, ref="2026-0002"),
        line(2),
        line(-1),
        line(40, gone=True),
        line(20, moved_from=TODAY),
        line(9, unowned=True),
    ]
    found = sections(lines, TODAY)
    assert list(found) == list(Section)
    assert [(each.ref, each.act_by) for each in found[Section.WEEK]] == [
        ("2026-0001", TODAY + timedelta(days=2)),
        ("2026-0002", TODAY + timedelta(days=2)),
        ("2026-0001", TODAY + timedelta(days=5)),
    ]


def test_a_date_is_one_line_whatever_is_said_of_it() -> None:
    """Listed, told at two rungs, unowned; two lines of a log that die on one day: the newest news, once."""
    lines = [
        line(5, notice_id=7, rung="7", subject="", stage="log_preservation", stands_in=True),
        line(5, unowned=True),
        line(5, notice_id=9, rung="s90", topic="log_expiry:observation:2", subject="", stands_in=True),
    ]
    for order in (lines, lines[::-1]):
        ((only,),) = sections(order, TODAY).values()
        assert (only.notice_id, only.rung, only.subject, only.stage) == (9, "s90", "observation:1", "log_preservation")
        assert (only.unowned, only.stands_in) == (True, False)


def test_a_move_is_not_forgotten_for_the_rung_that_came_after_it() -> None:
    lines = [line(20, notice_id=1, moved_from=TODAY), line(20, notice_id=2, rung="s50")]
    assert set(sections(lines, TODAY)) == {Section.MOVED}


def test_what_stands_in_for_somebody_away_stays_marked() -> None:
    ((only,),) = sections([line(5, stands_in=True), line(5, stands_in=True, notice_id=1)], TODAY).values()
    assert only.stands_in


def test_a_withdrawn_date_is_no_line_with_the_one_that_took_its_place() -> None:
    assert set(sections([line(5, gone=True), line(5)], TODAY)) == {Section.WEEK, Section.WITHDRAWN}


def test_dates_without_a_kind_are_told_apart_by_their_topic() -> None:
    lines = [line(None, deadline_kind=None, topic=f"escalation:{name}", notice_id=1) for name in ("a", "b")]
    assert len(sections(lines, TODAY)[Section.AHEAD]) == 2


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({"act_by": 8}, False),
        ({"act_by": 8, "notice_id": 1}, True),
        ({"act_by": -7}, True),
        ({"act_by": -8}, False),
        ({"act_by": -8, "notice_id": 1}, True),
        ({"act_by": 8, "unowned": True}, True),
    ],
    ids=["far", "far with news", "a week over", "long over", "long over with news", "far and unowned"],
)
def test_what_is_far_or_long_over_is_said_only_with_news(changes: dict[str, object], *, is_said: bool) -> None:
    assert bool(sections([line(**changes)], TODAY)) is is_said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "is_worth"),
    [
        ({"act_by": 0}, True),
        ({"act_by": -1, "due_on": TODAY}, True),
        ({"act_by": -1}, False),
        ({"act_by": 3}, False),
        ({"act_by": 3, "notice_id": 1}, True),
        ({"act_by": 3, "unowned": True}, True),
        ({"act_by": 0, "due_on": None}, False),
        ({"act_by": 3, "gone": True}, False),
    ],
    ids=["today", "past its safe day", "over", "this week", "news", "unowned", "no last day", "withdrawn"],
)
def test_a_mail_only_when_there_is_something_to_say(changes: dict[str, object], *, is_worth: bool) -> None:
    found = sections([line(**changes)], TODAY)  # type: ignore[arg-type]
    assert is_worth_sending(found, TODAY) is is_worth


def test_nothing_is_not_worth_a_mail() -> None:
    assert not is_worth_sending({}, TODAY)


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        (DeadlineKind.LOG_EXPIRY, True),
        (DeadlineKind.HEARING, True),
        (DeadlineKind.NEGOTIATION_END, True),
        (DeadlineKind.FINALITY, False),
        (DeadlineKind.ANSWER_EXPECTED, False),
        (DeadlineKind.TAKEDOWN_ANSWER, False),
    ],
    ids=lambda value: value.value if isinstance(value, DeadlineKind) else None,
)
def test_what_others_are_to_do_is_not_listed(kind: DeadlineKind, *, listed: bool) -> None:
    assert is_listed(LAW.alarms.ladders[kind]) is listed


def test_a_kind_that_is_told_by_shares_alone_is_listed() -> None:
    quiet = LAW.alarms.ladders[DeadlineKind.FINALITY]
    assert is_listed(replace(quiet, shares=(50,)))
