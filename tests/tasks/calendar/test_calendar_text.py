"""Entries as iCalendar text, read back by two parsers: dates, hours, alarms, folding, escapes, both languages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.tables import CalendarEntryRow
from models.terms import CalendarStatus, Confidence, DeadlineKind
from tasks.calendar_text import PUBLISH, CalendarHead, PublishedEntry, calendar_bytes
from tests.tasks.calendar.reading import JAPAN, Seen, property_of, read

HEAD = CalendarHead(method=PUBLISH, organizer="kaiji@firm.example")
FEED = CalendarHead(method=PUBLISH, organizer="kaiji@firm.example", name="期限・期日（kaiji）", made_for="0f-20260101")
CHANGED = datetime(2026, 6, 30, 23, 5, 7, tzinfo=UTC)
URL = "http://127.0.0.1:4200/desk/case/2026-0001"


def entry(*, held: bool = False, because: tuple[tuple[str, str], ...] = (), **changes: Any) -> PublishedEntry:
    said: dict[str, Any] = {
        "case_id": 1,
        "key": "appeal:holder:2:7",
        "uid": "kaiji-7",
        "status": CalendarStatus.CONFIRMED,
        "kind": DeadlineKind.APPEAL.value,
        "subject": "holder:2",
        "on": date(2026, 9, 24),
        "act_by": date(2026, 9, 18),
        "fatal": True,
        "confidence": Confidence.HIGH,
        "content_hash": "x",
        "changed_at": CHANGED,
    }
    row = CalendarEntryRow(**(said | changes))
    return PublishedEntry(row=row, ref="2026-0042", url=URL, held=held, because=because)


def one(item: PublishedEntry, language: str = "ja") -> Seen:
    (seen,) = read(calendar_bytes(HEAD, [item], language))
    return seen


def hearing(**changes: Any) -> PublishedEntry:
    starts_at = datetime(2026, 9, 24, 4, 30, tzinfo=UTC)
    said = {"kind": "hearing", "subject": "platform:x", "act_by": None, "fatal": False, "starts_at": starts_at}
    return entry(**(said | changes))


def test_a_deadline_is_a_free_day_with_an_alarm_on_the_safe_day_and_one_on_the_last() -> None:
    steps = (("判決の送達から2週間", "民事訴訟法285条"), ("末日が休日なので翌開庁日", ""))
    seen = one(entry(sequence=3, because=steps))
    assert (seen.uid, seen.sequence, seen.status, seen.url) == ("kaiji-7", 3, "CONFIRMED", URL)
    assert seen.begins == date(2026, 9, 24)
    assert seen.summary == "2026-0042 不服申立期間（プロバイダ 2） 安全日 2026年9月18日(金)"
    assert seen.description.splitlines() == [
        "期限: 2026年9月24日(木)",
        "安全日: 2026年9月18日(金)",
        "理由:",
        "1. 判決の送達から2週間（民事訴訟法285条）",
        "2. 末日が休日なので翌開庁日",
    ]
    midnight = datetime(2026, 9, 24, tzinfo=JAPAN)
    assert [f"{midnight + alarm:%m-%d %H:%M}" for alarm in seen.alarms] == ["09-18 08:00", "09-24 08:00"]
    assert seen.categories == frozenset({"期限"})
    assert seen.changed_at == CHANGED
    assert b"\r\nPRIORITY:1\r\n" in calendar_bytes(HEAD, [entry()], "ja")
    assert b"PRIORITY" not in calendar_bytes(HEAD, [entry(fatal=False)], "ja")


def test_one_alarm_where_the_safe_day_is_the_last_day() -> None:
    seen = one(entry(act_by=date(2026, 9, 24), confidence=Confidence.LOW))
    assert seen.alarms == (timedelta(hours=8),)
    assert "安全日 " not in seen.summary
    assert "弁護士の確認が必要" in seen.description


def test_an_english_reader_gets_english_words() -> None:
    seen = one(entry(confidence=Confidence.MEDIUM), "en")
    assert seen.summary == "2026-0042 Appeal period (provider 2) act by Fri 18 Sep 2026"
    assert seen.description.startswith("Due: Thu 24 Sep 2026\nAct by: Fri 18 Sep 2026\n(confidence M)\nWhy:")
    assert one(hearing(status=CalendarStatus.CANCELLED), "en").summary == "[cancelled] 2026-0042 Hearing (platform)"


def test_a_hearing_with_its_hour_is_in_japan_time() -> None:
    seen = one(hearing())
    assert seen.begins == datetime(2026, 9, 24, 13, 30, tzinfo=JAPAN)
    assert seen.summary == "2026-0042 期日（プラットフォーム）"
    assert seen.description.splitlines()[:2] == [
        "期日: 2026年9月24日(木) 13:30",
        "終わりの時刻は未定です（1時間で表示）。",
    ]
    assert seen.alarms == (timedelta(days=-1), timedelta(hours=-1))
    assert seen.categories == frozenset({"期日"})
    assert b"DTSTART;TZID=Asia/Tokyo:20260924T133000\r\n" in calendar_bytes(HEAD, [hearing()], "ja")


def test_a_hearing_without_an_hour_alarms_on_the_morning_before() -> None:
    seen = one(hearing(starts_at=None))
    assert (seen.begins, seen.alarms) == (date(2026, 9, 24), (timedelta(hours=-16),))
    assert seen.description.splitlines()[0] == "期日: 2026年9月24日(木)"


@pytest.mark.parametrize("starts_at", [None, datetime(2026, 9, 24, 4, 30, tzinfo=UTC)], ids=["day", "hour"])
def test_a_candidate_day_is_tentative_and_silent(starts_at: datetime | None) -> None:
    seen = one(hearing(status=CalendarStatus.TENTATIVE, starts_at=starts_at))
    assert (seen.status, seen.alarms) == ("TENTATIVE", ())
    assert seen.summary == "2026-0042 期日候補（プラットフォーム）"


def test_what_was_taken_back_or_is_on_hold_is_silent_and_says_so() -> None:
    gone, held = one(entry(status=CalendarStatus.CANCELLED)), one(entry(held=True))
    assert (gone.status, gone.alarms, gone.summary[:14]) == ("CANCELLED", (), "【取消】 2026-0042")
    assert (held.status, held.alarms, held.summary[:15]) == ("CONFIRMED", (), "【保留中】 2026-0042")
    assert "【保留中】" not in one(entry(held=True, status=CalendarStatus.CANCELLED)).summary


@pytest.mark.parametrize("kind", [kind.value for kind in DeadlineKind])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_has_words(kind: str, language: str) -> None:
    assert calendar_bytes(HEAD, [entry(kind=kind)], language)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("platform:mamasta", "（プラットフォーム）"),
        ("post:12", "（投稿）"),
        ("observation:3", "（通信 3）"),
        ("holder:1", "（プロバイダ 1）"),
        ("sender:2", "（発信者 2）"),
    ],
)
def test_no_platform_is_named(subject: str, words: str) -> None:
    assert one(entry(subject=subject, act_by=date(2026, 9, 24))).summary == f"2026-0042 不服申立期間{words}"


@pytest.mark.parametrize(
    "day",
    [date(2028, 2, 29), date(2028, 2, 28), date(2027, 2, 28), date(2026, 12, 31), date(2100, 2, 28), date(2000, 2, 29)],
)
def test_leap_days_and_ends_of_months(day: date) -> None:
    seen = one(entry(on=day, act_by=day - timedelta(days=1)))
    assert seen.begins == day
    assert [datetime(day.year, day.month, day.day, tzinfo=JAPAN) + alarm for alarm in seen.alarms] == [
        datetime(at.year, at.month, at.day, 8, tzinfo=JAPAN) for at in (day - timedelta(days=1), day)
    ]


@pytest.mark.parametrize("month", range(1, 13))
def test_an_hour_in_japan_is_the_same_in_every_month(month: int) -> None:
    """Summer time would move it (and did, from 1948 to 1951)."""
    starts_at = datetime(2026, month, 15, 1, 0, tzinfo=UTC)
    assert one(hearing(on=date(2026, month, 15), starts_at=starts_at)).begins == datetime(
        2026, month, 15, 10, tzinfo=JAPAN
    )


def test_commas_semicolons_line_breaks_and_backslashes_arrive_as_they_were() -> None:
    text = '一、二, 三; 四: 五\n六 \\ 七 "八" BEGIN:VEVENT'
    seen = one(entry(because=((text, "民法140条; 141条"),)))
    assert seen.description.splitlines()[-2:] == [
        "1. 一、二, 三; 四: 五",
        '六 \\ 七 "八" BEGIN:VEVENT（民法140条; 141条）',
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("あ漢𠮷é,;:a 1\n🗓"), min_size=1, max_size=90), max_size=4))
def test_any_text_survives_folding(texts: list[str]) -> None:
    """Both parsers read every line back whole; `read` checks that no line is longer than 75 octets."""
    seen = one(entry(because=tuple((text, "") for text in texts)))
    assert seen.description.endswith("\n".join(["理由:", *(f"{no}. {text}" for no, text in enumerate(texts, 1))]))


def test_the_head_of_a_feed() -> None:
    content = calendar_bytes(FEED, [], "ja")
    assert property_of(content, "X-WR-CALNAME") == "期限・期日（kaiji）"
    assert property_of(content, "METHOD") == "PUBLISH"
    assert property_of(content, "X-WR-TIMEZONE") == "Asia/Tokyo"
    assert property_of(content, "X-KAIJI-MADE-FOR") == "0f-20260101"
    assert read(content) == ()
    assert b"X-WR" not in calendar_bytes(HEAD, [entry()], "ja")


def test_equal_entries_make_equal_bytes_and_the_order_is_kept() -> None:
    items = [entry(uid="b"), hearing(uid="a")]
    content = calendar_bytes(FEED, items, "ja")
    assert content == calendar_bytes(FEED, [entry(uid="b"), hearing(uid="a")], "ja")
    assert content.index(b"UID:b") < content.index(b"UID:a")
