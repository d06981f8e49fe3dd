"""What staff read of missing items and of logins: one sentence each, before the letter leaves."""

from datetime import datetime
from typing import Any

import pytest

from flows.gaps_shown import gap_lines, gaps_before
from models.facts import CaseFacts
from models.rules.japan_time import JST
from models.terms import WaitKind
from tests.models.rules.log_case import LAW, facts_of

POSTED = datetime(2026, 6, 1, 21, 15, tzinfo=JST)
LANGUAGES = ("ja", "en")


def facts(*lines: dict[str, Any], platform: str = "girlschannel", step: tuple[dict[str, Any], ...] = ()) -> CaseFacts:
    numbered = [{"no": number, "at": POSTED, **line} for number, line in enumerate(lines, 1)]
    return facts_of({"platform": platform, "posted_at": POSTED, "line": numbered, "step": list(step)})


def test_lines_that_lack_the_same_are_one_sentence_with_source_and_cure() -> None:
    lacking = {"has": [], "chain": ["ntt_docomo"]}
    (said,) = gap_lines(facts(lacking, lacking), LAW, "ja")
    assert said.startswith("【特定できない見込み】通信1, 2（NTTドコモ）: 接続先IPがありません: ")
    assert "投稿先に接続先IPの開示を求めてください。ガールズちゃんねるのログにはあるとされる（" in said
    assert "docomo.ne.jp" in said


def test_in_english_too() -> None:
    (said,) = gap_lines(facts({"has": []}, platform="5ch"), LAW, "en")
    assert said.startswith("[May be missing] Line 1 (provider not known yet): Source port and destination IP are both")


def test_a_complete_line_says_nothing() -> None:
    assert gap_lines(facts({"chain": ["ntt_docomo"]}), LAW, "ja") == ()


def test_a_line_whose_name_was_found_lacks_nothing() -> None:
    found = {"kind": "disclosed", "subject": "holder:1", "outcome": "disclosed"}
    assert gap_lines(facts({"has": [], "chain": ["kddi"]}, step=(found,)), LAW, "ja") == ()


def test_a_company_without_a_profile_is_named_as_it_was_typed() -> None:
    (said,) = gap_lines(facts({"has": [], "chain": ["どこかの携帯/mobile"]}), LAW, "ja")
    assert "通信1（どこかの携帯）" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_logins_are_ranked_in_both_zones(language: str) -> None:
    near = {"kind": "login", "at": datetime(2026, 6, 2, 1, 0, tzinfo=JST)}
    far = {"kind": "login", "at": datetime(2026, 6, 9, 21, 15, tzinfo=JST)}
    lost = {"kind": "login", "at": datetime(2026, 6, 1, 21, 0, tzinfo=JST), "zone": False}
    blind = {"kind": "login", "at": None}
    lines = gap_lines(facts(near, far, lost, blind, platform="x"), LAW, language)
    said = [line for line in lines if "2026-06-01 16:00:00 UTC = 2026-06-02 01:00:00 JST（日付が変わる）" in line]
    assert len(said) == 1
    assert ("投稿に最も近い" if language == "ja" else "the nearest to the post") in said[0]
    ranks = [line for line in lines if ("候補" if language == "ja" else "login no.") in line]
    assert len(ranks) == 4
    assert "—" in ranks[-1]


def test_a_closed_window_is_told_apart_only_at_a_given_moment() -> None:
    early = facts({"kind": "login", "chain": ["ntt_docomo"]}, platform="x")
    assert "投稿に最も近い" in gap_lines(early, LAW, "ja")[0]
    assert "保存期間が過ぎ" in gap_lines(early, LAW, "ja", datetime(2027, 1, 4, 9, tzinfo=JST))[0]


@pytest.mark.parametrize(
    ("kind", "subject", "count"),
    [
        (WaitKind.LETTER_RELEASE, "holder:1/preservation_notice:1", 3),
        (WaitKind.LETTER_RELEASE, "holder:2/preservation_notice:1", 2),
        (WaitKind.LETTER_RELEASE, "holder:1/disclosure_complaint:1", 0),
        (WaitKind.PROVIDER_REVIEW, "observation:3", 1),
        (WaitKind.PROVIDER_REVIEW, "observation:4", 0),
        (WaitKind.PLATFORM_ANSWER, "platform:x", 7),
        (WaitKind.PLATFORM_ANSWER, "platform:mamasta", 2),
        (WaitKind.PLATFORM_ANSWER, "platform:nobody", 1),
        (WaitKind.PRESERVATION_ANSWER, "holder:1", 0),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_before_each_wait(kind: WaitKind, subject: str, count: int, language: str) -> None:
    whole = facts(
        {"has": [], "chain": ["kddi"]}, {"has": [], "chain": ["rakuten_mobile"]}, {"has": []}, {}, platform="x"
    )
    said = gaps_before(kind, subject, whole, LAW, language)
    assert len(said) == count
    if kind is WaitKind.PLATFORM_ANSWER:
        assert ("接続先IP" if language == "ja" else "destination IP") in said[0]


def test_what_is_known_of_the_holder_stands_beside_its_notice() -> None:
    whole = facts({"chain": ["kddi"]}, platform="x")
    said = gaps_before(WaitKind.LETTER_RELEASE, "holder:1/preservation_notice:1", whole, LAW, "ja")
    assert any(line.startswith("KDDI（au）: KDDIのアドレスには固定回線") for line in said)
    asked = gaps_before(WaitKind.PLATFORM_ANSWER, "platform:x", whole, LAW, "ja")
    assert any("X（旧Twitter）: 開示される時刻はUTC" in line for line in asked)
