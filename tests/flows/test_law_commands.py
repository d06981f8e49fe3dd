"""`kaiji regime` and `kaiji fee` as a person and a program use them: answers, faults on stderr, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.cli import main


class Done(NamedTuple):
    code: int
    out: str
    err: str


Kaiji = Callable[..., Done]


@pytest.fixture
def kaiji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kaiji:
    """The console script, in this process."""
    monkeypatch.setenv("KAIJI_HOME", str(tmp_path))

    def run(*words: str) -> Done:
        monkeypatch.setattr("sys.argv", ["kaiji", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return run


def answered(kaiji: Kaiji, *words: str) -> dict[str, Any]:
    done = kaiji(*words, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


def test_the_regime_of_a_day(kaiji: Kaiji) -> None:
    found = answered(kaiji, "regime", "--on", "2020-08-31")
    assert found["act_short"] == "プロバイダ責任制限法"
    assert (found["from"], found["to"]) == ("2020-08-31", "2022-09-30")
    assert [item["no"] for item in found["items"]] == list(range(1, 9))
    assert found["items"][2] == {
        "no": 3,
        "name": "発信者の電話番号",
        "specified": False,
        "kind": "phone",
        "confidence": "H",
    }
    assert found["articles"]["disclosure"] == "法4条1項"
    assert found["source"]
    text = kaiji("regime", "--on", "2026-06-01").out
    assert "情報流通プラットフォーム対処法" in text
    assert "9号 専ら侵害関連通信" in text
    assert "補充性" in text
    assert "2028年6月13日まで" in text
    assert "現在まで" in text


def test_the_fee_of_a_filing(kaiji: Kaiji) -> None:
    found = answered(kaiji, "fee", "--procedure", "suit", "--amount", "3000000", "--on", "2026-05-20")
    assert (found["fee_yen"], found["value_yen"], found["unconfirmed"]) == (20_000, 3_000_000, [])
    assert all(step["text"] and step["cite"] for step in found["steps"])
    joined = answered(
        kaiji, "fee", "--procedure", "suit", "--amount", "1000000", "--non-pecuniary", "--on", "2026-05-20"
    )
    assert (joined["fee_yen"], joined["value_yen"]) == (13_000, 1_600_000)
    text = kaiji("fee", "--procedure", "order", "--count", "2").out
    assert "手数料: 2,000円" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "2020-13-01"), ["--on: 「2020-13-01」"]),
        (("--on", "yesterday"), ["--on: 「yesterday」"]),
        (("--on", "2002-05-26"), ["2002-05-26", "2002-05-27"]),
    ],
)
def test_a_wrong_day_is_a_fault(words: tuple[str, ...], said: list[str], kaiji: Kaiji) -> None:
    done = kaiji("regime", *words)
    assert (done.code, done.out) == (1, "")
    assert all(word in done.err for word in said)
    assert "Traceback" not in done.err


def test_all_faults_of_a_fee_at_once(kaiji: Kaiji) -> None:
    done = kaiji("fee", "--procedure", "writ", "--amount", "0", "--amount", "百万", "--on", "2026-02-30")
    assert (done.code, done.out) == (1, "")
    for word in ("--procedure: 「writ」", "--amount: 「0」", "--amount: 「百万」", "--on: 「2026-02-30」"):
        assert word in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("order", "--on", "2022-09-30"), "--on: 「2022-09-30」 — 手数料の分かる2022-10-01以後"),
        (("suit", "--on", "2003-12-31"), "--on: 「2003-12-31」 — 手数料の分かる2004-01-01以後"),
        (("suit", "--count", "2"), "--count: 「2」"),
        (("order", "--count", "0"), "--count: 「0」"),
        (("appeal", "--on", "2026-06-01", "--commenced", "2026-06-02"), "--commenced: 「2026-06-02」"),
        (("appeal", "--commenced", "いつか"), "--commenced: 「いつか」"),
        (("suit", "--amount", "1,000"), "--amount: 「1,000」"),
        (("suit", "--amount", "１００"), "--amount: 「１００」"),
    ],
)
def test_a_wrong_question_about_a_fee_is_a_fault(words: tuple[str, ...], said: str, kaiji: Kaiji) -> None:
    done = kaiji("fee", "--procedure", *words)
    assert (done.code, done.out) == (1, "")
    assert said in done.err


def test_an_appeal_follows_the_day_its_suit_began(kaiji: Kaiji) -> None:
    words = ("fee", "--procedure", "appeal", "--amount", "3000000", "--on", "2027-03-01")
    assert len(answered(kaiji, *words, "--commenced", "2026-05-20")["unconfirmed"]) == 1
    assert len(answered(kaiji, *words)["unconfirmed"]) == 2


def test_one_sum_owed_by_several_counts_once(kaiji: Kaiji) -> None:
    words = ("fee", "--procedure", "suit", "--amount", "500000", "--amount", "500000", "--on", "2026-05-20")
    assert answered(kaiji, *words)["value_yen"] == 1_000_000
    assert answered(kaiji, *words, "--same-interest")["value_yen"] == 500_000


def test_security_and_attorneys_fees_stand_beside_the_fee_and_never_in_it(kaiji: Kaiji) -> None:
    found = answered(kaiji, "fee", "--procedure", "disposition", "--on", "2026-06-01")
    assert found["fee_yen"] == 2_000
    security = found["beside"]["security"][0]
    assert (security["low_yen"], security["high_yen"], security["kind"]) == (100_000, 300_000, "PRACTICE")
    seed = {money["key"]: money for money in found["beside"]["attorney_fee"] if money["historical"]}
    assert {key: money["high_yen"] for key, money in seed.items()} == {
        "retainer_disposition": 300_000,
        "success_fee_disposition": 300_000,
    }
    text = kaiji("fee", "--procedure", "suit", "--on", "2026-06-01").out
    assert "参考: 法定利率（第3期） 3％" in text
    assert "慰謝料の目安：個人の名誉毀損 100,000円～500,000円" in text
    assert "過去の数字" in kaiji("fee", "--procedure", "disposition").out
