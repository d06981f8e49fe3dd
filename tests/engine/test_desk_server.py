"""On SQLite Prefect answers 503 under trivial load; through the desk's server nobody ever sees it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.server.database import configurations

from flows.case import case_flow
from flows.desk_server import take_turns
from tasks.settings import Settings
from tests.engine import runs
from tests.engine.office import RELEASE, Office

THREADS, ROUNDS = 8, 6
PAUSED = {"state": {"type": "PAUSED", "name": "回答待ち"}, "force": True}


@pytest.fixture
def deployment(server: Settings) -> UUID:
    del server
    with get_client(sync_client=True) as client:
        return client.read_deployment_by_name("sweep/main").id


def test_the_server_still_begins_its_transactions_where_we_make_them_wait() -> None:
    assert configurations.SQLITE_BEGIN_MODE.get() is None
    assert callable(configurations.AioSqliteConfiguration.begin_sqlite_stmt)
    before = configurations.AioSqliteConfiguration.begin_sqlite_stmt
    try:
        take_turns()
        assert configurations.AioSqliteConfiguration.begin_sqlite_stmt is not before
    finally:
        configurations.AioSqliteConfiguration.begin_sqlite_stmt = before  # type: ignore[method-assign]


def test_the_engine_makes_the_runs_of_its_schedules(server: Settings) -> None:
    """No scheduled sweep, no notices: with SQLAlchemy 2.1 the engine alone makes none, and only its log says so."""
    wanted = {"sort": "EXPECTED_START_TIME_ASC", "deployments": {"name": {"any_": ["main"]}}}
    made: list[dict[str, Any]] = []
    with httpx.Client(base_url=server.api_url, timeout=60) as client:
        for _ in range(400):
            made = [run for run in client.post("/flow_runs/filter", json=wanted).json() if run["auto_scheduled"]]
            if made:
                break
            Event().wait(0.2)  # the engine looks every five seconds
    assert made, "see the server's log"
    assert made[0]["state"]["type"] == "SCHEDULED"
    assert made[0]["created_by"]["display_value"] == "every-five-minutes"


def test_creating_and_resuming_from_many_threads_is_never_refused(server: Settings, deployment: UUID) -> None:
    def work(_: int) -> list[int]:
        seen = []
        with httpx.Client(base_url=server.api_url, timeout=60) as client:
            for _round in range(ROUNDS):
                made = client.post(f"/deployments/{deployment}/create_flow_run", json={"state": {"type": "SCHEDULED"}})
                run = f"/flow_runs/{made.json()['id']}" if made.is_success else "/flow_runs/none"
                answers = [
                    made,
                    client.post(f"{run}/set_state", json=PAUSED),
                    client.post(f"{run}/resume", json={}),
                    client.get(run),
                ]
                seen += [answer.status_code for answer in answers]
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        codes = Counter(code for found in pool.map(work, range(THREADS)) for code in found)
    assert codes.total() == THREADS * ROUNDS * 4
    assert set(codes) <= {200, 201}, codes


def test_the_same_answer_sent_from_many_windows_counts_once(office: Office, server: Settings) -> None:
    _, run_id = office.opened()
    typed = runs.as_page(run_id, RELEASE)

    def press(_: int) -> int:
        with httpx.Client(base_url=server.api_url, timeout=60) as client:
            return client.post(f"/flow_runs/{run_id}/resume", json={"run_input": typed}).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        codes = Counter(pool.map(press, range(THREADS)))
    assert set(codes) <= {200, 201, 409}, codes
    runs.leg(run_id, case_flow)
    assert office.events().count("answered:letter_release") == 1
    assert runs.state(run_id).name == "発送・申立て待ち"
