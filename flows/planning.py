"""`kaiji plan` for a post that is no case yet: what was typed is checked as a whole, then planned, never kept."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.answers.faults import Fault, Faults
from models.answers.moments import MomentFault, parse_day, parse_moment
from models.facts import LogWindow
from models.provisions import Law, LawError, parse_length
from models.provisions.calendar import FIRST_YEAR, LAST_YEAR, CourtCalendar
from models.rules.japan_time import japan_date
from models.rules.route_choice import PostPlan, plan_post
from models.rules.windows import planned_windows
from models.terms import HolderRole, LogKind, ProviderCategory

LENGTH_CURE: Final = "数と単位（d 日、w 週、m か月、y 年）で書いてください（例 93d, 3m, 1y）"
RANGE: Final = f"{FIRST_YEAR}年から{LAST_YEAR}年までの日時にしてください（祝日の分かる範囲）"
MOST_YEARS: Final = 10
_PER_YEAR: Final = {"d": 366, "w": 53, "m": 12, "y": 1}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The words of the command; None where nothing was typed."""

    posted_at: str
    login_at: str | None = None
    provider: str | None = None
    category: str | None = None
    platform: str | None = None
    route: str | None = None
    retention: str | None = None
    on: str | None = None


def plan_typed(typed: Typed, law: Law, today: date) -> PostPlan:
    """Check what was typed and plan the post. Raises Faults with everything that is wrong: field, value, cure."""
    faults = list(_faults(typed, law, today))
    if faults:
        raise Faults(faults)
    windows = windows_typed(typed, law)
    on = parse_day(typed.on) if typed.on else max(today, japan_date(parse_moment(typed.posted_at)))
    try:
        return plan_post(windows=windows, law=law, on=on, platform=typed.platform, route=typed.route)
    except LawError as error:
        raise Faults([Fault(field="--route", value=typed.route or "", cure=str(error))]) from error


def windows_typed(typed: Typed, law: Law) -> tuple[LogWindow, ...]:
    """Return the logs of a post whose words are known to be right."""
    return planned_windows(
        moment=parse_moment(typed.login_at or typed.posted_at),
        law=law,
        platform=typed.platform,
        provider=typed.provider,
        category=ProviderCategory(typed.category) if typed.category else ProviderCategory.UNKNOWN,
        log_kind=LogKind.LOGIN if typed.login_at else LogKind.POST,
        kept_for=parse_length(typed.retention) if typed.retention else None,
    )


def _faults(typed: Typed, law: Law, today: date) -> Iterator[Fault]:
    yield from _moment_faults("--posted-at", typed.posted_at)
    if typed.login_at is not None:
        yield from _moment_faults("--login-at", typed.login_at)
    yield from day_faults(typed.on, _posted_on(typed))
    yield from _unknown("--platform", typed.platform, law.platforms)
    yield from _unknown("--provider", typed.provider, law.providers)
    yield from _unknown("--category", typed.category, [str(c) for c in ProviderCategory])
    yield from _route_faults(typed, law, today)
    yield from _length_faults(typed.retention)


def day_faults(text: str | None, earliest: date | None = None) -> Iterator[Fault]:
    """Everything wrong with the day of --on; it may not lie before `earliest`, the day of the post."""
    if text is None:
        return
    try:
        day = parse_day(text)
    except MomentFault as fault:
        yield Fault(field="--on", value=text, cure=str(fault))
        return
    if not CourtCalendar.knows(day):
        yield Fault(field="--on", value=text, cure=RANGE)
    elif earliest is not None and day < earliest:
        yield Fault(field="--on", value=text, cure=f"投稿の日（{earliest}）以後の日にしてください")


def _posted_on(typed: Typed) -> date | None:
    try:
        return japan_date(parse_moment(typed.posted_at))
    except MomentFault:
        return None


def _moment_faults(field: str, text: str) -> Iterator[Fault]:
    try:
        moment = parse_moment(text)
    except MomentFault as fault:
        yield Fault(field=field, value=text, cure=str(fault))
        return
    if not FIRST_YEAR + 1 <= moment.year <= LAST_YEAR - MOST_YEARS:
        yield Fault(field=field, value=text, cure=RANGE)


def _unknown(field: str, key: str | None, known: Collection[str]) -> Iterator[Fault]:
    if key is not None and key not in known:
        yield Fault(field=field, value=key, cure=f"次のいずれかです: {', '.join(sorted(known))}")


def _route_faults(typed: Typed, law: Law, today: date) -> Iterator[Fault]:
    on = today if typed.on is None or list(day_faults(typed.on)) else parse_day(typed.on)
    known = {row.key: row for row in law.timetable.routes_on(on)}
    yield from _unknown("--route", typed.route, known)
    row = known.get(typed.route or "")
    if row is not None and row.asks is HolderRole.PROVIDER and typed.provider is None:
        cure = f"「{row.text}」はプロバイダへの手続です。--provider も書いてください"
        yield Fault(field="--route", value=row.key, cure=cure)


def _length_faults(text: str | None) -> Iterator[Fault]:
    if text is None:
        return
    try:
        length = parse_length(text)
    except LawError:
        yield Fault(field="--retention", value=text, cure=LENGTH_CURE)
        return
    if length.count > MOST_YEARS * _PER_YEAR[length.unit]:
        yield Fault(field="--retention", value=text, cure=f"{MOST_YEARS}年以内にしてください")
