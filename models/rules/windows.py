"""ログの窓: every log a case still lives on, per post, holder and communication (law.md §4, §10). Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from models.facts import (
    CaseFacts,
    ExplainedStep,
    LogWindow,
    ObservationFact,
    PostFact,
    Window,
    holder_subject,
    observation_subject,
    post_subject,
)
from models.provisions.figures import Retention
from models.provisions.law import Law
from models.provisions.length import Length
from models.provisions.profiles import PlatformProfile
from models.rules import retention
from models.rules.chains import ends_of, hops_of, kin_of
from models.rules.japan_time import japan_date
from models.rules.log_fates import is_seen, is_settled, name_found, platform_may_answer, promise
from models.rules.platform_logs import (
    NOT_DELETED,
    POSTED,
    clock_notes,
    deletion_of,
    own_window,
    sure_of,
    unmeasured_notes,
)
from models.rules.upstreams import figure_above, named_upstream
from models.terms import Confidence, HolderRole, LogKind, ObservationKind, ProviderCategory

NO_CASE: Final = 0
LOGGED_IN: Final = "ログインの日"
_NO_MOMENT: Final = ExplainedStep(
    text="通信の時刻が開示されていないので、投稿の時刻から計画する", cite="計画上の扱い（正しい時刻の開示を求める）"
)


def windows_of(facts: CaseFacts, law: Law) -> tuple[LogWindow, ...]:
    """Return every log window of a case, in the order of its posts, then of its disclosed addresses.

    Per post the platform's own log (where a figure for the platform is known) and, while nothing is disclosed, that of
    the unknown provider; per disclosed address one for each hop of its chain. `settled` ones need nothing any more.
    """
    found: list[LogWindow] = []
    for post in facts.posts:
        found += _own_log(facts, law, post)
        if not is_seen(facts, post):
            found.append(_unseen(facts, law, post))
    for observation in facts.observations:
        if observation.kind is ObservationKind.IP:
            found += _line(facts, law, observation)
    return tuple(found)


def planned_windows(  # noqa: PLR0913 - what a caller on the telephone may know, all by keyword
    *,
    moment: datetime,
    law: Law,
    platform: str | None = None,
    provider: str | None = None,
    category: ProviderCategory = ProviderCategory.UNKNOWN,
    log_kind: LogKind = LogKind.POST,
    kept_for: Length | None = None,
) -> tuple[LogWindow, ...]:
    """Return the windows of a post that is no case yet (`post_id` 0): the platform's own, then the provider's.

    Without a provider it is planned as the shortest known; a platform without a figure has no window.
    `moment`: of the post, or of the login when `log_kind` says so. `kept_for`: what somebody said of the provider's
    log; months count by the calendar. Raises LawError for an unknown key, ValueError for a moment without an offset.
    """
    site = law.platform(platform) if platform else None
    profile = law.provider(provider) if provider else None
    started = POSTED if log_kind is LogKind.POST else LOGGED_IN
    notes = clock_notes(site) if log_kind is LogKind.POST else ()
    own = own_window(site=site, moment=moment, calendar=law.calendar, started=started, notes=notes) if site else None
    window = retention.window(
        opens_at=moment,
        retention=retention.stated(japan_date(moment), kept_for) if kept_for else law.retention_of(provider, category),
        calendar=law.calendar,
        upstream=named_upstream(profile.key, law) if profile and not kept_for else None,
        whose=profile.name if profile else "",
        started=started,
        notes=notes,
        at_most=sure_of(site, NOT_DELETED) if log_kind is LogKind.POST else Confidence.HIGH,
    )
    role = HolderRole.PROVIDER if profile else HolderRole.UNKNOWN
    kind = LogKind.LOGIN if site and site.login_type else log_kind
    found = ((HolderRole.PLATFORM, platform or "", own), (role, provider or "", window))
    return tuple(_of_post(NO_CASE, who, key, kind, one) for who, key, one in found if one is not None)


def _own_log(facts: CaseFacts, law: Law, post: PostFact) -> Iterator[LogWindow]:
    """The platform's own log, until it has disclosed or has nothing more to give."""
    site = law.platforms.get(post.platform)
    if site is None:
        return
    deleted = deletion_of(facts, post)
    window = own_window(
        site=site, moment=post.posted_at, calendar=law.calendar, deleted=deleted, notes=clock_notes(site)
    )
    if window is not None:
        settled = is_seen(facts, post) or not platform_may_answer(facts, post)
        yield _of_post(post.id, HolderRole.PLATFORM, site.key, _kind_at(site), window, settled=settled)


def _unseen(facts: CaseFacts, law: Law, post: PostFact) -> LogWindow:
    """The log of a provider that nobody knows yet: planned as the shortest known."""
    site = law.platforms.get(post.platform)
    deleted = deletion_of(facts, post)
    window = retention.window(
        opens_at=post.posted_at,
        retention=law.shortest_retention(),
        calendar=law.calendar,
        started=POSTED,
        notes=clock_notes(site) + unmeasured_notes(site, deleted),
        at_most=sure_of(site, deleted),
    )
    settled = not platform_may_answer(facts, post)
    return _of_post(post.id, HolderRole.UNKNOWN, "", _kind_at(site), window, settled=settled)


def _line(facts: CaseFacts, law: Law, observation: ObservationFact) -> Iterator[LogWindow]:
    """One window for each hop of a disclosed address, or the shortest known while it has no hop."""
    hops = hops_of(facts, observation.id)
    if not hops:
        window = _line_window(facts, law, observation, law.shortest_retention())
        yield _of_line(observation, HolderRole.UNKNOWN, "", window)
    found = any(name_found(facts, hop) for hop in hops)
    ends = ends_of(hops)
    for hop in hops:
        settled = found or is_settled(facts, hop, is_last=hop in ends)
        profile = law.providers.get(hop.provider)
        window = _line_window(
            facts,
            law,
            observation,
            law.retention_of(hop.provider, hop.category),
            upstream=figure_above(hop, kin_of(hop, hops), law),
            whose=profile.name if profile else hop.provider,
        )
        kept = kept_window(facts, law, hop.holder_no)
        subject = holder_subject(hop.holder_no) if kept else None
        yield _of_line(observation, HolderRole.PROVIDER, hop.provider, kept or window, subject=subject, settled=settled)


def kept_window(facts: CaseFacts, law: Law, holder_no: int) -> Window | None:
    """Return the window that a holder's written promise (or an order with a date) puts in place of its log's own."""
    kept = promise(facts, holder_no)
    if kept is None or kept.on is None:
        return None
    return retention.kept_until(answered_at=kept.happened_at, until=kept.on, calendar=law.calendar)


def _line_window(
    facts: CaseFacts,
    law: Law,
    observation: ObservationFact,
    figure: Retention,
    *,
    upstream: Retention | None = None,
    whose: str = "",
) -> Window:
    """The clock of one line: its own moment; the post's where none was disclosed."""
    post = facts.post(observation.post_id)
    site = law.platforms.get(post.platform)
    return retention.window(
        opens_at=observation.observed_at or post.posted_at,
        notes=() if observation.observed_at else (_NO_MOMENT,),
        at_most=Confidence.HIGH if observation.observed_at else Confidence.LOW,
        retention=figure,
        calendar=law.calendar,
        upstream=upstream,
        whose=whose,
        started=LOGGED_IN if observation.log_kind is LogKind.LOGIN else "ログの記録日",
        zone=site.zone if site else None,
    )


def _kind_at(site: PlatformProfile | None) -> LogKind:
    return LogKind.LOGIN if site and site.login_type else LogKind.POST


def _of_post(
    post_id: int, role: HolderRole, holder: str, log_kind: LogKind, window: Window, *, settled: bool = False
) -> LogWindow:
    return LogWindow(
        post_id=post_id,
        observation_id=None,
        role=role,
        holder=holder,
        log_kind=log_kind,
        subject=post_subject(post_id),
        window=window,
        settled=settled,
    )


def _of_line(
    observation: ObservationFact,
    role: HolderRole,
    holder: str,
    window: Window,
    *,
    subject: str | None = None,
    settled: bool = False,
) -> LogWindow:
    return LogWindow(
        post_id=observation.post_id,
        observation_id=observation.id,
        role=role,
        holder=holder,
        log_kind=observation.log_kind,
        subject=subject or observation_subject(observation.id),
        window=window,
        settled=settled,
    )
