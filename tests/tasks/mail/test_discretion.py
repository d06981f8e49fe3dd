"""What a mail may say of companies: over every profile, every way a log or route is explained, every setting."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from models.facts import ExplainedStep, Window
from models.provisions import Law
from models.rules import platform_logs, retention
from models.rules.windows import planned_windows
from models.terms import LogKind
from tasks.discretion import Discretion, discretion

MOMENT = datetime(2026, 9, 26, 3, 0, tzinfo=UTC)
UNLISTED = "kareido_net"


def windows(law: Law) -> Iterator[Window]:
    """The window of every provider and platform there is, and of a provider that has no profile."""
    for key in law.providers:
        yield from (item.window for item in planned_windows(moment=MOMENT, law=law, provider=key))
    for key, site in law.platforms.items():
        kinds = (LogKind.POST, LogKind.LOGIN)
        yield from (
            item.window for k in kinds for item in planned_windows(moment=MOMENT, law=law, platform=key, log_kind=k)
        )
        deleted = platform_logs.Deletion(post_on=date(2026, 10, 1), account_on=date(2026, 10, 2))
        own = platform_logs.own_window(site=site, moment=MOMENT, calendar=law.calendar, deleted=deleted)
        if own:
            yield own
    figure = law.shortest_retention()
    yield retention.window(opens_at=MOMENT, retention=figure, calendar=law.calendar, whose=UNLISTED)
    yield retention.window(opens_at=MOMENT, retention=figure, calendar=law.calendar, whose=UNLISTED, upstream=figure)
    yield retention.kept_until(
        answered_at=MOMENT,
        until=date(2026, 12, 25),
        calendar=law.calendar,
        whose=next(iter(law.providers.values())).name,
    )


def steps(law: Law) -> Iterator[ExplainedStep]:
    for window in windows(law):
        yield from window.steps
        yield ExplainedStep(text=f"{window.basis}: 早ければ2026年12月28日(月)に消える", cite=window.source)
        yield ExplainedStep(text=f"根拠の変更: {window.basis} → {window.basis}", cite="")
    for site in law.platforms.values():
        deleted = platform_logs.Deletion(post_on=date(2026, 10, 1))
        yield from (*platform_logs.clock_notes(site), *platform_logs.unmeasured_notes(site, deleted))


def names(law: Law) -> set[str]:
    """Every name and key of every company, with what is before its bracket."""
    found = {UNLISTED}
    for each in law.providers.values():
        found |= {each.key, each.name, each.legal_name, *each.names}
    for site in law.platforms.values():
        found |= {site.key, site.name, site.operator}
    return {part for name in found for part in (name, name.partition("（")[0]) if part}


def named_in(text: str, wanted: set[str]) -> list[str]:
    return [n for n in wanted if re.search(rf"(?<![A-Za-z0-9]){re.escape(n)}(?![A-Za-z0-9])", text)]


def test_no_step_of_any_profile_names_a_company_or_site(law: Law) -> None:
    kept = discretion(law, [], "ja")
    wanted = names(law)
    seen = 0
    for step in steps(law):
        text, cite = kept.text(step.text), kept.cite(step.cite)
        assert named_in(text, wanted) == []
        assert named_in(cite, wanted) == []
        assert not re.search(r"[a-z0-9]\.(?:jp|com|net|org|online|sc)\b", text + cite)
        seen += bool(named_in(step.text, wanted))
    assert seen > len(law.providers)  # the rules do name them, so there was something to hide


def test_the_rest_of_a_step_stays(law: Law) -> None:
    kept = discretion(law, [], "ja")
    said = f"{law.providers['ntt_docomo'].name}の保存期間 93日: 93日経過で2026年12月28日(月)に消える可能性がある"
    assert kept.text(said) == "この事業者の保存期間 93日: 93日経過で2026年12月28日(月)に消える可能性がある"
    assert kept.text("J:COMの上流の保存期間 3か月") == "この事業者の上流の保存期間 3か月"
    assert kept.text(f"根拠の変更: {UNLISTED}の保存期間 1か月 → {UNLISTED}の保存期間 93日") == (
        "根拠の変更: この事業者の保存期間 1か月 → この事業者の保存期間 93日"
    )


@pytest.mark.parametrize(
    "said",
    [
        "ログの記録日 2026年9月26日(土) 10:20:30（日本時間）",
        "判決送達から2週間（民事訴訟法285条）",
        "2026-09-26T10:20:30+09:00 から 3～6か月",
        "14条5項・15条3項1号",
        "保存期間 93日: 93日経過",
    ],
)
def test_times_articles_and_lengths_are_left_alone(law: Law, said: str) -> None:
    assert discretion(law, [], "ja").text(said) == said
    assert discretion(law, [], "ja").cite(said) == said


@pytest.mark.parametrize(
    "hidden",
    [
        "https://board.example/thread/101?x=1",
        "board.example/thread/101",
        "203.0.113.45",
        "2001:db8::1",
        "2001:db8:0:1:2:3:4:5",
        "::1",
        "someone@mail.example",
    ],
)
@pytest.mark.parametrize("may_name", [[], ["platform", "provider", "requester", "court_case_no"]], ids=["none", "all"])
def test_addresses_are_never_said(law: Law, hidden: str, may_name: list[str]) -> None:
    assert discretion(law, may_name, "ja").text(f"前 {hidden} 後") == "前 〔省略〕 後"


@pytest.mark.parametrize(
    ("may_name", "provider", "platform"),
    [(["provider"], True, False), (["platform"], False, True), (["requester"], False, False)],
    ids=["provider", "platform", "neither"],
)
def test_each_kind_of_company_is_allowed_for_itself(
    law: Law, may_name: list[str], *, provider: bool, platform: bool
) -> None:
    kept = discretion(law, may_name, "ja")
    assert ("BIGLOBE" in kept.text("BIGLOBEの保存期間 180日")) is provider
    assert ("ママスタ" in kept.text("ママスタの保存期間 90日")) is platform
    assert ("ママスタ" in kept.text("ママスタはログイン型: 期間は")) is platform
    assert (UNLISTED in kept.text(f"{UNLISTED}の保存期間 180日")) is provider


def test_sources_are_shown_only_where_both_may_be_named(law: Law) -> None:
    site = "kandato.jp/term/ログ保存期間（2015-04-02）"
    assert discretion(law, ["provider"], "ja").cite(site) == "事件のページに示す出典"
    assert discretion(law, ["provider", "platform"], "ja").cite(site) == site
    assert discretion(law, [], "en").cite(site) == "source: see the case"


def test_it_is_made_once_for_a_law(law: Law) -> None:
    first: Discretion = discretion(law, ["provider"], "ja")
    assert discretion(law, ["provider"], "ja") is first
    assert discretion(law, [], "ja") is not first
