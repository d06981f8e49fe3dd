"""The line of days: what it shows, that it stays small, and that it is made once."""

import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product

import pytest

from models.provisions import Law
from tasks.notice_text import Language
from tasks.pictures import rendering
from tasks.pictures.rendering import LARGEST_BYTES, PIXELS_PER_UNIT, CannotDraw, png_of
from tasks.pictures.timeline import HEIGHT, WIDTH, Timeline, alt_text, timeline_picture, timeline_svg

TODAY = date(2026, 12, 22)


def line(**changes: object) -> Timeline:
    parts: dict[str, object] = {
        "language": "ja",
        "today": TODAY,
        "due_on": date(2026, 12, 25),
        "act_by": date(2026, 12, 24),
        "opens_on": date(2026, 9, 26),
        "rungs": tuple(date(2026, 12, 24) - timedelta(days=left) for left in (30, 14, 7, 3, 1, 0)),
    }
    return Timeline(**(parts | changes))  # type: ignore[arg-type]


def never(_day: date) -> bool:
    return False


SPANS = [
    pytest.param(before, after, language, id=f"{language}-{before}-{after}")
    for before, after, language in product((0, 1, 89, 364), (-30, 0, 1, 3, 30, 365), ("ja", "en"))
]


@pytest.mark.parametrize(("before", "after", "language"), SPANS)
def test_every_picture_is_small_and_inside_its_frame(law: Law, before: int, after: int, language: Language) -> None:
    due = TODAY + timedelta(days=after)
    drawn = line(
        language=language,
        due_on=due,
        act_by=due - timedelta(days=1),
        opens_on=TODAY - timedelta(days=before) if after > -1 else None,
        rungs=(due - timedelta(days=31), due - timedelta(days=8)),
    )
    picture = timeline_picture(drawn, law.calendar.closed)
    assert picture.png.startswith(b"\x89PNG")
    assert len(picture.png) <= LARGEST_BYTES
    assert struct.unpack(">II", picture.png[16:24]) in {(WIDTH * scale, HEIGHT * scale) for scale in PIXELS_PER_UNIT}
    for place in _numbers(timeline_svg(drawn, law.calendar.closed)):
        assert -1 <= place <= WIDTH + 1


def _numbers(svg: str) -> list[float]:
    return [float(part.partition('"')[0]) for part in svg.split(' x="')[1:]]


def test_closed_days_are_shaded_and_run_together() -> None:
    free, weekends = timeline_svg(line(), never), timeline_svg(line(), lambda day: day.weekday() >= 5)
    assert "#c3cad3" not in free
    assert weekends.count('fill="#c3cad3"/>') >= 2
    assert "休日" in weekends
    assert "休日" not in free


def test_labels_say_what_each_mark_is() -> None:
    svg = timeline_svg(line(), never)
    for label in ("本日 12/22(火)", "安全日 12/24(木)", "期限 12/25(金)", "起算 9/26(土)", "通知する日"):
        assert f">{label}<" in svg
    assert ">Safe day Thu 24 Dec<" in timeline_svg(line(language="en"), never)


def test_without_an_earlier_safe_day_or_a_window_nothing_is_said_of_them() -> None:
    svg = timeline_svg(line(act_by=date(2026, 12, 25), opens_on=None, rungs=()), never)
    assert "安全日" not in svg
    assert "起算" not in svg
    assert "通知する日" not in svg


def test_a_near_date_is_seen_near_and_the_cut_is_drawn() -> None:
    near, far = timeline_svg(line(), never), timeline_svg(line(today=date(2026, 10, 5)), never)
    assert "l8 10" in near
    assert "l8 10" not in far


def test_the_words_for_those_who_do_not_see_it() -> None:
    assert alt_text(line()) == "日程の図：起算 9/26(土)、本日 12/22(火)、安全日 12/24(木)、期限 12/25(金)"
    late = line(language="en", today=date(2026, 12, 27), opens_on=None, act_by=date(2026, 12, 25))
    assert alt_text(late) == "Timeline: Due Fri 25 Dec, Today Sun 27 Dec"


def test_equal_pictures_are_made_once() -> None:
    first = timeline_picture(line(), never)
    assert timeline_picture(line(), never).png is first.png
    assert timeline_picture(line(language="en"), never).png != first.png


def test_several_threads_draw_at_once() -> None:
    lines = [line(today=date(2026, 11, day)) for day in range(1, 25)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda each: timeline_picture(each, never).png, lines))
    assert len(set(made)) == len(lines)


def test_a_drawing_that_is_none_is_said_so() -> None:
    with pytest.raises(CannotDraw, match="TypstError"):
        png_of("<svg")


def test_a_picture_too_large_for_mails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LARGEST_BYTES", 100)
    with pytest.raises(CannotDraw, match="100 bytes"):
        png_of(timeline_svg(line(today=date(2026, 12, 20)), never))


def test_what_draws_is_loaded_with_the_first_picture_only() -> None:
    code = "import sys, tasks.notice_mail; sys.exit(any(name in sys.modules for name in ('typst', 'pylopdf_fonts_jp')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
