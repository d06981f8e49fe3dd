"""What the story stands on: the real engine, a real mail server, a registry in the real formats, a stepped clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.registry import LoopbackRegistry, load_blocks
from flows.stages import provider_identification
from models.provisions import Law
from tasks import wiring
from tasks.clock import SystemClock
from tasks.registry.identify import RegistryClient
from tasks.settings import Settings
from tasks.smtp import SmtpMailer
from tasks.smtp_settings import SmtpSettings
from tests.conftest import CASES, build_services
from tests.engine.prefect_server import forget_all_runs, shared_server
from tests.fakes import SteppedClock
from tests.story.walk import Walk
from tests.tasks.mail.loopback_smtp import loopback_smtp, self_signed


@pytest.fixture
def served_registry() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(load_blocks(CASES / "registry.toml")) as served:
        yield served


@pytest.fixture
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session's server without any run; the tries within one leg pass quickly, the hours between are stepped."""
    shared_server(request.config, tmp_path_factory)
    forget_all_runs()
    monkeypatch.setattr(provider_identification, "SHORT_SECONDS", 0.1)


@pytest.fixture
def walk(
    engine: None,
    tmp_path: Path,
    settings: Settings,
    law: Law,
    clock: SteppedClock,
    served_registry: LoopbackRegistry,
) -> Iterator[Walk]:
    del engine
    with loopback_smtp("none", self_signed(tmp_path), auth=False) as post:
        made = build_services(
            settings,
            law=law,
            clock=clock,
            wall=SystemClock(),
            mailer=SmtpMailer(SmtpSettings(host="127.0.0.1", port=post.port, security="none")),
            registry=RegistryClient(served_registry.endpoints(), law.providers, SystemClock()),
        )
        wiring.install(made)
        try:
            yield Walk(made, clock, post, served_registry)
        finally:
            wiring.install(None)
            made.store.dispose()
