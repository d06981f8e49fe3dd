"""Clocks: aware, in UTC; the shared one never runs backwards and never shows half a moment."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tasks.clock import FileClock, FixedClock, SystemClock

START = datetime(2026, 1, 13, 1, 0, tzinfo=UTC)
JAPAN = timezone(timedelta(hours=9))


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    made = FileClock(tmp_path / "clock")
    made.step_to(START)
    return made


def test_the_system_s_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta()


def test_a_stepped_clock_stands_and_is_shared(clock: FileClock, tmp_path: Path) -> None:
    assert clock.now() == FileClock(tmp_path / "clock").now() == START
    clock.step_to(START.astimezone(JAPAN) + timedelta(hours=3))
    assert FileClock(tmp_path / "clock").now() == START + timedelta(hours=3)
    assert clock.now().utcoffset() == timedelta()


def test_it_never_runs_backwards(clock: FileClock) -> None:
    clock.step_to(START - timedelta(days=1))
    clock.step_to(START)
    assert clock.now() == START


@pytest.mark.parametrize("text", ["", "soon", "2026-01-13T10:00:00+09:00/P1D"])
def test_a_file_that_holds_no_moment_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "clock").write_text(text)
    with pytest.raises((TypeError, ValueError)):
        FileClock(tmp_path / "clock").now()


def test_who_reads_while_it_is_stepped_sees_a_whole_moment(clock: FileClock) -> None:
    end = START + timedelta(minutes=200)
    faults: list[Exception] = []

    def read() -> None:
        try:
            while clock.now() < end:
                pass
        except Exception as fault:  # noqa: BLE001  (a thread's fault must reach the test)
            faults.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    for minute in range(201):
        clock.step_to(START + timedelta(minutes=minute))
    reader.join()
    assert faults == []


def test_a_fixed_clock_is_fixed_and_refuses_a_naive_moment() -> None:
    assert FixedClock(START.astimezone(JAPAN)).now() == START
    assert FixedClock(START.astimezone(JAPAN)).now().utcoffset() == timedelta()
    with pytest.raises(ValueError, match="offset"):
        FixedClock(START.replace(tzinfo=None))
