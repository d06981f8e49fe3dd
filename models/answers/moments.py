"""Moments as people write them: a day in Japan, or a time with its zone. A time without a zone is refused."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

import pendulum

from models.rules.progress.plan import JAPAN

SHAPE = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[ T](?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: ?(?P<zone>JST|UTC|Z|[+-]\d{2}:?\d{2}))?)?"
)
CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分)?)")
HOURS, MINUTES = 24, 60
ZONES = {"JST": "+09:00", "UTC": "+00:00", "Z": "+00:00"}
EXAMPLE = "2026-07-01 23:41:05 JST"


class MomentFault(ValueError):
    """The text is not a usable moment; the message is the cure."""


def parse_moment(text: str, *, seconds: bool = False) -> datetime:
    """Parse a moment with time and zone (JST, UTC, Z, ±hh:mm); with `seconds` the seconds must be there.

    Returns an aware UTC datetime. Raises MomentFault.
    """
    match = _match(text)
    clock, zone = match["clock"], match["zone"]
    if clock is None:
        msg = f"時刻と時差が必要です（例 {EXAMPLE}）"
        raise MomentFault(msg)
    if zone is None:
        msg = f"時差がありません。JST・UTC・+09:00 のいずれかを付けてください（例 {EXAMPLE}）"
        raise MomentFault(msg)
    if seconds and clock.count(":") < 2:  # noqa: PLR2004 (hh:mm:ss)
        msg = f"秒まで必要です（例 {EXAMPLE}）"
        raise MomentFault(msg)
    padded = clock if clock.index(":") == 2 else f"0{clock}"  # noqa: PLR2004 (two-digit hour)
    return _exact(f"{match['day']}T{padded}{ZONES.get(zone, zone)}")


def parse_happening(text: str, now: datetime) -> datetime:
    """Parse when something happened: a moment with zone, or a bare day in Japan (its end, or now if earlier)."""
    match = _match(text)
    if match["clock"] is not None:
        return parse_moment(text)
    end = datetime.combine(_day(match["day"]), time(23, 59, 59), tzinfo=JAPAN)
    if end > now and end.date() == now.astimezone(JAPAN).date():
        return now.astimezone(UTC)
    return end.astimezone(UTC)


def parse_day(text: str) -> date:
    """Parse a bare day (YYYY-MM-DD). Raises MomentFault."""
    match = _match(text)
    if match["clock"] is not None:
        msg = "日付だけを入れてください（例 2026-07-01）"
        raise MomentFault(msg)
    return _day(match["day"])


def parse_clock(text: str) -> time:
    """Parse a time of day in Japan, of 24 hours (13:30, 13時30分, 13時). Raises MomentFault."""
    match = CLOCK.fullmatch(unicodedata.normalize("NFKC", text).strip())
    hour, minute = (int(match[1]), int(match[2] or match[3] or 0)) if match else (HOURS, MINUTES)
    if hour >= HOURS or minute >= MINUTES:
        msg = "時刻だけを24時間制で入れてください（例 13:30）"
        raise MomentFault(msg)
    return time(hour, minute)


def shown(moment: datetime) -> str:
    """A moment as forms show it: JST with seconds."""
    return pendulum.instance(moment).in_timezone("Asia/Tokyo").format("YYYY-MM-DD HH:mm:ss") + " JST"


def is_future(moment: datetime, now: datetime) -> bool:
    """Later than now, with a minute's grace for clocks that differ."""
    return moment > now + timedelta(minutes=1)


def _match(text: str) -> re.Match[str]:
    match = SHAPE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        msg = f"日付または日時として読めません（例 {EXAMPLE} または 2026-07-01）"
        raise MomentFault(msg)
    return match


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = "暦にない日付です"
        raise MomentFault(msg) from None


def _exact(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        msg = "暦または時計にない日時です"
        raise MomentFault(msg) from None
