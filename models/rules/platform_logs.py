"""投稿先のログ: how long a platform keeps its own record, and what shortens it (law.md §4, platforms' own logs)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from models.facts import CaseFacts, ExplainedStep, PostFact, Window
from models.provisions.calendar import CourtCalendar
from models.provisions.profiles import PlatformProfile
from models.rules import retention
from models.rules.japan_time import japan_date, start_of, written
from models.rules.log_fates import deletions
from models.terms import Confidence, StepKind

POSTED: Final = "投稿日"
_LOGIN_CITE: Final = "最判令和6年12月23日; kandato.jp/case/timelimit"
_SHORTER_CITE: Final = "gentosha-go.com（Xは削除後約1か月）から推した計画上の扱い"


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """削除: the day in Japan on which the post, or the whole account, was deleted; None while it is not known to be."""

    post_on: date | None = None
    account_on: date | None = None


NOT_DELETED: Final = Deletion()


def deletion_of(facts: CaseFacts, post: PostFact) -> Deletion:
    """Return what the facts say of the deletion of a post and of its account (the earliest day said)."""
    return Deletion(
        post_on=_first_day(facts, post, StepKind.POST_DELETED),
        account_on=_first_day(facts, post, StepKind.ACCOUNT_DELETED),
    )


def clock_notes(site: PlatformProfile | None) -> tuple[ExplainedStep, ...]:
    """Return the step that says what a login-type site's clock runs on, before it has disclosed any login."""
    if site is None or not site.login_type:
        return ()
    text = (
        f"{site.name}はログイン型: 期間はログインの時刻から進むが、開示まで分からないので投稿の時刻から計画する"
        "（投稿より前のログインのログはもっと早く消える）"
    )
    return (ExplainedStep(text=text, cite=_LOGIN_CITE),)


def unmeasured_notes(site: PlatformProfile | None, deleted: Deletion) -> tuple[ExplainedStep, ...]:
    """Return the step that says a deletion shortens this platform's own log by nobody knows how much."""
    on = _unmeasured(site, deleted)
    if site is None or on is None:
        return ()
    text = (
        f"{written(on)}に投稿またはアカウントが削除された: {site.name}自身のログは早く消えるおそれがあるが、"
        "削除後の保存期間の数字は見つかっていない"
    )
    return (ExplainedStep(text=text, cite=_SHORTER_CITE),)


def sure_of(site: PlatformProfile | None, deleted: Deletion) -> Confidence:
    """Return how sure a window planned from the post's moment can be at most, before anything is disclosed."""
    if _unmeasured(site, deleted) is not None:
        return Confidence.LOW
    return Confidence.MEDIUM if site is not None and site.login_type else Confidence.HIGH


def own_window(
    *,
    site: PlatformProfile,
    moment: datetime,
    calendar: CourtCalendar,
    deleted: Deletion = NOT_DELETED,
    started: str = POSTED,
    notes: tuple[ExplainedStep, ...] = (),
) -> Window | None:
    """Return the window of the platform's own log; None when no figure for that platform was found.

    A deleted account has its own figure where one is known, counted from 0:00 of the day; the earlier end rules.
    """
    doubts = unmeasured_notes(site, deleted)
    found = []
    if site.retention is not None:
        found.append(
            retention.window(
                opens_at=moment,
                retention=site.retention,
                calendar=calendar,
                whose=site.name,
                started=started,
                notes=notes + doubts,
                at_most=sure_of(site, deleted),
            )
        )
    if site.retention_after_deletion is not None and deleted.account_on is not None:
        found.append(
            retention.window(
                opens_at=start_of(deleted.account_on),
                retention=site.retention_after_deletion,
                calendar=calendar,
                whose=site.name,
                started="アカウントが削除された日",
                notes=doubts,
            )
        )
    return min(found, key=lambda w: w.closes_earliest, default=None)


def _unmeasured(site: PlatformProfile | None, deleted: Deletion) -> date | None:
    """The earliest deletion for which this platform has no figure."""
    if site is None:
        return None
    measured = site.retention_after_deletion is not None
    days = [deleted.post_on, None if measured else deleted.account_on]
    return min((day for day in days if day is not None), default=None)


def _first_day(facts: CaseFacts, post: PostFact, kind: StepKind) -> date | None:
    days = (step.on or japan_date(step.happened_at) for step in deletions(facts, post, kind))
    return min(days, default=None)
