"""Two sweeps at once do nothing twice, in one process or in two, on either case database."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from sqlmodel import select

from models.tables import LetterRow, NoticeRow
from models.terms import Carriage
from tasks.settings import Settings
from tests.conftest import NewPostgres
from tests.engine import runs
from tests.engine.office import Office
from tests.tasks.mail.loopback_smtp import Desk, loopback_smtp, self_signed

PROJECT = Path(__file__).parents[2]
CASES_AT_ONCE = 3


@pytest.fixture
def migrated_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Rows are claimed differently on each database."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "kaiji.db")
        return f"sqlite:///{tmp_path / 'kaiji.db'}"
    new_postgres: NewPostgres = request.getfixturevalue("new_postgres")
    return new_postgres(request.getfixturevalue("migrated_postgres"))


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Desk]:
    with loopback_smtp("none", self_signed(tmp_path), auth=False) as served:
        yield served


def _assert_each_once(office: Office, refs: list[str]) -> None:
    """One waiting run a case, one letter, no notice left but the lines of the next digest."""
    with get_client(sync_client=True) as client:
        found = Counter(run.name for run in client.read_flow_runs(limit=200) if run.name in refs)
    assert found == Counter(refs)
    assert [runs.state(office.run(ref)).type for ref in refs] == [StateType.PAUSED] * len(refs)
    with office.made.store.read() as session:
        assert len(session.exec(select(LetterRow)).all()) == len(refs)
        left = [notice for notice in session.exec(select(NoticeRow)) if notice.sent_at is None]
        assert {(notice.carriage, notice.not_before > office.clock.now()) for notice in left} <= {
            (Carriage.DIGEST, True)
        }


def test_four_sweeps_in_one_process(office: Office) -> None:
    refs = [office.open(number) for number in range(1, CASES_AT_ONCE + 1)]
    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(lambda _: office.sweep(), range(4)))
    assert [one.failed for one in swept] == [[]] * 4
    office.sweep()
    _assert_each_once(office, refs)
    assert set(Counter(office.mailer.message_ids()).values()) == {1}


def test_two_sweeps_in_two_processes(office: Office, server: Settings, post: Desk) -> None:
    refs = [office.open(number) for number in range(1, CASES_AT_ONCE + 1)]
    clock = office.made.settings.root / "clock"
    clock.write_text(office.clock.now().isoformat(), encoding="ascii")
    environment = os.environ | {
        "KAIJI_HOME": str(office.made.settings.root),
        "KAIJI_DATABASE": office.made.settings.database_url,
        "KAIJI_PORT": str(server.port),
        "KAIJI_CLOCK_FILE": str(clock),
        "KAIJI_SMTP__HOST": "127.0.0.1",
        "KAIJI_SMTP__PORT": str(post.port),
        "KAIJI_SMTP__SECURITY": "none",
        "KAIJI_FIRM__ADDRESS": '["架空県見本市例示町2-2"]',
        "PYTHONPATH": str(PROJECT),
    }
    command = [sys.executable, "-c", "from flows.cli import app; app()", "sweep"]
    both = [subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    office.sweep()
    _assert_each_once(office, refs)
    assert office.mailer.sent == []
    assert set(post.message_ids().values()) == {1}
