"""The watchdog on both databases, against a real mail server: what is wrong is told once, and its end too."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from models.tables import DeliveryAttemptRow
from models.terms import AttemptResult, Carriage, CaseStatus, NoticeKind, OfficeTaskKind
from tasks.case_store.engine import migration_config
from tasks.case_store.office_tasks import open_task
from tasks.heartbeat import beat, begin
from tasks.settings import Settings, SmtpSection, WatchdogSection
from tasks.watchdog import looking
from tasks.watchdog.watching import ALARM, FINE, Watched, watch
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import PLANTED, opened
from tests.tasks.case_store.claims import change, due
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp
from tests.tasks.mornings import change_case

TO = "watch.planted@firm.example"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with loopback_smtp("none", tmp_path / "none.pem", auth=False) as running:
        yield running


@pytest.fixture
def watched(services: Services, desk: Desk) -> Settings:
    """A firm whose sweep has just ended, and whom its watchdog tells."""
    begin(services)
    beat(services)
    return services.settings.model_copy(
        update={
            "smtp": SmtpSection(host="127.0.0.1", port=desk.port, security="none"),
            "watchdog": WatchdogSection(to=[TO]),
        }
    )


def names(done: Watched) -> list[str]:
    return [alarm.name for alarm in done.alarms]


def later(made: Services, **by: float) -> datetime:
    return made.wall.now() + timedelta(**by)


def text(desk: Desk, number: int = -1) -> str:
    return str(desk.messages[number].get_content())


def test_a_living_desk_is_left_alone(services: Services, watched: Settings, desk: Desk) -> None:
    done = watch(watched, later(services, minutes=20))
    assert (names(done), done.mailed, done.code) == ([], False, FINE)
    assert desk.messages == []


def test_sweeps_that_stopped_are_told_in_both_languages(services: Services, watched: Settings, desk: Desk) -> None:
    opened(services)
    beat(services)
    done = watch(watched, later(services, minutes=21))
    assert (names(done), done.mailed, done.code) == (["sweep_stopped"], True, ALARM)
    assert desk.recipients == [[TO]]
    mail = desk.messages[0]
    assert str(mail["Subject"]) == "kaiji 警報 1 件 / alarm: sweep_stopped"
    assert (mail["Auto-Submitted"], mail["Importance"]) == ("auto-generated", "high")
    assert "見回りが止まっています（最後に終わったのは 2026-01-13 10:00 JST）。" in text(desk)
    assert "Sweeps have stopped (the last one ended 2026-01-13 10:00 JST)." in text(desk)
    assert not [name for name, planted in PLANTED.items() if planted in str(mail)]


def test_a_sweep_that_hangs_has_stopped_too(services: Services, watched: Settings, wall: SteppedClock) -> None:
    wall.step(minutes=5)
    begin(services)
    (alarm,) = watch(watched, later(services, minutes=16)).alarms
    assert alarm.name == "sweep_stopped"
    assert "one began 2026-01-13 10:05 JST" in alarm.en


def test_a_desk_that_never_swept_is_told(services: Services, watched: Settings) -> None:
    with services.store.write() as session:
        session.exec(sa.text("DELETE FROM heartbeat"))  # type: ignore[call-overload]
    (alarm,) = watch(watched, later(services)).alarms
    assert (alarm.name, "none has ever ended" in alarm.en) == ("sweep_stopped", True)


def test_the_same_alarm_is_repeated_after_hours_and_its_end_is_said_once(
    services: Services, watched: Settings, desk: Desk, wall: SteppedClock
) -> None:
    mailed = []
    for minutes in (21, 26, 21 + 239, 21 + 240, 21 + 245):
        done = watch(watched, later(services, minutes=minutes))
        mailed.append(done.mailed)
        assert done.code == ALARM
    assert mailed == [True, False, False, True, False]
    wall.step(hours=5)
    beat(services)
    ends = [watch(watched, later(services, minutes=minutes)) for minutes in (0, 5)]
    assert [(done.mailed, done.code) for done in ends] == [(True, FINE), (False, FINE)]
    assert str(desk.messages[-1]["Subject"]) == "kaiji 復旧 / recovered"
    assert "Recovered: sweep_stopped" in text(desk)
    assert desk.messages[-1]["Importance"] is None
    assert len(desk.messages) == 3


def test_another_alarm_beside_the_first_is_told_at_once(services: Services, watched: Settings, desk: Desk) -> None:
    watch(watched, later(services, minutes=21))
    (watched.root / "key").rename(watched.root / "key.away")
    assert watch(watched, later(services, minutes=22)).mailed
    assert str(desk.messages[-1]["Subject"]).endswith("alarm: key, sweep_stopped")
    (watched.root / "key.away").rename(watched.root / "key")
    assert not watch(watched, later(services, minutes=23)).mailed
    assert watch(watched, later(services, minutes=22 + 240)).mailed
    assert "Recovered: key" in text(desk)


def _notice(made: Services) -> int:
    """One case of which a single notice is due, and nothing else waits."""
    opened(made)
    first, *rest = due(made)
    for notice_id in rest:
        change(made, notice_id, cancelled_at=made.clock.now(), cancel_reason="test")
    return first


def _piled(made: Services, watched: Settings, **by: float) -> bool:
    for clock in (made.wall, made.clock):
        assert isinstance(clock, SteppedClock)
        clock.step(**by)
    beat(made)
    found = names(watch(watched, later(made)))
    assert set(found) <= {"mail_piled"}
    return bool(found)


def test_a_mail_that_is_due_for_an_hour_is_told(services: Services, watched: Settings, desk: Desk) -> None:
    _notice(services)
    assert not _piled(services, watched, minutes=60)
    assert _piled(services, watched, minutes=1)
    assert "the oldest has been waiting since 2026-01-13 10:00 JST" in text(desk)


def test_a_mail_that_waits_for_the_office_is_late_only_in_its_hours(services: Services, watched: Settings) -> None:
    notice = _notice(services)
    change(services, notice, not_before=later(services, hours=10))
    assert not _piled(services, watched, hours=13)
    assert not _piled(services, watched, hours=10)
    assert _piled(services, watched, minutes=1)


def test_a_fatal_date_in_its_last_days_is_late_at_any_hour(services: Services, watched: Settings) -> None:
    notice = _notice(services)
    change(services, notice, not_before=later(services, hours=11), content={"fatal": True, "act_by": "2026-01-14"})
    assert not _piled(services, watched, hours=12)
    assert _piled(services, watched, minutes=1)


def test_a_mail_that_a_relay_keeps_refusing_is_told_although_it_will_be_tried_again(
    services: Services, watched: Settings
) -> None:
    notice = _notice(services)
    with services.store.write() as session:
        session.add(DeliveryAttemptRow(notice_id=notice, at=later(services), result=AttemptResult.TEMPORARY))
    change(services, notice, attempts=1, not_before=later(services, hours=3))
    assert not _piled(services, watched, minutes=61)
    change(services, notice, attempts=2)
    assert _piled(services, watched, minutes=1)


@pytest.mark.parametrize("how", ["held", "line", "sent", "cancelled", "failed", "later"])
def test_what_need_not_leave_is_no_pile(services: Services, watched: Settings, how: str) -> None:
    notice, now = _notice(services), services.clock.now()
    changes: dict[str, dict[str, object]] = {
        "held": {"kind": NoticeKind.DEADLINE},
        "line": {"carriage": Carriage.DIGEST},
        "sent": {"sent_at": now, "proof": "250"},
        "cancelled": {"cancelled_at": now},
        "failed": {"failed_at": now},
        "later": {"not_before": later(services, hours=9), "attempts": 2},
    }
    change(services, notice, **changes[how])
    if how == "held":
        change_case(services, "2026-0001", status=CaseStatus.HELD)
    assert not _piled(services, watched, minutes=90)


def test_notices_that_could_not_be_delivered_are_told_until_somebody_saw_to_them(
    services: Services, watched: Settings
) -> None:
    for kind in (OfficeTaskKind.REFUSED, OfficeTaskKind.BOUNCE):
        with services.store.write() as session:
            open_task(session, kind, dedupe=kind.value, said="notice 1", now=services.clock.now())
    assert names(watch(watched, later(services))) == ["mail_refused"]
    with services.store.write() as session:
        session.exec(sa.text("UPDATE office_task SET done_at = opened_at, done_by = ''"))  # type: ignore[call-overload]
    assert names(watch(watched, later(services))) == []


def test_parts_of_a_sweep_that_failed_are_told_by_name(services: Services, watched: Settings) -> None:
    beat(services, ["the replies", "the calendars"])
    (alarm,) = watch(watched, later(services)).alarms
    assert (alarm.name, "the replies, the calendars" in alarm.en) == ("chores_failed", True)
    beat(services)
    assert names(watch(watched, later(services))) == []


# ── the database is not as it should be ──────────────────────────────────────


def test_an_older_database_answers_what_it_can(services: Services, watched: Settings) -> None:
    with services.store.engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "0006")
    services.store.dispose()
    (alarm,) = watch(watched, later(services)).alarms
    assert alarm.name == "database"
    assert "heartbeat: " in alarm.en
    assert "notice: " not in alarm.en


@pytest.mark.parametrize("how", ["gone", "garbage", "a folder"])
def test_a_database_that_cannot_be_opened_is_an_alarm_and_is_not_made_anew(
    tmp_path: Path, watched: Settings, services: Services, how: str
) -> None:
    file = tmp_path / "other.db"
    if how == "garbage":
        file.write_bytes(b"no database" * 1000)
    elif how == "a folder":
        file.mkdir()
    settings = watched.model_copy(update={"database": f"sqlite:///{file}"})
    assert names(watch(settings, later(services))) == ["database"]
    assert file.exists() is (how != "gone")


def test_a_postgres_that_does_not_answer_is_an_alarm(watched: Settings, services: Services) -> None:
    settings = watched.model_copy(update={"database": "postgresql+psycopg://nobody:secret@127.0.0.1:1/kaiji"})
    (alarm,) = watch(settings, later(services)).alarms
    assert alarm.name == "database"
    assert "secret" not in alarm.en


@contextmanager
def _writing_elsewhere(settings: Settings) -> Iterator[None]:
    """Another process holds the write lock (or its rows) while inside."""
    code = (
        "import sys, sqlalchemy as sa\n"
        "from tasks.case_store.engine import open_store\n"
        "with open_store(sys.argv[1]).write() as session:\n"
        "    session.exec(sa.text('UPDATE heartbeat SET open_cases = 99'))\n"
        "    print('locked', flush=True)\n"
        "    sys.stdin.read()\n"
        "    raise SystemExit(0)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, settings.database_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"locked\n"
        yield
        assert process.poll() is None
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def test_it_looks_while_another_process_writes(services: Services, watched: Settings) -> None:
    with _writing_elsewhere(watched):
        assert names(watch(watched, later(services))) == []
        assert names(watch(watched, later(services, minutes=21))) == ["sweep_stopped"]


def test_it_never_writes_to_the_database(services: Services, watched: Settings) -> None:
    del services
    engine = looking.reader(watched.database_url)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=r"(?i)read-?only"):
        connection.execute(sa.text("UPDATE heartbeat SET open_cases = 1"))
    engine.dispose()
