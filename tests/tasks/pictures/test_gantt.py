"""The picture of a case's days: what is drawn where, what is said, and what it is without colours or eyes."""

from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from models.provisions import load_law
from tasks.pictures.gantt import LEFT, SPAN, GanttRow, RowKind, alt_text, fitted, gantt_svg

TODAY = date(2026, 1, 13)
CLOSED = load_law().calendar.closed
SVG = "{http://www.w3.org/2000/svg}"
LOG = GanttRow(
    kind=RowKind.LOG,
    name="サンプルモバイル 投稿1",
    said=(("早ければ{}に消える", date(2026, 4, 8)), ("遅くとも{}", date(2026, 7, 8))),
    on=date(2026, 1, 8),
    until=date(2026, 4, 8),
    at_most=date(2026, 7, 8),
    act_by=date(2026, 4, 7),
)
LEG = GanttRow(
    kind=RowKind.LEG,
    name="申立て → 決定",
    said=(("{}までに着手", date(2026, 1, 27)),),
    on=date(2026, 1, 27),
    until=date(2026, 2, 10),
    at_most=date(2026, 3, 10),
)


def point(kind: RowKind, on: date, act_by: date | None = None) -> GanttRow:
    return GanttRow(kind=kind, name="控訴期間", said=(("{}まで", on),), on=on, act_by=act_by)


def drawn(*rows: GanttRow, today: date = TODAY, language: str = "ja") -> Any:
    return etree.fromstring(gantt_svg(rows, today, CLOSED, language).encode())


def texts(picture: Any) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def bars(picture: Any) -> list[tuple[str, float, float]]:
    """Fill, beginning and end of each bar."""
    found = [node.attrib for node in picture.iter(f"{SVG}rect") if node.attrib.get("height") == "11"]
    known = [item for item in found if item.get("width") != "20"]  # not those of the legend
    return [(item["fill"], float(item["x"]), float(item["x"]) + float(item["width"])) for item in known]


def test_a_log_is_full_while_it_is_there_and_hatched_while_it_may_be() -> None:
    (sure, begins, changes), (maybe, goes_on, ends) = bars(drawn(LOG))
    assert (sure, maybe) == ("#1f4e8c", "url(#maybe)")
    assert changes == pytest.approx(goes_on, abs=0.2)
    days = (date(2026, 4, 8) - date(2026, 1, 8)).days, (date(2026, 7, 8) - date(2026, 4, 8)).days
    assert (changes - begins) / (ends - goes_on) == pytest.approx(days[0] / days[1], abs=0.01)


def test_a_leg_to_begin_is_an_outline_with_a_flag_and_one_under_way_is_full() -> None:
    begun = GanttRow(**{**LEG.__dict__, "kind": RowKind.BEGUN})
    assert [fill for fill, _, _ in bars(drawn(LEG))] == ["#ffffff", "#ffffff"]
    assert [fill for fill, _, _ in bars(drawn(begun))] == ["#1f4e8c", "#ffffff"]
    assert "最終着手日" in texts(drawn(LEG))
    assert "最終着手日" not in texts(drawn(begun))


def test_each_row_says_its_dates_the_safe_day_first_and_whole_phrases_only() -> None:
    said = texts(drawn(LOG, point(RowKind.FATAL, date(2026, 2, 3), date(2026, 1, 30))))
    assert "安全日4/7(火)、早ければ4/8(水)に消える" in said  # the third phrase does not fit
    assert "安全日1/30(金)、2/3(火)まで" in said
    assert "1/13(火)現在" in said
    assert {"ログ（消えると取り戻せません）", "期限と期日"} <= set(said)


def test_the_alternative_text_says_it_all_and_not_the_day() -> None:
    said = alt_text((LOG, LEG), "ja")
    assert said == (
        "日程表：サンプルモバイル 投稿1：安全日2026年4月7日(火)、早ければ2026年4月8日(水)に消える、"
        "遅くとも2026年7月8日(水)。申立て → 決定：2026年1月27日(火)までに着手"
    )
    assert alt_text((point(RowKind.DEADLINE, TODAY),), "en") == "Timetable: 控訴期間: Tue 13 Jan 2026まで"


def test_what_lies_beyond_the_days_drawn_stands_as_an_arrow_at_the_end() -> None:
    far, past = date(2029, 1, 8), date(2025, 6, 1)
    picture = drawn(LEG, point(RowKind.DEADLINE, far, past))
    marks = [node.attrib["d"] for node in picture.iter(f"{SVG}path") if node.attrib.get("stroke-width") == "2"]
    ahead = [shape for shape in marks if "l8 7 l-8 7 z" in shape]
    behind = [shape for shape in marks if "l-8 7 l8 7 z" in shape]
    assert [shape.split()[0] for shape in ahead] == [f"M{LEFT + SPAN - 6}"]
    assert [shape.split()[0] for shape in behind] == [f"M{LEFT + 6}"]


def test_holidays_are_shaded_as_long_as_days_are_to_be_told_apart() -> None:
    def shaded(picture: Any) -> list[float]:
        found = [node.attrib for node in picture.iter(f"{SVG}rect") if node.attrib["fill"] == "#e2e6eb"]
        return [float(item["width"]) for item in found if "stroke" not in item]

    short = shaded(drawn(point(RowKind.DEADLINE, TODAY + timedelta(days=30))))
    assert len(short) == 7  # a weekend a week, one of them with a holiday behind it
    year_end = shaded(drawn(point(RowKind.DEADLINE, TODAY + timedelta(days=199))))
    assert len(year_end) == 1  # the five days of May; weekends would be noise


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", RowKind)
def test_every_kind_is_drawn_within_the_picture(kind: RowKind, language: str) -> None:
    row = GanttRow(**{**LOG.__dict__, "kind": kind})
    picture = drawn(row, language=language)
    width, height = (float(picture.attrib["viewBox"].split()[place]) for place in (2, 3))
    for node in picture.iter(f"{SVG}rect"):
        x, y = float(node.attrib.get("x", 0)), float(node.attrib.get("y", 0))
        assert x + float(node.attrib["width"]) <= width
        assert y + float(node.attrib["height"]) <= height
    assert gantt_svg([row], TODAY, CLOSED, language) == gantt_svg([row], TODAY, CLOSED, language)


def test_a_case_without_rows_and_signs_of_markup_are_drawn_all_the_same() -> None:
    assert "1/13(火)現在" in texts(drawn())
    named = GanttRow(kind=RowKind.HEARING, name="<b>&", said=(("{}", TODAY),), on=TODAY)
    assert "<b>&" in texts(drawn(named))
    assert fitted("あ" * 40) == f"{'あ' * 26}…"
