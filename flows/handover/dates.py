"""The dates of a case with every step of their computation, and the fatal ones as pictures."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from flows.dates_shown import days_left
from flows.handover.told import Told, day
from models.facts import Deadline
from models.terms import Confidence
from tasks.handover.tables import listed, pairs, say, title
from tasks.papers.blocks import Block, Paper
from tasks.pictures.timeline import Timeline
from tasks.words import word

NAME = "期限と計算"
MOST_PICTURES = 6
SOON = timedelta(days=730)
_SURE: Final = {Confidence.HIGH: "高い", Confidence.MEDIUM: "中程度", Confidence.LOW: "低い（弁護士の確認が必要）"}


def dates(told: Told) -> Paper:
    """Each date with its ground, consequence and steps, the most urgent first."""
    return told.paper(
        NAME,
        title(f"{NAME}　{told.ref}"),
        *listed(("期限", "期限日", "安全日", "残り"), _rows(told), (0, 9, 9, 6)),
        *(block for item in told.view.deadlines for block in _explained(told, item)),
    )


def timelines(told: Told) -> tuple[tuple[str, Timeline], ...]:
    """The next fatal dates, each on a line of days under its name; the most urgent first, some at most."""
    coming = [item for item in told.view.deadlines if item.fatal and item.due_on >= told.today]
    coming = [item for item in coming if item.due_on <= told.today + SOON] or coming[:1]
    found: dict[Timeline, str] = {}
    for item in coming:
        line = Timeline(language="ja", today=told.today, due_on=item.due_on, act_by=item.act_by, opens_on=item.opens_on)
        found.setdefault(line, f"{word('deadline', item.kind)}　{told.subject(item.subject)}")
    return tuple((name, line) for line, name in found.items())[:MOST_PICTURES]


def _rows(told: Told) -> Iterator[tuple[str, ...]]:
    for item in told.view.deadlines:
        mark = "【致命的】" if item.fatal else ""
        what = f"{mark}{word('deadline', item.kind)}\n{told.subject(item.subject)}"
        yield what, day(item.due_on), day(item.act_by), days_left((item.act_by - told.today).days, "ja")


def _explained(told: Told, item: Deadline) -> Iterator[Block]:
    yield title(f"{word('deadline', item.kind)}　{told.subject(item.subject)}　{day(item.due_on)}", 2)
    yield pairs(
        (
            ("期限日", day(item.due_on)),
            ("安全日", day(item.act_by)),
            ("根拠", item.article or item.rule),
            ("確度", _SURE[item.confidence]),
            ("過ぎると", item.consequence),
        )
    )
    for number, step in enumerate(item.because, 1):
        yield say(f"{number}　{step.text}（{step.cite}）", indent=1)
    for reading in item.readings:
        yield say(f"別の読み方：{reading.text} {day(reading.due_on)}（{reading.cite}）", indent=1)
