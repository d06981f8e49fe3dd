"""The sample registry and the sample profiles belong together and are plainly fictitious."""

import asyncio
import ipaddress
from datetime import UTC, datetime
from pathlib import Path

from flows.demo.registry import LoopbackRegistry, load_blocks
from models.provisions import load_law
from models.rules.addresses import address_fault
from models.terms import ProviderCategory
from tasks.registry.identify import RegistryClient

CASES = Path(__file__).parents[3] / "templates" / "cases"
SAMPLE_PROVIDERS = {"sample_mobile", "sample_fibre", "sample_carrier"}


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)


def test_every_sample_block_leads_to_a_sample_profile_without_review() -> None:
    providers = load_law(CASES / "profiles").providers
    blocks = load_blocks(CASES / "registry.toml")
    with LoopbackRegistry(blocks) as registry:
        client = RegistryClient(registry.endpoints(), providers, StandingClock())
        found = [asyncio.run(client.identify(str(block.network[9]), port=1, at=None)) for block in blocks]
    assert [(f.status, f.provider) for f in found] == [("identified", "sample_mobile"), ("identified", "sample_fibre")]


def test_sample_blocks_can_never_be_asked_of_a_real_registry() -> None:
    for block in load_blocks(CASES / "registry.toml"):
        first = str(ipaddress.ip_network(block.prefix)[0])
        assert address_fault(first, documentation_allowed=False) == "documentation"


def test_sample_profiles_say_that_they_are_fictitious() -> None:
    law = load_law(CASES / "profiles")
    samples = [law.provider(key) for key in sorted(SAMPLE_PROVIDERS)] + [law.platform("sample_social")]
    assert all("架空" in profile.address[0] and profile.source == "sample data, fictitious" for profile in samples)


def test_sample_retention_is_as_the_sample_cases_expect() -> None:
    law = load_law(CASES / "profiles")
    days = {key: law.retention_of(key, ProviderCategory.UNKNOWN).days_min for key in SAMPLE_PROVIDERS}
    assert days == {"sample_mobile": 93, "sample_fibre": 180, "sample_carrier": 93}
    assert law.provider("sample_fibre").category is ProviderCategory.FIXED
