"""One real Prefect server for all tests that need it: started like the desk's own, deployments and all, no worker."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from prefect import context
from prefect.client.orchestration import get_client

from flows.desk import Desk, _create_database, environment
from tasks.settings import Settings

SERVER = pytest.StashKey[Settings]()


def shared_server(config: pytest.Config, factory: pytest.TempPathFactory) -> Settings:
    """Settings of the session's server; starts it at the first call and stops it at the end of the session."""
    if SERVER not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        config.stash[SERVER] = stack.enter_context(prefect_server(factory.mktemp("prefect")))
    return config.stash[SERVER]


@contextmanager
def prefect_server(home: Path, database: str | None = None) -> Iterator[Settings]:
    """Run server and deployments in `home`; this process's engine talks to them inside the block.

    With the case database on PostgreSQL the engine's own lies beside it.
    """
    settings = Settings(home=home, port=_free_port(), database=database)
    running = Desk(settings, lambda _line: None)
    before = dict(os.environ)
    try:
        if settings.prefect_database_url:
            _create_database(settings)
        running._start_server()
        running._deploy()
        os.environ.update({key: value for key, value in environment(settings).items() if key.startswith("PREFECT_")})
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        context.refresh_global_settings_context()
        yield settings
    finally:
        running.stop()
        os.environ.clear()
        os.environ.update(before)
        context.refresh_global_settings_context()


def forget_all_runs() -> None:
    """Delete every run, so that a new case database may use the same references again."""
    with get_client(sync_client=True) as client:
        while runs := client.read_flow_runs(limit=200):
            for run in runs:
                client.delete_flow_run(run.id)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
