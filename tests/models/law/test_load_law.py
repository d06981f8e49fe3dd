"""Reading the law: a firm's folder wins, and every fault of every file is named at once."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models.provisions import LawError, load_law, loading, parse_length
from models.terms import ProviderCategory

DOCOMO = loading.PROFILE_FOLDER / "providers" / "ntt_docomo.toml"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    for kind in ("platforms", "providers"):
        (tmp_path / kind).mkdir()
    return tmp_path


def test_the_firms_profile_overrides_by_key_and_shows_its_source(firm: Path) -> None:
    text = (
        DOCOMO.read_text(encoding="utf-8")
        .replace("days_min = 93", "days_min = 60")
        .replace("iclaw.online", "当所の記録")
    )
    (firm / "providers" / "ntt_docomo.toml").write_text(text, encoding="utf-8")
    law = load_law(firm)
    own = law.retention_of("ntt_docomo", ProviderCategory.MOBILE)
    assert own.days_min == 60
    assert "当所の記録" in own.source
    assert law.shortest_retention().days_min == 60
    assert law.provider("kddi") == load_law().provider("kddi")
    assert load_law().provider("ntt_docomo").retention != own


def test_the_firm_adds_a_provider_and_closed_days(firm: Path) -> None:
    text = DOCOMO.read_text(encoding="utf-8").replace('"ntt_docomo"', '"example_net"')
    (firm / "providers" / "example_net.toml").write_text(text, encoding="utf-8")
    (firm / "calendar.toml").write_text("closed = [2027-06-07]\n", encoding="utf-8")
    law = load_law(firm)
    assert law.provider("example_net").name == "NTTドコモ"
    assert law.calendar.closed(date(2027, 6, 7))


def test_an_empty_firm_folder_changes_nothing(tmp_path: Path) -> None:
    assert load_law(tmp_path / "missing").providers == load_law().providers


def test_all_faults_at_once_with_file_key_value_and_cure(firm: Path) -> None:
    text = DOCOMO.read_text(encoding="utf-8")
    broken = (
        text.replace('category = "mobile"', 'category = "moblie"')
        .replace("days_max = 93", "days_max = 92")
        .replace("checked_on = 2026-11-22", 'checked_on = "yesterday"', 1)
        .replace('"destination_ip"', '"destination"')
        .replace("address = []", "address = []\nadress = []")
    )
    (firm / "providers" / "ntt_docomo.toml").write_text(broken, encoding="utf-8")
    (firm / "providers" / "renamed.toml").write_text(text, encoding="utf-8")
    (firm / "platforms" / "x.toml").write_text("key = ", encoding="utf-8")
    with pytest.raises(LawError) as caught:
        load_law(firm)
    faults = caught.value.faults
    for words in (
        "providers/ntt_docomo.toml: ntt_docomo.category = 'moblie': write one of mobile, fixed",
        "providers/ntt_docomo.toml: ntt_docomo.retention.days_max = 92: write at least days_min (93)",
        "ntt_docomo.checked_on = 'yesterday': write a date without quotes",
        "ntt_docomo.needs = ['destination']: write only port, destination_ip, seconds",
        "ntt_docomo.adress = []: unknown key",
        "providers/renamed.toml: key = 'ntt_docomo': write the file's name, 'renamed'",
        "platforms/x.toml: ",
    ):
        assert any(words in fault for fault in faults), words
    assert len(faults) == 7


def test_overlapping_versions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(loading.LAW_FOLDER, tmp_path / "law")
    code = tmp_path / "law" / "statutes" / "civil_code.toml"
    text = code.read_text(encoding="utf-8")
    code.write_text(text.replace("valid_to = 2022-03-31", "valid_to = 2022-04-01"), encoding="utf-8")
    (tmp_path / "law" / "fees.toml").write_text("valid_from = 2004-01-01\n", encoding="utf-8")
    monkeypatch.setattr(loading, "LAW_FOLDER", tmp_path / "law")
    with pytest.raises(LawError) as caught:
        load_law(tmp_path)
    assert any("majority: version from 1898-07-16 overlaps" in fault for fault in caught.value.faults)
    assert sum("write a table" in fault for fault in caught.value.faults) == 4
    assert sum("write at least one [[" in fault for fault in caught.value.faults) == 2


@pytest.mark.parametrize("question", ["figure", "platform", "provider"])
def test_a_question_without_an_answer_names_the_key_and_the_cure(question: str) -> None:
    law = load_law()
    asks: dict[str, Callable[[], object]] = {
        "figure": lambda: law.figure("nothing", date(2026, 11, 22)),
        "platform": lambda: law.platform("nothing"),
        "provider": lambda: law.provider("nothing"),
    }
    with pytest.raises(LawError, match=r"'nothing'.*add "):
        asks[question]()


def test_a_figure_before_its_first_version_says_since_when_it_exists() -> None:
    with pytest.raises(LawError, match="versions from 2020-04-01"):
        load_law().figure("limitation_known", date(2020, 3, 31))


@pytest.mark.parametrize("text", ["93d", "2w", "1m", "3y"])
def test_a_length_reads_back(text: str) -> None:
    assert str(parse_length(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0d", "-1d", "1", "d", "1D", "1.5m", "１d", " 1d", "1d\n", "101y", "99999d", "1h"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(LawError, match="length"):
        parse_length(text)
