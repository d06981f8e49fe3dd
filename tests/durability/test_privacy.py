"""People stay out of the engine: nothing of theirs in a row, log, artifact or file of Prefect's."""

import stat

import pytest

from tests.durability.demonstration import Demonstration
from tests.durability.outcome import engine_folders, engine_texts, file_texts, forms_with_answers, readable
from tests.durability.playing import Played

pytestmark = [pytest.mark.slow, pytest.mark.engine]

# Parts of every personal value in cases/*.toml: requester, representative, lawyers, posts, addresses, sender, reasons.
PLANTED = (
    "植込",
    "うえこみ",
    "秘匿県",
    "伏字町",
    "弁護 守秘",
    "監督 黙秘",
    "planted",
    "mamasta.example",
    "social.example",
    "203.0.113.",
    "198.51.100.",
    "090-0000-0000",
    "露見",
    "判明町",
    "080-0000-0001",
)
# Those of the sample cases in templates/cases; 見本 alone is everywhere in their firm's name.
SAMPLED = (
    "見本 花子",
    "みほん はなこ",
    "架空 一郎",
    "かくう いちろう",
    "架空 親子",
    "例示町9-9",
    "例示町7-7",
    "例示 太郎",
    "監督 次郎",
    "事務局 見本",
    "@example.jp",
    "mamasta.example",
    "social.example",
    "fake_profile",
    "架空の投稿",
    "請求者の氏名と顔写真",
    "203.0.113.",
    "198.51.100.",
    "090-0000-0000",
    "仮名 発信子",
    "仮名 成済",
    "例示市見本町",
    "により終結",
)
Searched = tuple[Demonstration, tuple[str, ...]]
RUNS = {"undisturbed": PLANTED, "killed": PLANTED, "full": SAMPLED}


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> Searched:
    """Each of the demonstrations with the words that must not be found."""
    played: Played = request.getfixturevalue(request.param)
    return played[0], RUNS[request.param]


def test_no_person_in_any_row_of_the_engine(run: Searched) -> None:
    demonstration, words = run
    folders = engine_folders(demonstration.home)
    texts = [
        found
        for folder in folders
        for found in engine_texts(folder)
        if folder is folders[0] or found[0] != "flow_run_input.value"  # there an answer was on its way at the kill
    ]
    assert {"artifact.data", "log.message", "flow_run.parameters"} <= {place for place, _ in texts}
    assert [(place, word) for place, text in texts for word in words if word in text] == []


def test_no_person_in_any_log_or_file_of_the_engine(run: Searched) -> None:
    demonstration, words = run
    texts = list(file_texts(demonstration.home))
    assert {"logs/server.log", "logs/worker.log"} <= {place for place, _ in texts}
    assert [(place, word) for place, text in texts for word in words if word in text] == []
    assert [word for word in words if word in readable(demonstration.said_in_all())] == []


def test_the_engine_keeps_no_answer(run: Searched) -> None:
    now, *taken_away = engine_folders(run[0].home)
    assert forms_with_answers(now) == []
    assert all(len(forms_with_answers(folder)) <= 1 for folder in taken_away)


def test_faults_are_for_the_firm_only(run: Searched) -> None:
    log = run[0].home / "logs" / "faults.log"
    assert not log.exists() or stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_search_finds_what_is_there(undisturbed: Played) -> None:
    home = undisturbed[0].home
    kept = [*(home / "inbox").glob("*.toml"), *(home / "documents").rglob("*.*")]
    texts = "".join(readable(path.read_bytes()) for path in kept)
    missing = {word for word in PLANTED if word not in texts}
    assert missing <= {"080-0000-0001"}  # it stays in the case database: no letter shows it
