"""A firm's folder over the law: which figure wins, that every explanation says so, and every fault at once."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from models.provisions import LawError, load_law, loading, parse_length
from models.rules.completeness import missing_for
from models.rules.deadlines import deadlines
from models.rules.japan_time import JST
from models.rules.periods import count, count_back
from models.rules.retention import kept_until
from models.rules.windows import planned_windows
from models.terms import PeriodRule, ProviderCategory
from tests.models.rules.log_case import facts_of

PROVIDERS = loading.PROFILE_FOLDER / "providers"
POSTED = datetime(2026, 6, 1, 21, 15, tzinfo=JST)
DOCOMO = "【事務所の設定 profiles/providers/ntt_docomo.toml】"
Written = Callable[[str, str], Path]
FIGURE = """
[[figure]]
key = "{key}"
kind = "PRACTICE"
length = "{length}"
rule = "none"
text = "当所の見込み"
cite = "当所の統計"
source = "当所の記録"
checked_on = 2026-11-22
confidence = "M"
valid_from = {valid_from}
{more}
consequence = "当所の扱い"
"""
CLASS = """
[[class]]
category = "mobile"
days_min = 60
days_max = 93
unit = "60日"
source = "当所の記録"
checked_on = 2026-11-22
confidence = "M"
"""


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def write(firm: Path) -> Written:
    def put(name: str, text: str) -> Path:
        path = firm / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


def figure(key: str, length: str, valid_from: str, more: str = "") -> str:
    return FIGURE.format(key=key, length=length, valid_from=valid_from, more=more)


def own_docomo(days: int) -> str:
    text = (PROVIDERS / "ntt_docomo.toml").read_text(encoding="utf-8")
    return text.replace("days_min = 93", f"days_min = {days}")


def test_a_firms_profile_shows_in_window_deadline_and_missing_items(firm: Path, write: Written) -> None:
    write("providers/ntt_docomo.toml", own_docomo(60))
    law = load_law(firm)
    (log,) = planned_windows(moment=POSTED, law=law, provider="ntt_docomo")
    assert (log.window.act_by, log.window.source[: len(DOCOMO)]) == (date(2026, 7, 30), DOCOMO)
    assert any(step.cite.startswith(DOCOMO) for step in log.window.steps)
    line = {"no": 1, "at": POSTED, "chain": ["ntt_docomo"], "has": []}
    facts = facts_of({"platform": "mamasta", "posted_at": POSTED, "line": [line]})
    (deadline,) = [d for d in deadlines(facts, law, POSTED) if d.key == "log_expiry:observation:1"]
    assert deadline.article.startswith(DOCOMO)
    assert deadline.rule == f"{DOCOMO}NTTドコモの保存期間 93日"
    (gap,) = missing_for(facts.observations[0], law.provider("ntt_docomo"), ProviderCategory.MOBILE, law)
    assert gap.source.startswith(DOCOMO)


def test_a_firms_shorter_figure_is_what_an_unknown_provider_is_planned_with(firm: Path, write: Written) -> None:
    write("providers/ntt_docomo.toml", own_docomo(60))
    (log,) = planned_windows(moment=POSTED, law=load_law(firm))
    assert log.window.source.startswith(DOCOMO)
    assert log.window.act_by == date(2026, 7, 30)


def test_ours_carries_no_firms_name() -> None:
    law = load_law()
    assert {figure.origin for versions in law.figures.values() for figure in versions} == {""}
    assert law.provider("ntt_docomo").marked("民法140条") == "民法140条"


def test_a_platforms_own_log_shows_the_firms_file(firm: Path, write: Written) -> None:
    text = (loading.PROFILE_FOLDER / "platforms" / "x.toml").read_text(encoding="utf-8")
    write("platforms/x.toml", text)
    own, _ = planned_windows(moment=POSTED, law=load_law(firm), platform="x")
    assert own.window.source.startswith("【事務所の設定 profiles/platforms/x.toml】")


def test_a_class_is_overridden_by_its_category(firm: Path, write: Written) -> None:
    write("retention.toml", CLASS)
    law = load_law(firm)
    mobile = law.retention_of("rakuten_mobile", ProviderCategory.UNKNOWN)
    assert (mobile.days_min, mobile.shown_source) == (
        60,
        "【事務所の設定 profiles/retention.toml】当所の記録（2026-11-22確認、確度M）",
    )
    assert law.retention_of(None, ProviderCategory.FIXED) == load_law().retention_of(None, ProviderCategory.FIXED)


def test_the_needs_of_a_class_are_overridden_too(firm: Path, write: Written) -> None:
    text = '[[class]]\ncategory = "fixed"\nneeds = ["port", "seconds"]\nsure = true\nwhy = "当所の経験"\n'
    write("log_lines.toml", text + 'source = "当所"\nchecked_on = 2026-11-22\nconfidence = "M"\n')
    law = load_law(firm)
    assert law.line_needs(ProviderCategory.FIXED).needs == ("port", "seconds")
    assert law.line_needs(ProviderCategory.FIXED).origin == "【事務所の設定 profiles/log_lines.toml】"
    assert law.line_needs(ProviderCategory.MOBILE) == load_law().line_needs(ProviderCategory.MOBILE)


def test_a_later_version_ends_ours_the_day_before(firm: Path, write: Written) -> None:
    write("statutes/own.toml", figure("preservation_answer", "10d", "2026-10-01"))
    law = load_law(firm)
    before, after = (
        law.figure("preservation_answer", date(2026, 9, 30)),
        law.figure("preservation_answer", date(2026, 10, 1)),
    )
    assert (before.origin, before.valid_to) == ("", date(2026, 9, 30))
    assert (str(after.length), after.marked(after.cite)) == (
        "10d",
        "【事務所の設定 profiles/statutes/own.toml】当所の統計",
    )


def test_a_version_of_the_same_day_replaces_ours(firm: Path, write: Written) -> None:
    ours = load_law().figures["preservation_answer"][0]
    write("statutes/own.toml", figure("preservation_answer", "20d", str(ours.valid_from)))
    (only,) = load_law(firm).figures["preservation_answer"]
    assert (str(only.length), only.source) == ("20d", "当所の記録")


def test_a_new_figure_is_added(firm: Path, write: Written) -> None:
    write("statutes/own.toml", figure("own_matter", "3w", "2026-01-01"))
    assert str(load_law(firm).figure("own_matter", date(2026, 11, 22)).length) == "3w"


def test_a_closed_version_of_ours_stays_as_it_is(firm: Path, write: Written) -> None:
    write("statutes/own.toml", figure("majority", "17y", "2030-04-01"))
    old, now, new = load_law(firm).figures["majority"]
    assert (old.valid_to, now.valid_to, new.valid_to) == (date(2022, 3, 31), date(2030, 3, 31), None)


def test_fees_are_overridden_by_section(firm: Path, write: Written) -> None:
    fees = (loading.LAW_FOLDER / "fees.toml").read_text(encoding="utf-8")
    section = fees[fees.index("[non_pecuniary]") :].split("\n\n")[0].replace("1_600_000", "1_700_000")
    write("fees.toml", section.replace("1600000", "1700000") + "\n")
    own = load_law(firm).fees
    assert (own.non_pecuniary.amount, own.non_pecuniary.origin) == (1_700_000, "【事務所の設定 profiles/fees.toml】")
    assert own.tiers == load_law().fees.tiers


def test_every_fault_of_every_firms_file_at_once(firm: Path, write: Written) -> None:
    text = own_docomo(93)
    write("providers/ntt_docomo.toml", text.replace('legal_name = "株式会社NTTドコモ"\n', "").replace("93日", ""))
    write("retention.toml", CLASS.replace("60", "0").replace("unit", "units"))
    write("statutes/own.toml", figure("preservation_answer", "ten days", "2026-10-01"))
    write("fees.toml", "[non_pecuniary]\namount = 0\n[surcharges]\n")
    write("log_lines.toml", '[[class]]\ncategory = "fixed"\nneeds = ["ports"]\n')
    write("provider/kddi.toml", "")
    write("retentions.toml", "")
    write(".hidden/x.toml", "")
    write("README.md", "")
    with pytest.raises(LawError) as caught:
        load_law(firm)
    faults = caught.value.faults
    for words in (
        "profiles/providers/ntt_docomo.toml: ntt_docomo.legal_name is missing: write a text in quotes",
        "profiles/providers/ntt_docomo.toml: ntt_docomo.retention.unit = '': write a text in quotes",
        "profiles/retention.toml: retention.class[1].days_min = 0: write a whole number, at least 1",
        "profiles/retention.toml: retention.class[1].units = '0日': unknown key",
        "profiles/retention.toml: retention.class[1].unit is missing",
        "profiles/statutes/own.toml: own.figure[1].length = 'ten days': write a count and a unit",
        "profiles/fees.toml: fees.non_pecuniary.amount = 0: write a whole number, at least 1",
        "profiles/fees.toml: fees.surcharges = {}: unknown key",
        "profiles/log_lines.toml: log_lines.class[1].needs = ['ports']: write only port, destination_ip, seconds",
        "profiles/log_lines.toml: log_lines.class[1].why is missing",
        "profiles/provider: nobody reads it; known: platforms, providers",
        "profiles/retentions.toml: nobody reads it",
    ):
        assert any(words in fault for fault in faults), (words, faults)
    assert not any("hidden" in fault or "README" in fault for fault in faults)


def test_a_day_the_firm_closes_moves_dates_and_says_so(firm: Path, write: Written) -> None:
    write("calendar.toml", "closed = [2026-08-28, 2027-06-07]\n")
    calendar = load_law(firm).calendar
    named = "【事務所の設定 profiles/calendar.toml】"
    (log,) = planned_windows(moment=POSTED, law=load_law(firm))
    assert log.window.act_by == date(2026, 8, 27)
    assert [s.text for s in log.window.steps if s.cite == named] == [
        "2026年8月28日(金)は事務所の設定で閉庁日とされている"
    ]
    court = count(event=date(2027, 5, 24), length=parse_length("2w"), rule=PeriodRule.COURT, calendar=calendar)
    assert (court.last_day, [s.cite for s in court.steps][-1]) == (date(2027, 6, 8), named)
    back = count_back(before=date(2027, 6, 15), length=parse_length("7d"), calendar=calendar)
    assert (back.act_by, [s.cite for s in back.steps][-1]) == (date(2027, 6, 4), named)
    kept = kept_until(answered_at=POSTED, until=date(2027, 6, 8), calendar=calendar)
    assert (kept.act_by, kept.steps[1].cite) == (date(2027, 6, 4), named)


def test_a_closed_day_that_moves_nothing_is_not_named(firm: Path, write: Written) -> None:
    write("calendar.toml", "closed = [2026-08-17]\n")
    (log,) = planned_windows(moment=POSTED, law=load_law(firm))
    assert not any("事務所" in step.text for step in log.window.steps)


def test_the_gazetted_year_is_raised_with_its_source(firm: Path, write: Written) -> None:
    write("calendar.toml", "gazetted_through = 2028\n")
    with pytest.raises(LawError) as caught:
        load_law(firm)
    assert caught.value.faults == tuple(
        f"profiles/calendar.toml: calendar.{key} is missing: say where and when the gazetted year was read"
        for key in ("source", "checked_on", "confidence")
    )
    load_law.cache_clear()
    write(
        "calendar.toml",
        'gazetted_through = 2028\nsource = "官報"\nchecked_on = 2027-02-01\nconfidence = "H"\n',
    )
    calendar = load_law(firm).calendar
    assert (calendar.gazetted_through, calendar.extra_closed) == (2028, frozenset())
    assert calendar.checked is not None
    assert calendar.checked.shown_source.startswith("【事務所の設定 profiles/calendar.toml】官報（2027-02-01確認")


def test_two_versions_of_the_firm_that_overlap_are_refused(firm: Path, write: Written) -> None:
    write("statutes/own.toml", figure("own_matter", "3w", "2026-01-01") + figure("own_matter", "4w", "2026-06-01"))
    with pytest.raises(LawError, match="own_matter: version from 2026-01-01 overlaps the one from 2026-06-01"):
        load_law(firm)


def test_a_file_of_the_firm_that_is_no_toml_is_named(firm: Path, write: Written) -> None:
    write("fees.toml", "amount = ")
    with pytest.raises(LawError, match=r"profiles/fees.toml: .*make it a readable UTF-8 TOML file"):
        load_law(firm)


def test_the_sample_firms_folder_is_sound(firm: Path) -> None:
    shutil.copytree(Path(__file__).parents[3] / "templates" / "cases" / "profiles", firm, dirs_exist_ok=True)
    assert load_law(firm).provider("sample_mobile").origin == ("【事務所の設定 profiles/providers/sample_mobile.toml】")
