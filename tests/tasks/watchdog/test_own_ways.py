"""The watchdog's own ways: its disk, its key, its relay, its memory; and the command for cron or systemd."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tasks.case_store.engine import open_store
from tasks.settings import Settings, SmtpSection, WatchdogSection
from tasks.watchdog import looking
from tasks.watchdog.watching import ALARM, FINE, MEMORY, MUTE, Watched, watch
from tests.conftest import FIRM
from tests.fakes import START
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp

TO = "watch.planted@firm.example"
ROOT = Path(__file__).parents[3]
LATE = START + timedelta(minutes=21)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with loopback_smtp("none", tmp_path / "none.pem", auth=False) as running:
        yield running


def names(done: Watched) -> list[str]:
    return [alarm.name for alarm in done.alarms]


@pytest.fixture
def embedded(tmp_path: Path, migrated_file: Path, desk: Desk, plain_environment: None) -> Settings:
    """A firm on the embedded database that has just swept; nothing here depends on the kind of database."""
    del plain_environment
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_file, home / "kaiji.db")
    (home / "key").write_text("1:key", encoding="ascii")
    smtp = SmtpSection(host="127.0.0.1", port=desk.port, security="none")
    settings = Settings(home=home, firm=FIRM, smtp=smtp, watchdog=WatchdogSection(to=[TO]))
    store = open_store(settings.database_url)
    with store.write() as session:
        session.exec(
            sa.text(
                "INSERT INTO heartbeat (id, began_at, ended_at, open_cases, pending, audit_missing, runs_seen_to)"  # type: ignore[call-overload]
                " VALUES (1, '2026-01-13 01:00:00.000000', '2026-01-13 01:00:00.000000', 0, 0, 0, 0)"
            )
        )
    store.dispose()
    return settings


def test_a_full_disk_is_told(embedded: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(watch(embedded, START)) == []
    monkeypatch.setattr(looking, "LEAST_FREE_BYTES", 1 << 62)
    assert names(watch(embedded, START)) == ["disk"]


def _remove(key: Path) -> None:
    key.unlink()


def _empty(key: Path) -> None:
    key.write_text("\n", encoding="ascii")


def _become_a_folder(key: Path) -> None:
    key.unlink()
    key.mkdir()


@pytest.mark.parametrize("spoil", [_remove, _empty, _become_a_folder], ids=["gone", "empty", "folder"])
def test_a_key_file_that_cannot_be_read_is_told(embedded: Settings, spoil: Callable[[Path], None]) -> None:
    spoil(embedded.root / "key")
    assert names(watch(embedded, START)) == ["key"]
    assert names(watch(embedded.model_copy(update={"key": "given"}), START)) == []


def test_a_home_that_is_gone_is_told_and_not_made(embedded: Settings, tmp_path: Path) -> None:
    gone = Settings(home=tmp_path / "gone", firm=FIRM, smtp=embedded.smtp, watchdog=embedded.watchdog)
    done = watch(gone, START)
    assert (names(done), done.mailed, done.code) == (["home"], True, ALARM)
    assert not gone.root.exists()
    assert done.wrong[0].startswith("what was told cannot be remembered")


@pytest.mark.parametrize("refused", [1, 2], ids=["one", "both"])
def test_who_cannot_be_reached_is_said_without_the_address(embedded: Settings, desk: Desk, refused: int) -> None:
    """One who was told is enough; nobody told: exit code 3, and the next look tells again."""
    desk.recipient_faults.extend(["550 5.1.1 <{address}> unknown"] * refused)
    settings = embedded.model_copy(update={"watchdog": WatchdogSection(to=[TO, "b.planted@firm.example"])})
    done = watch(settings, LATE)
    assert (done.mailed, done.code) == ((True, ALARM) if refused == 1 else (False, MUTE))
    assert len(done.wrong) == refused
    assert all("planted" not in line for line in done.wrong)
    assert watch(settings, LATE).mailed is (refused == 2)


def test_a_relay_that_is_dead_is_exit_code_three(embedded: Settings) -> None:
    dead = embedded.model_copy(update={"smtp": SmtpSection(host="127.0.0.1", port=1, security="none")})
    done = watch(dead, LATE)
    assert (done.mailed, done.code) == (False, MUTE)
    assert not (embedded.root / MEMORY).exists()


def test_settings_of_a_relay_that_cannot_work_are_exit_code_three(embedded: Settings) -> None:
    half = embedded.model_copy(update={"smtp": SmtpSection(host="127.0.0.1", username="who", security="none")})
    done = watch(half, LATE)
    assert (done.mailed, done.code) == (False, MUTE)
    assert "username, password" in done.wrong[0]


def test_the_watchdog_has_a_relay_of_its_own(embedded: Settings, desk: Desk) -> None:
    own = WatchdogSection(to=[TO], smtp=embedded.smtp)
    dead = SmtpSection(host="127.0.0.1", port=1, security="none")
    assert watch(embedded.model_copy(update={"smtp": dead, "watchdog": own}), LATE).mailed
    assert len(desk.messages) == 1


def test_without_a_relay_it_writes_into_the_outbox(embedded: Settings) -> None:
    assert watch(embedded.model_copy(update={"smtp": SmtpSection()}), LATE).mailed
    (mail,) = (embedded.root / "outbox" / "new").iterdir()
    assert b"sweep_stopped" in mail.read_bytes()


def test_an_alarm_for_nobody_is_exit_code_three(embedded: Settings) -> None:
    mute = embedded.model_copy(update={"watchdog": WatchdogSection()})
    assert watch(mute, START).code == FINE
    done = watch(mute, LATE)
    assert (done.code, done.wrong) == (MUTE, ("watchdog.to is empty: name the addresses to be told",))


@pytest.mark.parametrize("kept", ["", "[]", '{"told": 1}', '{"told": {"x": 3}}', '{"told": {"x": "soon"}}', "{}"])
def test_a_spoilt_memory_costs_a_repeated_mail_never_a_silent_one(embedded: Settings, kept: str) -> None:
    (embedded.root / MEMORY).write_text(kept, encoding="ascii")
    assert watch(embedded, LATE).mailed
    assert not watch(embedded, START + timedelta(minutes=22)).mailed
    assert [path.name for path in embedded.root.iterdir() if MEMORY in path.name] == [MEMORY]


# ── the command ──────────────────────────────────────────────────────────────

IMPORTED = """
import sys
from flows.cli import main
sys.argv = ["kaiji", "watchdog", "--json"]
try:
    main()
finally:
    heavy = {"prefect", "jinja2", "sqlmodel", "pendulum", "holidays", "typst", "flows.sweep", "tasks.wiring"}
    print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def _command(settings: Settings, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "KAIJI_HOME": str(settings.root),
        "KAIJI_SMTP__HOST": "127.0.0.1",
        "KAIJI_SMTP__PORT": str(settings.smtp.port),
        "KAIJI_SMTP__SECURITY": "none",
        "KAIJI_FIRM__MAIL_FROM": FIRM.mail_from,
        "KAIJI_WATCHDOG__TO": json.dumps([TO]),
    }
    return subprocess.run(
        [sys.executable, "-c", IMPORTED], env=environment | more, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_command_needs_neither_engine_nor_worker_nor_templates(embedded: Settings, desk: Desk) -> None:
    done = _command(embedded)
    assert (done.returncode, done.stderr) == (ALARM, "[]\n")
    assert [alarm["name"] for alarm in json.loads(done.stdout)["alarms"]] == ["sweep_stopped"]
    assert json.loads(done.stdout)["mailed"] is True
    assert desk.recipients == [[TO]]


def test_the_command_says_what_it_could_not_do(embedded: Settings) -> None:
    mute = _command(embedded, KAIJI_SMTP__PORT="1")
    assert mute.returncode == MUTE
    assert "watchdog.to no. 1 was not reached" in mute.stderr
    assert TO not in mute.stderr
    (embedded.root / "config.toml").write_text("[watchdog]\nto = 3\n", encoding="ascii")
    wrong = _command(embedded, KAIJI_WATCHDOG__TO="no json")
    assert wrong.returncode == MUTE
    assert "the watchdog cannot look" in wrong.stderr
