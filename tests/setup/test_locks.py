"""The lock files say what pyproject.toml asks for, with hashes, and name no host."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

ROOT = Path(dev.__file__).parent
EXPORT = "uv export --no-emit-project --no-header --format requirements-txt --no-default-groups --group build"


def pins(lock: str) -> dict[str, str]:
    """Package name to version, for what this interpreter would install and what it would not."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\\n]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def asked(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"]]
    for group in groups:
        wanted += project["dependency-groups"][group]
    return [Requirement(text) for text in wanted]


@pytest.mark.parametrize(("lock", "groups"), [(dev.RUNTIME, ("build",)), (dev.TEST, ("build", "test"))])
def test_every_requirement_is_locked_at_a_version_it_allows(lock: str, groups: tuple[str, ...]) -> None:
    locked = pins(lock)
    stale = [
        f"{need} but {lock} has {locked.get(canonicalize_name(need.name))}"
        for need in asked(*groups)
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"), prereleases=True)
    ]
    assert not stale, f"export the locks again: `{EXPORT} [--group test]`"


def test_the_tests_lock_holds_the_runtime_lock_unchanged() -> None:
    runtime, test = pins(dev.RUNTIME), pins(dev.TEST)
    assert {name: test.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", [dev.RUNTIME, dev.TEST])
def test_every_pin_has_a_hash_and_no_line_names_a_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    stanzas = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [s.split()[0] for s in stanzas if "--hash=sha256:" not in s] == []
    assert "://" not in text
    assert "-index" not in text


def test_no_tracked_file_names_a_package_registry() -> None:
    hosts = "pypi[.]org|python[h]osted|registry[.]npmjs|deb[.]debian[.]org"
    listed = subprocess.run(["git", "grep", "-lIiE", hosts], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (listed.stdout, listed.stderr) == ("", "")
