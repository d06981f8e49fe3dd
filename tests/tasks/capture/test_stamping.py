"""Time-stamps of a real authority (openssl ts): checked at once, refused when anything is not as it should be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.capture.stamping import NoStamp, check_stamp, stamp
from tests.conftest import Require
from tests.tasks.capture.authority import Authority, openssl, stamping

CONTENT = b'{"schema": "kaiji-capture-1"}'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory, require: Require) -> Iterator[Authority]:
    require("openssl", openssl())
    with stamping(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture(autouse=True)
def _mended(authority: Authority) -> Iterator[None]:
    yield
    authority.fault, authority.chained = None, False


def test_a_stamp_proves_its_content_and_nothing_else(authority: Authority) -> None:
    found = stamp(CONTENT, authority.url, authority.ca_file)
    assert abs((datetime.now(UTC) - found.at).total_seconds()) < 60
    assert found.authority == "127.0.0.1"
    assert check_stamp(CONTENT, found.token, authority.ca_file) == found.at
    with pytest.raises(NoStamp, match="確かめられません"):
        check_stamp(CONTENT + b" ", found.token, authority.ca_file)
    with pytest.raises(NoStamp):
        check_stamp(CONTENT, found.token[:-40] + bytes(40), authority.ca_file)


def test_an_answer_to_an_earlier_question_is_refused(authority: Authority) -> None:
    authority.fault = stamp(CONTENT, authority.url, authority.ca_file).token
    with pytest.raises(NoStamp, match="Nonce"):
        stamp(CONTENT, authority.url, authority.ca_file)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(503, "503"), (b"", "読めません"), (b"<html>", "読めません"), (bytes(300_000), "大きすぎます")],
    ids=["unavailable", "nothing", "a-page", "too-large"],
)
def test_an_authority_that_fails_gives_no_stamp(authority: Authority, fault: int | bytes, said: str) -> None:
    authority.fault = fault
    with pytest.raises(NoStamp, match=said):
        stamp(CONTENT, authority.url, authority.ca_file)


def test_a_stamp_that_cannot_be_checked_is_none(authority: Authority, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", encoding="ascii")
    asked = authority.asked
    for ca_file, said in ((None, "timestamp_ca_file"), (broken, "ValueError"), (tmp_path / "none", "NotFound")):
        with pytest.raises(NoStamp, match=said):
            stamp(CONTENT, authority.url, ca_file)
    assert authority.asked == asked
    with pytest.raises(NoStamp, match="確かめられません"):
        stamp(CONTENT, authority.url, authority.other_ca_file)


def test_an_authority_that_is_not_there_gives_no_stamp(authority: Authority) -> None:
    with pytest.raises(NoStamp, match="届きません"):
        stamp(CONTENT, "http://127.0.0.1:9/tsa", authority.ca_file)


def test_an_authority_that_sends_its_whole_chain_is_asked_again_without(authority: Authority, tmp_path: Path) -> None:
    authority.chained = True
    with pytest.raises(NoStamp, match="自身の証明書"):
        stamp(CONTENT, authority.url, authority.ca_file)
    both = tmp_path / "both.pem"
    both.write_bytes(authority.ca_file.with_name("tsa.pem").read_bytes() + authority.ca_file.read_bytes())
    found = stamp(CONTENT, authority.url, both)
    assert check_stamp(CONTENT, found.token, both) == found.at
    for certificates, content in (
        (authority.ca_file, CONTENT),
        (both, CONTENT + b" "),
        (authority.other_ca_file, CONTENT),
    ):
        with pytest.raises(NoStamp, match="確かめられません"):
            check_stamp(content, found.token, certificates)
