"""dev.py as a person starts it: a process of its own in a clone of its own."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dev


@contextmanager
def started(clone: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """One running dev.py, without any package index."""
    wheels = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(clone / "wheels")}
    with subprocess.Popen(
        [sys.executable, "dev.py", *arguments],
        cwd=clone,
        env={**os.environ, **wheels, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def finished(clone: Path, *arguments: str, **more: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one dev.py."""
    with started(clone, *arguments, **more) as process:
        out, err = process.communicate()
    return process.returncode, out, err


def program(env: dev.Environment, name: str, text: str) -> None:
    path = Path(env.tool(name))
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_first_run_installs_second_touches_nothing_and_a_changed_package_is_refused(clone: Path) -> None:
    code, out, err = finished(clone, "run", "--once")
    assert (code, out) == (7, "demo --once\n"), err
    assert "installing 1 packages from requirements.lock" in err
    assert list(clone.glob(".venv/lib/python*/site-packages/kaiji_sample.py"))
    assert not list(clone.glob(".venv/lib/python*/site-packages/kaiji_sample_tool.py"))

    # Nothing to install from any more: a second run that wanted anything would fail.
    assert finished(clone, "run", "--once", PIP_FIND_LINKS="/nowhere") == (7, "demo --once\n", "")

    # The tests' lock names a package whose file is not the one that lies there.
    lock = clone / dev.TEST
    lock.write_text(lock.read_text().rpartition("sha256:")[0] + "sha256:" + "0" * 64 + "\n")
    code, _, err = finished(clone, "test")
    assert code == 1
    assert err.endswith(f"dev.py: {dev.WRONG_PACKAGE}\n")
    assert not dev.Environment(clone).stamp.exists()


def test_run_after_test_installs_nothing(installed: dev.Environment) -> None:
    program(installed, "kaiji", 'echo "$@"; exit 3')
    assert finished(installed.root, "run", "--port", "4300") == (3, "demo --port 4300\n", "")


def test_test_hands_its_arguments_to_pytest(installed: dev.Environment) -> None:
    program(installed, "python", 'echo "$@"')
    assert finished(installed.root, "test", "-k", "a or b") == (0, "-m pytest -k a or b\n", "")


def test_check_runs_every_tool_and_names_those_that_failed(installed: dev.Environment) -> None:
    for tool, code in (("ruff", 1), ("mypy", 0), ("lint-imports", 2)):
        program(installed, tool, f'echo "ran {tool} $@"; exit {code}')
    code, out, _ = finished(installed.root, "check")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("ran")] == [
        "ran ruff check",
        "ran ruff format --check",
        "ran mypy ",
        "ran lint-imports ",
    ]
    assert out.endswith("check: failed: ruff check, ruff format --check, lint-imports\n")


def test_a_second_setup_waits_for_the_first_and_then_has_nothing_to_do(installed: dev.Environment) -> None:
    installed.stamp.unlink()
    first = os.open(installed.root, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    with started(installed.root, "setup") as second:
        assert second.stderr
        assert "waiting" in second.stderr.readline()
        installed.record(dev.RUNTIME)
        os.close(first)
        assert second.communicate() == ("", "")
    assert second.returncode == 0


def test_ctrl_c_says_so_without_a_traceback(clone: Path) -> None:
    first = os.open(clone, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    with started(clone, "setup") as second:
        assert second.stderr
        second.stderr.readline()
        second.send_signal(signal.SIGINT)
        _, err = second.communicate()
    os.close(first)
    assert second.returncode == 130
    assert err == "\ndev.py: interrupted; the next run starts over where it must.\n"


def test_a_file_in_the_environments_place_is_named(clone: Path) -> None:
    (clone / ".venv").touch()
    code, _, err = finished(clone, "setup")
    assert code == 1
    assert err == f"dev.py: {dev.IN_THE_WAY.format(what=clone / '.venv')}\n"


def test_an_incomplete_clone_is_named(clone: Path) -> None:
    (clone / dev.RUNTIME).unlink()
    env = dev.Environment(clone)
    env.folder.mkdir()
    env.stamp.write_text(env.base())
    code, _, err = finished(clone, "setup")
    assert code == 1
    assert err == f"dev.py: {dev.MISSING.format(what=clone / dev.RUNTIME)}\n"


def test_unknown_commands_and_surplus_arguments_are_a_usage_error(clone: Path) -> None:
    for arguments in (("start",), ("check", "everything")):
        code, out, err = finished(clone, *arguments)
        assert (code, out) == (2, "")
        assert "dev.py run" in err
    assert finished(clone, "help")[0] == 0
