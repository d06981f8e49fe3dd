"""事件の日程表: the logs of a case, the legs still to begin, deadlines and hearings on one line of days, as SVG.

Every row says its dates in words above its bar; shapes and hatching, not colours, tell the kinds apart, so that it can
be read on a telephone, in grey print and by whoever only hears the alternative text.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from tasks.mail_templates import full_day, short_day
from tasks.words import word

WIDTH, LEFT, SPAN, TOP = 420, 10, 400, 44
ROW, HEADING, BAR = 56, 26, 11
TEXT_EM = 27  # full-width signs that fit in a line of a row
FAR_AHEAD, FAR_BACK, LEAST_DAYS = 200, 60, 28
SHADED_FROM = 2.0  # units a day; where days are narrower, only longer closures are shaded
LONG_CLOSURE = 3
MONTH_SIGN, MONTH_GAP = 14, 8
_NAVY, _RED, _BROWN, _INK = "#1f4e8c", "#a3231b", "#8a5a00", "#404b57"
_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "artifacts"

_DIAMOND: Final = "l7 8 l-7 8 l-7 -8 z"
_CIRCLE: Final = "a7.5 7.5 0 1 0 0.1 0 z"
_FLAG: Final = "v17 m0 -17 l10 5 l-10 5 z"
_AHEAD, _BEHIND = "m-5 1 l8 7 l-8 7 z", "m5 1 l-8 7 l8 7 z"


class RowKind(StrEnum):
    """What a row shows: the life of a log, a leg to begin or begun, a deadline, a hearing or a candidate day."""

    LOG = "log"
    LEG = "leg"
    BEGUN = "begun"
    FATAL = "fatal"
    DEADLINE = "deadline"
    HEARING = "hearing"
    CANDIDATE = "candidate"


SECTION: Final = {
    RowKind.LOG: "logs",
    RowKind.LEG: "legs",
    RowKind.BEGUN: "legs",
    RowKind.FATAL: "dates",
    RowKind.DEADLINE: "dates",
    RowKind.HEARING: "dates",
    RowKind.CANDIDATE: "dates",
}


@dataclass(frozen=True, kw_only=True)
class GanttRow:
    """One row. `said`: phrases with `{}` for their date, in order.

    `on`: a log opens, a leg begins at the latest (or has begun), a date is due. `until`: a log may be gone, a leg is
    over if it takes its usual days. `at_most`: a log is gone for certain, a leg has taken its most days. `act_by`: the
    safe day, where it is another.
    """

    kind: RowKind
    name: str
    said: tuple[tuple[str, date], ...]
    on: date
    until: date | None = None
    at_most: date | None = None
    act_by: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that the row shows."""
        return tuple(day for day in (self.on, self.until, self.at_most, self.act_by) if day)


@dataclass(frozen=True, kw_only=True)
class _Scale:
    """The days drawn, and where each lies."""

    first: date
    last: date

    @property
    def unit(self) -> float:
        return SPAN / ((self.last - self.first).days + 1)

    def at(self, day: date, part: float = 0.0) -> float:
        """The place of a day; of one that is not drawn, the nearer end."""
        shown = min(max((day - self.first).days + part, 0), (self.last - self.first).days + 1)
        return round(LEFT + shown * self.unit, 1)


def alt_text(rows: Iterable[GanttRow], language: str) -> str:
    """All that the picture shows but today, in words; it stays the same while the case does."""
    colon, stop = ("：", "。") if language == "ja" else (": ", ". ")

    def show(day: date) -> str:
        return full_day(day, language)

    said = stop.join(f"{row.name}{colon}{_comma(language).join(_dates(row, show, language))}" for row in rows)
    return f"{word('gantt', 'title', language)}{colon}{said}"


def gantt_svg(rows: Iterable[GanttRow], today: date, is_closed: Callable[[date], bool], language: str) -> str:
    """Draw the rows as of a day; equal rows on the same day are equal drawings."""
    shown = list(rows)
    scale = _scale(shown, today)
    placed = list(_placed(shown, scale, today, language))
    bottom = (placed[-1]["y"] if placed else TOP) + 44
    legend = list(_legend(shown, bottom + 8, language))
    return _template().render(
        title=word("gantt", "title", language),
        width=WIDTH,
        height=max((key["y"] for key in legend), default=bottom) + 22,
        left=LEFT,
        right=LEFT + SPAN,
        top=TOP,
        bottom=bottom,
        closed=list(_closed(scale, is_closed)),
        months=list(_months(scale, language)),
        today=_today(scale, today, language),
        rows=placed,
        legend=legend,
    )


def _scale(rows: list[GanttRow], today: date) -> _Scale:
    """From the first day that matters to the last one, but no further than days are still to be told apart."""
    horizon, back = today + timedelta(days=FAR_AHEAD), today - timedelta(days=FAR_BACK)
    days = [day for row in rows for day in row.days]
    last = max((day for day in days if day <= horizon), default=today)
    first = max(min([*days, today]), back)
    last = max(last, first + timedelta(days=LEAST_DAYS), today)
    return _Scale(first=first - timedelta(days=2), last=last + timedelta(days=4))


def _placed(rows: list[GanttRow], scale: _Scale, today: date, language: str) -> Iterator[dict[str, Any]]:
    y = TOP + 8

    def show(day: date) -> str:
        return short_day(day, language, today)

    for section, group in groupby(rows, key=lambda row: SECTION[row.kind]):
        yield {"heading": word("gantt", section, language), "y": y + 12}
        y += HEADING
        for row in group:
            yield {
                "heading": "",
                "y": y + 14,
                "name": fitted(row.name),
                "dates": fitted(_that_fit(_dates(row, show, language), _comma(language))),
                "colour": _RED if row.kind is RowKind.FATAL else _INK,
                "bars": list(_bars(row, scale)),
                "marks": list(_marks(row, scale)),
            }
            y += ROW


def _dates(row: GanttRow, show: Callable[[date], str], language: str) -> list[str]:
    """What the row says of its days, the safe day first."""
    safe = [word("gantt", "act_by", language).format(show(row.act_by))] if row.act_by else []
    return [*safe, *(phrase.format(show(day)) for phrase, day in row.said)]


def _comma(language: str) -> str:
    return "、" if language == "ja" else ", "


def _that_fit(phrases: list[str], comma: str) -> str:
    """The first phrases, as many as a line holds; always one."""
    while len(phrases) > 1 and ems(comma.join(phrases)) > TEXT_EM:
        phrases = phrases[:-1]
    return comma.join(phrases)


def fitted(text: str, most_em: float = TEXT_EM) -> str:
    """The text, cut where the line ends."""
    if ems(text) <= most_em:
        return text
    kept = text
    while ems(kept) > most_em - 1:
        kept = kept[:-1]
    return f"{kept}…"


def ems(text: str) -> float:
    """How wide a text is, in full-width signs."""
    return sum(0.56 if sign.isascii() else 1 for sign in text)


def _bars(row: GanttRow, scale: _Scale) -> Iterator[dict[str, Any]]:
    """A log: full while it is surely there, hatched while it may be. A leg: its usual days, dashed to its most."""
    if row.until is None:
        return
    is_log = row.kind is RowKind.LOG
    parts = [(row.on, row.until, _NAVY if row.kind is RowKind.BEGUN or is_log else "#ffffff", False)]
    if row.at_most and row.at_most > row.until:
        parts.append((row.until, row.at_most, "url(#maybe)" if is_log else "#ffffff", not is_log))
    for begins, ends, fill, dash in parts:
        width = round(scale.at(ends) - scale.at(begins), 1)
        if width > 0:
            yield {"x": scale.at(begins), "width": width, "height": BAR, "fill": fill, "dash": dash}


def _marks(row: GanttRow, scale: _Scale) -> Iterator[dict[str, Any]]:
    """The safe day hollow, the last day full, a hearing round, a candidate day hollow and round."""
    if row.act_by:
        yield _mark(row.act_by, scale, _DIAMOND, "#ffffff", _BROWN)
    if row.kind is RowKind.LEG:
        yield _mark(row.on, scale, _FLAG, _BROWN, _BROWN)
    elif row.kind in {RowKind.FATAL, RowKind.DEADLINE}:
        yield _mark(row.on, scale, _DIAMOND, _RED, _RED)
    elif row.kind is RowKind.HEARING:
        yield _mark(row.on, scale, _CIRCLE, _NAVY, _NAVY)
    elif row.kind is RowKind.CANDIDATE:
        yield _mark(row.on, scale, _CIRCLE, "#ffffff", _NAVY)


def _mark(day: date, scale: _Scale, shape: str, fill: str, stroke: str) -> dict[str, Any]:
    """A day that is not drawn any more stands at the end as an arrow."""
    drawn = {"x": scale.at(day, 0.5), "shape": shape, "fill": fill, "stroke": stroke}
    if day > scale.last:
        return drawn | {"x": LEFT + SPAN - 6, "shape": _AHEAD}
    return drawn | ({"x": LEFT + 6, "shape": _BEHIND} if day < scale.first else {})


def _closed(scale: _Scale, is_closed: Callable[[date], bool]) -> Iterator[dict[str, float]]:
    """Closures as stripes; where days are narrow, the long ones only."""
    every = (scale.first + timedelta(days=number) for number in range((scale.last - scale.first).days + 1))
    for closed, days in groupby(every, key=is_closed):
        run = list(days)
        if closed and (scale.unit >= SHADED_FROM or len(run) > LONG_CLOSURE):
            yield {"x": scale.at(run[0]), "width": round(len(run) * scale.unit, 1)}


def _months(scale: _Scale, language: str) -> Iterator[dict[str, Any]]:
    """The first of each month; a label where there is room, with the year at the first one and at each January."""
    free, year = float(LEFT), 0
    day = scale.first.replace(day=1)
    while day <= scale.last:
        x, label = scale.at(day), _month(day, year, language)
        ends = x + ems(label) * MONTH_SIGN + MONTH_GAP
        only_one = day < scale.first and _next(day) > scale.last
        if only_one or (day >= scale.first and x >= free and ends <= LEFT + SPAN):
            free, year = ends, day.year
            yield {"x": x, "label": label}
        elif day >= scale.first:
            yield {"x": x, "label": ""}
        day = _next(day)


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month(day: date, year: int, language: str) -> str:
    if language == "ja":
        return f"{day.month}月" if day.year == year else f"{day.year}年{day.month}月"
    return f"{day:%b}" if day.year == year else f"{day:%b %Y}"


def _today(scale: _Scale, today: date, language: str) -> dict[str, Any]:
    x = scale.at(today, 0.5)
    is_right = x > WIDTH / 2
    label = word("gantt", "as_of", language).format(short_day(today, language, today))
    return {"x": x, "text_x": x + 4 if is_right else x - 4, "anchor": "end" if is_right else "start", "label": label}


def _legend(rows: list[GanttRow], y: float, language: str) -> Iterator[dict[str, Any]]:
    """What the shapes mean; only those that the picture shows, two in a line."""
    kinds = {row.kind for row in rows}
    drawn = (
        ("kept", RowKind.LOG in kinds, _box(_NAVY)),
        ("maybe", RowKind.LOG in kinds, _box("url(#maybe)")),
        ("leg", bool({RowKind.LEG} & kinds), _box("#ffffff")),
        ("most", bool({RowKind.LEG, RowKind.BEGUN} & kinds), _box("#ffffff", "4 3")),
        ("start", RowKind.LEG in kinds, _sign(_FLAG, _BROWN, _BROWN)),
        ("safe", any(row.act_by for row in rows), _sign(_DIAMOND, "#ffffff", _BROWN)),
        ("due", bool({RowKind.FATAL, RowKind.DEADLINE} & kinds), _sign(_DIAMOND, _RED, _RED)),
        ("hearing", RowKind.HEARING in kinds, _sign(_CIRCLE, _NAVY, _NAVY)),
        ("candidate", RowKind.CANDIDATE in kinds, _sign(_CIRCLE, "#ffffff", _NAVY)),
        ("closed", True, '<rect x="{x}" y="{y}" width="20" height="12" fill="#e2e6eb" stroke="#9aa4b0"/>'),
    )
    shown = [(name, shape) for name, is_shown, shape in drawn if is_shown]
    for number, (name, shape) in enumerate(shown):
        x, line = LEFT + SPAN / 2 * (number % 2), round(y + 21 * (number // 2), 1)
        label = word("gantt", name, language)
        yield {"x": x, "y": line, "label": label, "drawn": shape.format(x=x, y=line, middle=x + 10)}


def _box(fill: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{{x}}" y="{{y}}" width="20" height="11" fill="{fill}" stroke="{_NAVY}" stroke-width="1.5"{dashed}/>'
    )


def _sign(shape: str, fill: str, stroke: str) -> str:
    return f'<path d="M{{middle}} {{y}} {shape}" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'


@cache
def _template() -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    kept = Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return kept.get_template("gantt.svg.j2")
