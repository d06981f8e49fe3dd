"""What dev.py decides to do, with the programs it would start written down instead of started."""

import ast
import errno
import fcntl
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import dev


@dataclass(frozen=True)
class Recording(dev.Installer):
    """An installer whose programs all succeed, but for those whose name is in `failing`."""

    ran: list[str] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str) -> str:
        text = " ".join(command).replace(f"{self.env.folder}/bin/", "")
        self.ran.append(text)
        if " venv " in text:
            self.env.folder.mkdir(exist_ok=True)
        return next((said for part, said in self.failing.items() if part in text), "")


def recording(clone: Path, **failing: str) -> Recording:
    return Recording(dev.Environment(clone), dev.Progress(time.monotonic()), 0, [], failing)


def install(installer: Recording, lock: str) -> list[str]:
    """Everything that was started, shortened to its telling words."""
    dev._install(installer.env, lock, installer)
    return [" ".join(word for word in text.split() if not word.startswith(("-", "/"))) for text in installer.ran]


def with_uv(clone: Path) -> None:
    for name in (dev.RUNTIME, dev.TEST):
        lock = clone / name
        lock.write_text(lock.read_text() + "uv==1.0 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\nwheel==1\n")


def test_the_stamp_is_written_last_and_names_both_locks(clone: Path) -> None:
    assert install(recording(clone), dev.TEST)[-1] == "python pip install"
    env = dev.Environment(clone)
    assert env.has(dev.TEST)
    assert env.has(dev.RUNTIME)


def test_the_runtime_lock_does_not_stand_for_the_tests(clone: Path) -> None:
    install(recording(clone), dev.RUNTIME)
    assert not dev.Environment(clone).has(dev.TEST)


def test_an_installed_clone_starts_no_program_and_needs_no_lock(installed: dev.Environment) -> None:
    before = installed.stamp.stat().st_mtime_ns
    dev.set_up(installed.root, dev.RUNTIME)
    assert installed.stamp.stat().st_mtime_ns == before


@pytest.mark.parametrize("file", [dev.RUNTIME, "pyproject.toml"])
def test_a_changed_lock_or_console_script_is_installed_into_the_same_environment(
    installed: dev.Environment, file: str
) -> None:
    changed = installed.root / file
    changed.write_text(changed.read_text().replace("kaiji_", "kaijii_"))
    assert not installed.has(dev.RUNTIME)
    assert "venv" not in " ".join(install(recording(installed.root), dev.RUNTIME))
    assert installed.has(dev.RUNTIME)


def test_an_environment_with_test_tools_keeps_them(installed: dev.Environment) -> None:
    (installed.root / "pyproject.toml").write_text("[project]\nname = 'kaiji'\n")
    assert install(recording(installed.root), dev.RUNTIME)[0] == f"python pip install {dev.TEST}"
    assert installed.has(dev.TEST)


def test_another_folder_or_interpreter_gets_a_new_environment(installed: dev.Environment) -> None:
    moved = installed.root.with_name("moved")
    installed.root.rename(moved)
    assert not dev.Environment(moved).has(dev.RUNTIME)
    assert " venv " in recording_of_first(moved)


def recording_of_first(clone: Path) -> str:
    installer = recording(clone)
    install(installer, dev.RUNTIME)
    return installer.ran[0]


def test_a_half_made_environment_is_made_again_and_says_so(
    installed: dev.Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.stamp.unlink()
    assert "venv --clear" in recording_of_first(installed.root)
    assert "did not finish: starting over" in capsys.readouterr().err


def test_a_failed_installation_leaves_no_stamp(installed: dev.Environment) -> None:
    (installed.root / dev.TEST).write_text("kaiji_sample==2.0\n")
    with pytest.raises(dev.SetupError):
        install(recording(installed.root, editable="any failure"), dev.TEST)
    assert not installed.stamp.exists()


def test_uv_is_installed_by_its_own_hashes_and_then_does_the_rest(clone: Path) -> None:
    with_uv(clone)
    started = install(recording(clone), dev.RUNTIME)
    assert started[1:3] == ["python pip install", f"uv pip sync python {dev.RUNTIME}"]
    only = (clone / ".venv" / "installer.lock").read_text()
    assert only == "uv==1.0 \\\n    --hash=sha256:11 \\\n    --hash=sha256:22\n"


def test_where_uv_fails_pip_takes_over(clone: Path) -> None:
    with_uv(clone)
    started = install(recording(clone, sync="failed to fetch"), dev.RUNTIME)
    assert started[2:4] == [f"uv pip sync python {dev.RUNTIME}", f"python pip install {dev.RUNTIME}"]


@pytest.mark.parametrize("said", ["Hash mismatch for x", "No space left on device (os error 28)"])
def test_pip_is_not_asked_to_repair_what_it_cannot(clone: Path, said: str) -> None:
    with_uv(clone)
    installer = recording(clone, sync=said)
    with pytest.raises(dev.SetupError):
        install(installer, dev.RUNTIME)
    assert "sync" in installer.ran[-1]


def test_every_installation_checks_hashes_but_that_of_the_project_itself(clone: Path) -> None:
    with_uv(clone)
    installer = recording(clone, sync="failed")
    install(installer, dev.TEST)
    unchecked = [text for text in installer.ran[1:] if "--require-hashes" not in text]
    assert unchecked == [f"python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable {clone}"]


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", dev.WRONG_PACKAGE),
        ("error: Hash mismatch for `kaiji-sample==1.0`", dev.WRONG_PACKAGE),
        ("OSError: [Errno 28] No space left on device", dev.DISK_FULL),
        ("Error: [Errno 13] Permission denied: '/srv/kaiji/.venv'", dev.NOT_WRITABLE),
        ("Error: [Errno 30] Read-only file system: '/srv/kaiji/.venv'", dev.NOT_WRITABLE),
        ("[Errno -3] Temporary failure in name resolution", dev.NO_NETWORK),
        ("error: Failed to fetch: dns error", dev.NO_NETWORK),
        ("ERROR: No matching distribution found for uv==0.13.9", dev.NO_NETWORK),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", dev.NO_NETWORK),
        ("an error nobody has seen", dev.UNKNOWN),
    ],
)
def test_each_failure_has_its_cure(said: str, cure: str, tmp_path: Path) -> None:
    assert dev.cure_for(said, tmp_path).startswith(cure.split("{", maxsplit=1)[0])


def test_an_unknown_failure_shows_the_end_of_what_was_printed(tmp_path: Path) -> None:
    said = "\n".join(f"line {number}" for number in range(40))
    assert dev.cure_for(said, tmp_path).splitlines()[1:] == [f"line {number}" for number in range(28, 40)]


@pytest.mark.parametrize(
    ("number", "part"),
    [(errno.EACCES, "cannot be written"), (errno.EROFS, "cannot be written"), (errno.ENOSPC, "MB are free")],
)
def test_each_file_error_has_its_cure(number: int, part: str, tmp_path: Path) -> None:
    error = OSError(number, os.strerror(number), str(tmp_path / ".venv"))
    assert part in dev.cure_for_os_error(error, tmp_path)


def test_an_unforeseen_file_error_is_shown_as_it_is(tmp_path: Path) -> None:
    assert "{odd}" in dev.cure_for_os_error(OSError(errno.EIO, "{odd}"), tmp_path)


def test_old_python_reads_the_file_and_is_told_what_to_install() -> None:
    ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    with pytest.raises(dev.SetupError, match=r"3\.11 or newer and this is 3\.10\.2\."):
        dev.refuse_unfit_python((3, 10, 2), has_venv=True)
    dev.refuse_unfit_python((3, 11, 0), has_venv=True)
    dev.refuse_unfit_python((4, 0, 0), has_venv=True)


def test_a_python_without_venv_is_told_debians_package() -> None:
    with pytest.raises(dev.SetupError, match="apt install python3-venv"):
        dev.refuse_unfit_python((3, 11, 2), has_venv=False)


def test_two_set_ups_never_hold_the_lock_together(clone: Path) -> None:
    other = os.open(clone, os.O_RDONLY)
    with dev.alone(clone, dev.Progress(time.monotonic())), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_installers_hold_the_lock_so_that_an_orphan_keeps_others_out(clone: Path) -> None:
    progress = dev.Progress(time.monotonic())
    with dev.alone(clone, progress) as descriptor:
        installer = dev.Installer(dev.Environment(clone), progress, descriptor)
        assert installer.run(sys.executable, "-c", f"import os; os.fstat({descriptor})") == ""


def test_an_interrupted_installer_takes_what_it_started_with_it(clone: Path) -> None:
    said: list[int] = []

    class Impatient(dev.Installer):
        def _wait(self, child: subprocess.Popen[str]) -> str:
            assert child.stdout
            said.append(os.dup(child.stdout.fileno()))
            assert child.stdout.readline() == "runs\n"
            raise KeyboardInterrupt

    grandchild = f"{sys.executable} -c \"print('runs', flush=True); open('go').read(1); print('lived on')\""
    os.mkfifo(clone / "go")
    go = os.open(clone / "go", os.O_RDWR)
    with dev.alone(clone, dev.Progress(time.monotonic())) as descriptor:
        installer = Impatient(dev.Environment(clone), dev.Progress(time.monotonic()), descriptor)
        with pytest.raises(KeyboardInterrupt):
            installer.run("sh", "-c", f"{grandchild}; true")
    os.write(go, b"xx")
    with os.fdopen(said[0]) as heard:
        assert heard.read() == ""
    os.close(go)


def test_a_failed_program_returns_what_it_printed(clone: Path) -> None:
    with dev.alone(clone, dev.Progress(time.monotonic())) as descriptor:
        installer = dev.Installer(dev.Environment(clone), dev.Progress(time.monotonic()), descriptor)
        assert installer.run(sys.executable, "-c", "raise SystemExit('because')") == "because\n"
        assert installer.run(sys.executable, "-c", "raise SystemExit(4)") == "it printed nothing"
