"""時間の図: one deadline on a line of days: today, the window's opening, reminders, safe day, due day, closed days."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.mail_templates import drawing, short_day
from tasks.notice_text import Language, Picture
from tasks.pictures.rendering import png_of

WIDTH, HEIGHT = 480, 176
TOP, BAR, LEFT, SPAN = 62, 26, 14, 452
LABEL = 165  # the widest label with its year
LONGEST_DAYS = 130  # a longer line is cut on the left: days would be too narrow to be seen
WHOLE_WITHIN = 6  # the whole window is shown while it is at most so many times what is left of it
LEAST_DAYS = 10
SHADED_FROM = 2.5  # units a day; narrower stripes are noise

_WORDS = {
    "ja": {
        "today": "本日",
        "opens": "起算",
        "act_by": "安全日",
        "due": "期限",
        "closed": "休日・閉庁日",
        "rungs": "通知する日",
    },
    "en": {
        "today": "Today",
        "opens": "From",
        "act_by": "Safe day",
        "due": "Due",
        "closed": "closed days",
        "rungs": "reminders",
    },
}
_ABOVE, _FIRST_BELOW, _SECOND_BELOW = 22, TOP + BAR + 26, TOP + BAR + 50
_LEGEND_GAP = {"ja": 150, "en": 130}
_TODAY, _SAFE, _DUE, _QUIET = "#1f4e8c", "#8a5a00", "#a3231b", "#404b57"


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What is drawn. `rungs` are days on which notices are due; `opens_on` is None for a legal period."""

    language: Language
    today: date
    due_on: date
    act_by: date
    opens_on: date | None = None
    rungs: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Mark:
    x: float
    label: str
    colour: str
    from_y: int
    to_y: int
    text_x: float
    text_y: int
    anchor: str
    weight: int
    dash: bool


def timeline_picture(line: Timeline, is_closed: Callable[[date], bool]) -> Picture:
    """Draw one deadline. Raises CannotDraw."""
    return Picture(png=png_of(timeline_svg(line, is_closed)), alt=alt_text(line), width=WIDTH, height=HEIGHT)


def alt_text(line: Timeline) -> str:
    """Say in words what the picture shows."""
    words = _WORDS[line.language]
    safe = line.act_by if line.act_by != line.due_on else None
    named = {"opens": line.opens_on, "today": line.today, "act_by": safe, "due": line.due_on}
    days = sorted((day, name) for name, day in named.items() if day)
    colon, comma = ("：", "、") if line.language == "ja" else (": ", ", ")
    said = comma.join(f"{words[name]} {short_day(day, line.language, line.today)}" for day, name in days)
    return f"{'日程の図' if line.language == 'ja' else 'Timeline'}{colon}{said}"


def timeline_svg(line: Timeline, is_closed: Callable[[date], bool]) -> str:
    """Draw one deadline as SVG; equal timelines are equal drawings."""
    first, last = _range(line)
    days = (last - first).days + 1
    scale = SPAN / days

    def at(day: date, part: float = 0.5) -> float:
        return round(LEFT + ((day - first).days + part) * scale, 1)

    every = (first + timedelta(days=number) for number in range(days))
    closed = [day for day in every if is_closed(day)] if scale >= SHADED_FROM else []
    return drawing(
        "timeline.svg.j2",
        width=WIDTH,
        height=HEIGHT,
        top=TOP,
        bar=BAR,
        left=LEFT,
        span=SPAN,
        is_cut=line.opens_on is not None and line.opens_on < first,
        elapsed=max(at(line.today, 0) - LEFT, 0) if line.opens_on else 0,
        closed=[{"x": at(day, 0), "width": round((stop - day).days * scale, 1)} for day, stop in _runs(closed)],
        rungs=[{"x": at(day), "is_past": day < line.today} for day in line.rungs if first <= day <= last],
        marks=list(_marks(line, first, at)),
        words=_WORDS[line.language] | {"gap": _LEGEND_GAP[line.language]},
    )


def _range(line: Timeline) -> tuple[date, date]:
    """The first and last day drawn: from the opening, or from some days before today where that lies too far back."""
    last = max(line.due_on, line.today) + timedelta(days=1)
    ahead = (last - line.today).days
    longest = min(LONGEST_DAYS, WHOLE_WITHIN * ahead)
    opened = line.opens_on if line.opens_on and (last - line.opens_on).days <= longest else None
    nearest = line.today - timedelta(days=max(LEAST_DAYS, min(ahead, LONGEST_DAYS // 2)))
    return min(opened or nearest, line.today, line.act_by, line.due_on), last


def _marks(line: Timeline, first: date, at: Callable[[date], float]) -> Iterator[_Mark]:
    words, language, today = _WORDS[line.language], line.language, line.today

    def label(name: str, day: date) -> str:
        return f"{words[name]} {short_day(day, language, today)}"

    yield _mark(at(today), label("today", today), _TODAY, _ABOVE, weight=3)
    if line.act_by != line.due_on:
        yield _mark(at(line.act_by), label("act_by", line.act_by), _SAFE, _FIRST_BELOW, weight=2)
    yield _mark(at(line.due_on), label("due", line.due_on), _DUE, _SECOND_BELOW, weight=4)
    if line.opens_on:
        x = at(line.opens_on) if line.opens_on >= first else float(LEFT)
        others = {_FIRST_BELOW: line.act_by, _ABOVE: today}
        free = [row for row, day in others.items() if at(day) - x > 2 * LABEL]
        if free:
            yield _mark(x, label("opens", line.opens_on), _QUIET, free[0], weight=2)


def _mark(x: float, label: str, colour: str, row: int, *, weight: int) -> _Mark:
    """A line from the bar to its label; the label stands on the side of it where there is room."""
    is_right = x > WIDTH / 2
    return _Mark(
        x=x,
        label=label,
        colour=colour,
        from_y=TOP + BAR + 4 if row == _ABOVE else TOP,
        to_y=row - 14 if row == _ABOVE else row + 3,
        text_x=x - 6 if is_right else x + 6,
        text_y=row,
        anchor="end" if is_right else "start",
        weight=weight,
        dash=colour == _SAFE,
    )


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Neighbouring days as (first, the day after the last)."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + timedelta(days=1))
        else:
            found.append((day, day + timedelta(days=1)))
    return found
