"""ログインの選択: the login nearest to the post among those that can identify the sender (最判令和6年12月23日)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.facts import CaseFacts, LogWindow, ObservationFact, PostFact
from models.provisions.law import Law
from models.rules.chains import hops_of, without_log
from models.rules.completeness import gaps_of
from models.rules.log_fates import name_found, promise
from models.rules.windows import windows_of
from models.terms import LogKind, ObservationKind

CITE: Final = "最判令和6年12月23日（令和5年(受)1583号）、施行規則5条"
_HOUR, _DAY, _MINUTE = 3600, 86400, 60


@dataclass(frozen=True, kw_only=True)
class RankedLogin:
    """ログインの順位: `rank` counts from 1 by distance in time from the post, before and after alike.

    `is_chosen`: the nearest that can still identify the sender. `distance` is negative before the post, None when the
    login's moment was not disclosed. `reason` is the Japanese sentence, `cite` what it rests on.
    """

    post_id: int
    observation_id: int
    rank: int
    distance: timedelta | None
    is_traceable: bool
    is_chosen: bool
    reason: str
    cite: str


def ranked_logins(facts: CaseFacts, law: Law, as_of: datetime | None = None) -> tuple[RankedLogin, ...]:
    """Rank every disclosed login of every post, nearest first, each with the reason why it is taken or left.

    `as_of`: the moment at which windows are judged; None leaves their ends out of account.
    """
    windows = windows_of(facts, law)
    return tuple(login for post in facts.posts for login in _of_post(facts, law, post, windows, as_of))


def _of_post(
    facts: CaseFacts, law: Law, post: PostFact, windows: tuple[LogWindow, ...], as_of: datetime | None
) -> Iterator[RankedLogin]:
    logins = sorted(_logins(facts, post), key=lambda o: (_seconds(o, post), o.id))
    obstacles = {login.id: _obstacle(facts, law, login, windows, as_of) for login in logins}
    chosen = next((login.id for login in logins if not obstacles[login.id]), None)
    for rank, login in enumerate(logins, start=1):
        distance = login.observed_at - post.posted_at if login.observed_at else None
        yield RankedLogin(
            post_id=post.id,
            observation_id=login.id,
            rank=rank,
            distance=distance,
            is_traceable=not obstacles[login.id],
            is_chosen=login.id == chosen,
            reason=_reason(distance, obstacles[login.id], login.id, chosen),
            cite=CITE,
        )


def _logins(facts: CaseFacts, post: PostFact) -> Iterator[ObservationFact]:
    for observation in facts.observations:
        is_login = observation.log_kind is LogKind.LOGIN and observation.kind is ObservationKind.IP
        if is_login and observation.post_id == post.id:
            yield observation


def _seconds(login: ObservationFact, post: PostFact) -> float:
    """Distance from the post; a login without a moment comes last."""
    return abs((login.observed_at - post.posted_at).total_seconds()) if login.observed_at else float("inf")


def _reason(distance: timedelta | None, obstacle: str, login_id: int, chosen: int | None) -> str:
    when = "時刻の分からないログイン" if distance is None else f"投稿の{_written(distance)}のログイン"
    if obstacle:
        return f"{when}: {obstacle}ので{f'、次に近い通信{chosen}による' if chosen else '使えない'}"
    if login_id == chosen:
        return f"{when}: 発信者を特定できるもののうち投稿に最も近い（投稿の前か後かは問わない）"
    return f"{when}: より近い通信{chosen}で足りる。ほかに開示を要する事情があるときだけ加える"


def _written(distance: timedelta) -> str:
    seconds = int(abs(distance).total_seconds())
    for size, unit in ((_DAY, "日"), (_HOUR, "時間"), (_MINUTE, "分"), (1, "秒")):
        if seconds >= size:
            return f"{seconds // size}{unit}{'後' if distance > timedelta(0) else '前'}"
    return "同時刻"


def _obstacle(
    facts: CaseFacts, law: Law, login: ObservationFact, windows: tuple[LogWindow, ...], as_of: datetime | None
) -> str:
    """Why this login cannot lead to the sender; empty when it can."""
    hops = hops_of(facts, login.id)
    if any(name_found(facts, hop) for hop in hops):
        return ""
    if without_log(facts, hops):
        return "保有者が「該当するログがない・特定できない」と回答した"
    fatal = next((gap.text for gap in gaps_of(facts, login, law) if gap.fatal), "")
    if fatal:
        return fatal
    kept = any(promise(facts, hop.holder_no) for hop in hops)
    return "" if kept or as_of is None else _closed(login, windows, as_of)


def _closed(login: ObservationFact, windows: tuple[LogWindow, ...], as_of: datetime) -> str:
    own = [log.window for log in windows if log.observation_id == login.id]
    return "保存期間が過ぎ、ログはもうない見込みな" if all(w.closes_latest <= as_of for w in own) else ""
