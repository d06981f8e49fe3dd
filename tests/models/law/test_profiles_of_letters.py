"""What a profile says about the letters it gets: in which language, and how many."""

import shutil
from pathlib import Path

import pytest

from models.provisions import LawError, load_law, loading

PLATFORMS = loading.PROFILE_FOLDER / "platforms"


def test_only_an_operator_abroad_that_is_not_registered_in_japan_is_written_to_in_english() -> None:
    english = {key for key, profile in load_law().platforms.items() if profile.language == "en"}
    assert english == {"5ch", "2ch_sc"}
    for key in english:
        assert any("英語" in note for note in load_law().platforms[key].notes)


def test_cable_operators_want_a_form_for_each_address() -> None:
    assert {key for key, profile in load_law().providers.items() if profile.one_form_per_ip} == {
        "itscom",
        "jcom",
        "mctv",
    }


def test_a_language_that_no_letter_is_written_in_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "platforms" / "x.toml"
    own.parent.mkdir()
    shutil.copy(PLATFORMS / "x.toml", own)
    own.write_text(own.read_text(encoding="utf-8").replace("login_type", 'language = "fr"\nlogin_type'), "utf-8")
    with pytest.raises(LawError, match=r"language = 'fr': write ja or en"):
        load_law(tmp_path)
