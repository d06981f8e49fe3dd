"""The feed of each attorney and supervisor: whole, private, written only when it says something else."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select
from typer.testing import CliRunner

from flows.cli import app
from models.tables import FeedCaseRow, MemberRow
from tasks import calendar_feeds
from tasks.calendar_feeds import FeedFile, list_feeds, write_feeds
from tasks.case_store import feeds as case_feeds
from tasks.case_store.engine import Store
from tasks.case_store.feeds import EntryOfCase, entries_by_id, stale_members
from tasks.case_store.opening import close_case, hold_case
from tasks.case_store.position import refresh_case
from tasks.events import record_event
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.calendar.reading import Seen, property_of, read
from tests.tasks.case_store.cases import PLANTED, PLATFORM, STAFF, case_file, opened

WHY = {"by": STAFF, "reason": "検証"}
HEARING = {"event": "hearing_set", "subject": PLATFORM, "happened": "2026-01-13", "entered_by": STAFF}


def another_case(made: Services) -> str:
    """A case of other attorneys and other posts."""
    posts = case_file()["posts"]
    for post in posts:
        post["url"] += "0"
    people = {role: {"name": role, "email": f"{role}.other@firm.example"} for role in ("attorney", "supervisor")}
    return opened(made, posts=posts, **people)


def feeds(made: Services) -> list[FeedFile]:
    return list_feeds(made)


def seen_in(feed: FeedFile) -> tuple[Seen, ...]:
    return read(feed.path.read_bytes())


def stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def test_attorney_and_supervisor_have_a_private_feed_each(services: Services, ref: str) -> None:
    assert write_feeds(services) == 2
    first, second = feeds(services)
    for feed in (first, second):
        assert feed.path.parent == services.settings.root / "calendars"
        assert (feed.path.stat().st_mode & 0o777, feed.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert feed.is_current
        assert {seen.summary.split()[0] for seen in seen_in(feed)} == {ref}
        assert property_of(feed.path.read_bytes(), "X-WR-CALNAME") == "期限・期日（kaiji）"
    assert len(first.path.stem) >= 40
    assert first.path != second.path
    with services.store.read() as session:
        tokens = dict(session.exec(select(col(MemberRow.id), col(MemberRow.feed_token))).all())
    assert first.path.stem == tokens[first.member_id]


def test_a_feed_is_written_only_when_it_says_something_else(services: Services, ref: str, clock: SteppedClock) -> None:
    write_feeds(services)
    before = [stamp(feed.path) for feed in feeds(services)]
    clock.step(days=3)
    refresh_case(services.store, services.law, ref, clock.now())
    assert write_feeds(services) == 0
    assert [stamp(feed.path) for feed in feeds(services)] == before
    record_event(services, ref, {**HEARING, "on": "2026-02-20", "at": "13:30"})
    assert [feed.is_current for feed in feeds(services)] == [False, False]
    assert write_feeds(services) == 2
    assert [seen for seen in seen_in(feeds(services)[0]) if "期日" in seen.summary]


def test_only_the_feeds_of_the_case_that_changed_are_read_and_written(services: Services, ref: str) -> None:
    other = another_case(services)
    assert write_feeds(services) == 4
    before = {feed.member_id: stamp(feed.path) for feed in feeds(services)}
    record_event(services, ref, {**HEARING, "on": "2026-02-20"})
    assert write_feeds(services) == 2
    after = {feed.member_id: stamp(feed.path) for feed in feeds(services)}
    changed = {member for member in before if before[member] != after[member]}
    assert len(changed) == 2
    for feed in feeds(services):
        mine = ref if feed.member_id in changed else other
        assert all(mine in seen.summary for seen in seen_in(feed))


def test_a_feed_of_many_cases_is_read_and_marked_in_parts(
    services: Services, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = case_file()["posts"]
    for post in posts:
        post["url"] += "0"
    other = opened(services, posts=posts)
    monkeypatch.setattr(case_feeds, "AT_ONCE", 1)
    assert write_feeds(services) == 2
    assert stale_members(services.store) == set()
    assert {seen.summary.split()[0] for seen in seen_in(feeds(services)[0])} == {ref, other}


@pytest.mark.parametrize("cases", [1, 3])
def test_a_sweep_without_changes_asks_two_questions_whatever_the_cases(services: Services, cases: int) -> None:
    for number in range(cases):
        posts = case_file()["posts"]
        for post in posts:
            post["url"] += f"{number}"
        opened(services, posts=posts)
    write_feeds(services)
    asked: list[str] = []
    sa.event.listen(
        services.store.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: asked.append(statement),
    )
    assert write_feeds(services) == 0
    assert [statement.split()[0] for statement in asked] == ["BEGIN", "SELECT"] * 2


@pytest.mark.usefixtures("ref")
def test_which_feeds_are_out_of_date_is_answered_by_an_index(services: Services) -> None:
    query = "EXPLAIN QUERY PLAN SELECT DISTINCT member_id FROM feed_case WHERE shown < version"
    with services.store.engine.connect() as connection:
        plan = " ".join(str(row) for row in connection.execute(sa.text(query)))
    assert "ix_feed_case_stale" in plan


@pytest.mark.usefixtures("ref")
def test_a_feed_that_is_gone_is_made_again(services: Services) -> None:
    write_feeds(services)
    first, _ = feeds(services)
    content = first.path.read_bytes()
    first.path.unlink()
    assert feeds(services)[0].written_at is None
    assert write_feeds(services) == 1
    assert first.path.read_bytes() == content


@pytest.mark.usefixtures("ref")
def test_a_damaged_or_foreign_file_is_replaced(services: Services) -> None:
    write_feeds(services)
    first, _ = feeds(services)
    content = first.path.read_bytes()
    first.path.write_bytes(b"BEGIN:VCALENDAR\r\n")
    assert write_feeds(services) == 1
    assert first.path.read_bytes() == content


def test_another_language_or_setting_makes_the_feed_anew(services: Services, ref: str) -> None:
    write_feeds(services)
    with services.store.write() as session:
        member = session.exec(select(MemberRow).order_by(col(MemberRow.id))).first()
        assert member is not None
        member.language = "en"
        session.add(member)
    assert write_feeds(services) == 1
    assert f"{ref} Log expiry (post)" in {seen.summary for seen in seen_in(feeds(services)[0])}
    notices = services.settings.notices.model_copy(update={"may_name": ["platform"]})
    other = replace(services, settings=services.settings.model_copy(update={"notices": notices}))
    assert write_feeds(other) == 2
    assert write_feeds(other) == 0


def test_what_is_closed_is_cancelled_for_sixty_days_and_then_dropped(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    write_feeds(services)
    close_case(services.store, services.law, ref, now=clock.now(), **WHY)
    assert write_feeds(services) == 2
    feed = feeds(services)[0]
    assert {(seen.status, seen.sequence) for seen in seen_in(feed)} == {("CANCELLED", 1)}
    clock.step(days=60)
    assert write_feeds(services) == 0
    clock.step(days=1)
    assert [item.is_current for item in feeds(services)] == [False, False]
    assert write_feeds(services) == 2
    assert seen_in(feed) == ()
    assert write_feeds(services) == 0


def test_a_held_case_stays_in_the_feed_without_an_alarm(services: Services, ref: str, clock: SteppedClock) -> None:
    write_feeds(services)
    assert all(seen.alarms for seen in seen_in(feeds(services)[0]))
    hold_case(services.store, services.law, ref, until=None, now=clock.now(), **WHY)
    write_feeds(services)
    assert {(seen.status, seen.alarms) for seen in seen_in(feeds(services)[0])} == {("CONFIRMED", ())}


class Killed(Exception):
    """The process ends here."""


@pytest.mark.parametrize("place", ["fsync", "replace", "mark_shown"])
def test_a_feed_whose_writer_was_killed_is_whole_and_is_written_by_the_next(
    services: Services, ref: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write_feeds(services)
    old = {feed.path: feed.path.read_bytes() for feed in feeds(services)}
    record_event(services, ref, {**HEARING, "on": "2026-02-20"})

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        owner: Any = {"fsync": os, "replace": Path, "mark_shown": calendar_feeds}[place]
        patch.setattr(owner, place, die)
        with pytest.raises(Killed):
            write_feeds(services)
    written = [path for path, content in old.items() if path.read_bytes() != content]
    assert len(written) == (1 if place == "mark_shown" else 0)
    assert all(read(path.read_bytes()) for path in old)
    assert len(stale_members(services.store)) == 2
    stamps = {path: stamp(path) for path in written}
    assert write_feeds(services) == 2 - len(written)
    assert {path: stamp(path) for path in written} == stamps
    assert stale_members(services.store) == set()
    assert {path.name for path in next(iter(old)).parent.iterdir()} == {path.name for path in old}


def test_a_far_too_large_feed_rests_before_it_is_written_again(
    services: Services, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_feeds, "LARGE_BYTES", 0)
    monkeypatch.setattr(calendar_feeds, "BYTES_A_SECOND", 0.001)
    write_feeds(services)
    record_event(services, ref, {**HEARING, "on": "2026-02-20"})
    assert write_feeds(services) == 0
    assert len(stale_members(services.store)) == 2
    past = time.time() - 10_000_000
    os.utime(feeds(services)[0].path, (past, past))
    assert write_feeds(services) == 1
    assert len(stale_members(services.store)) == 1


def test_without_a_case_there_is_no_feed_and_no_folder(services: Services) -> None:
    assert write_feeds(services) == 0
    assert not (services.settings.root / "calendars").exists()


def test_no_person_address_or_platform_lies_in_a_feed(services: Services, ref: str) -> None:
    record_event(services, ref, {**HEARING, "on": "2026-02-20"})
    write_feeds(services)
    for feed in feeds(services):
        text = feed.path.read_text(encoding="utf-8").replace("\r\n ", "")
        for hidden in (*PLANTED.values(), "mamasta", "ママスタ"):
            assert hidden not in text


def test_the_command_says_where_each_feed_lies(services: Services, ref: str) -> None:
    write_feeds(services)
    record_event(services, ref, {**HEARING, "on": "2026-02-20"})
    printed = CliRunner().invoke(app, ["calendar"])
    first, second = feeds(services)
    assert printed.exit_code == 0
    assert str(first.path) in printed.output
    assert str(second.path) in printed.output
    assert printed.output.count("the next sweep writes it") == 2
    asked = CliRunner().invoke(app, ["calendar", "--member", str(second.member_id), "--json"])
    (row,) = json.loads(asked.output)
    assert (row["member"], row["path"], row["is_current"]) == (second.member_id, str(second.path), False)
    assert row["written_at"].endswith("+09:00")
    assert CliRunner().invoke(app, ["calendar", "--member", "99"]).exit_code != 0
    write_feeds(services)
    with services.store.read() as session:
        assert {link.version - link.shown for link in session.exec(select(FeedCaseRow))} == {0}
    assert "the next sweep" not in CliRunner().invoke(app, ["calendar"]).output


def test_only_what_changed_is_made_anew_and_the_file_is_as_if_all_were(
    services: Services, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_feeds(services)
    asked: list[int] = []

    def noting(store: Store, ids: Sequence[int]) -> dict[int, EntryOfCase]:
        asked.append(len(ids))
        return entries_by_id(store, ids)

    monkeypatch.setattr(calendar_feeds, "entries_by_id", noting)
    record_event(services, ref, {**HEARING, "event": "hearing_proposed", "on": "2026-02-20"})
    write_feeds(services)
    assert asked == [1, 1]
    reused = [feed.path.read_bytes() for feed in feeds(services)]
    for feed in feeds(services):
        feed.path.unlink()
    write_feeds(services)
    assert [feed.path.read_bytes() for feed in feeds(services)] == reused


def test_an_entry_leads_to_its_case_whatever_run_that_has(services: Services, ref: str) -> None:
    record_event(services, ref, {**HEARING, "event": "hearing_proposed", "on": "2026-02-20"})
    write_feeds(services)
    assert {seen.url for seen in seen_in(feeds(services)[0])} == {f"{services.settings.link_url}/desk/case/{ref}"}


@pytest.mark.usefixtures("ref")
def test_a_company_that_becomes_known_is_kept_silent_about_from_then_on(services: Services) -> None:
    write_feeds(services)
    law = services.law
    named = next(iter(law.providers.values()))
    other = replace(law, providers={**law.providers, "new": replace(named, key="new", name="新しい会社", names=())})
    assert write_feeds(replace(services, law=other)) == 2
    assert write_feeds(replace(services, law=other)) == 0


@pytest.mark.usefixtures("ref")
def test_what_one_sweep_has_no_time_for_comes_next_and_the_longest_waiting_first(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_feeds(services)
    monkeypatch.setattr(calendar_feeds, "SECONDS_A_SWEEP", 0.0)
    first, second = feeds(services)
    os.utime(second.path, (1, 1))
    record_event(services, "2026-0001", {**HEARING, "on": "2026-02-20"})
    assert write_feeds(services) == 1
    assert [feed.is_current for feed in feeds(services)] == [False, True]
    assert write_feeds(services) == 1
    assert write_feeds(services) == 0
    assert first.path.exists()
