from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.access_log import AGAIN_AFTER, AccessLog, Visit
from flows.callers import Asked

PAGE = "/api/flow_runs/0b8f"


class Tick:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "access.log"


@pytest.fixture
def log(file: Path, tick: Tick) -> Iterator[AccessLog]:
    opened = AccessLog(file, tick)
    yield opened
    opened.close()


def visit(
    path: str = PAGE,
    *,
    method: str = "GET",
    status: int = 200,
    login: str | None = "hanako",
    address: str = "192.0.2.9",
    browser: bool = False,
) -> Visit:
    headers = {"sec-fetch-site": ("same-origin",)} if browser else {}
    asked = Asked(method=method, path=path, address="127.0.0.1", headers=headers)
    return Visit(asked=asked, address=address, login=login, status=status)


def test_a_line_says_when_who_where_and_what(log: AccessLog, file: Path) -> None:
    log.note(visit(f"{PAGE}/resume", method="POST", status=201))
    told = f"2026-07-02T00:00:00+09:00\thanako\t192.0.2.9\tPOST\t{PAGE}/resume\t201\n"
    assert file.read_text(encoding="utf-8") == told
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("seen", "lines"),
    [
        pytest.param(visit(), 1, id="somebody-reads"),
        pytest.param(visit(login=None), 1, id="another-machine-without-a-login"),
        pytest.param(visit(login=None, address="127.0.0.1", browser=True), 1, id="a-browser-here"),
        pytest.param(visit(login=None, address="127.0.0.1"), 0, id="our-own-worker"),
        pytest.param(visit(login=None, address="127.0.0.1", status=404), 0, id="our-own-worker-finds-nothing"),
        pytest.param(visit(login=None, address="127.0.0.1", status=401), 1, id="a-wrong-password-here"),
        pytest.param(visit(login=None, address="", status=403), 1, id="nobody-knows-from-where"),
        pytest.param(visit(login=None, address=""), 1, id="let-in-from-nobody-knows-where"),
        pytest.param(visit("/api/flow_runs/filter", method="POST"), 0, id="a-page-looks-for-news"),
        pytest.param(visit("/api/flow_runs/filter", method="POST", status=403), 1, id="and-was-refused"),
        pytest.param(visit("/assets/index-B.js"), 0, id="the-program"),
    ],
)
def test_what_is_worth_a_line(log: AccessLog, file: Path, seen: Visit, lines: int) -> None:
    log.note(seen)
    assert (file.read_text(encoding="utf-8").count("\n") if file.exists() else 0) == lines


def test_a_page_that_stays_open_is_one_visit(log: AccessLog, file: Path, tick: Tick) -> None:
    for _ in range(3):
        log.note(visit())
    log.note(visit(login="taro"))
    log.note(visit(status=404))
    for _ in range(2):
        log.note(visit(method="POST"))
    tick.now += AGAIN_AFTER - timedelta(seconds=1)
    log.note(visit())
    assert file.read_text(encoding="utf-8").count("\n") == 5
    tick.now += timedelta(seconds=1)
    log.note(visit())
    assert file.read_text(encoding="utf-8").count("\n") == 6


def test_nobody_writes_lines_of_his_own(log: AccessLog, file: Path) -> None:
    log.note(visit("/x\n2026-07-02T00:00:00+09:00\ttaro\\" + "y" * 900))
    told = file.read_text(encoding="utf-8")
    assert told.count("\n") == 1
    assert told.count("\t") == 5
    assert "/x\\x0a2026-07-02T00:00:00+09:00\\x09taro\\x5cyyy" in told
    assert len(told) < 600


def test_old_files_give_way(log: AccessLog, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log._handler, "maxBytes", 200)
    for number in range(8):
        log.note(visit(f"/sheet/{number}"))
    kept = sorted(file.parent.iterdir())
    assert len(kept) > 1
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
