#!/usr/bin/env python3
"""One command sets everything up; nothing but Python 3.11 and this file is needed.

python3 dev.py run [ARGS]    make .venv if needed, then `kaiji demo ARGS`
python3 dev.py test [ARGS]   make .venv with the test tools, then `pytest ARGS`
python3 dev.py check         lint, format, types and import contracts
python3 dev.py setup         make .venv alone; the command is then .venv/bin/kaiji
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OLDEST = (3, 11)
RUNTIME, TEST = "requirements.lock", "requirements-test.lock"
STAMP = "kaiji-stamp"
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
)
STILL_WORKING_EVERY = 15
WRONG_PACKAGE = """\
A downloaded package is not the one that the lock file names, so it was not used. Run this again; if it happens again, a
proxy or mirror changes packages on the way: use another network and tell your administrator."""
DISK_FULL = "The disk is full: the environment takes about 700 MB and {free} MB are free. Make room and run this again."
NOT_WRITABLE = "{what} cannot be written. Use a clone in a folder that is yours, not one made by sudo, and try again."
NO_NETWORK = """\
The package index cannot be reached. The first set-up needs the network, later runs do not. Connect, or give pip your
office's proxy, mirror or certificate (`pip config set global.proxy …`), and run this again."""
IN_THE_WAY = "{what} is in the way: a folder is expected there. Move it aside and run this again."
MISSING = "{what} is missing, so the clone is incomplete: `git status` names it, `git checkout .` brings it back."
NO_VENV = "This Python cannot make environments. On Debian: `apt install python3-venv`; then run this again."
TOO_OLD = "kaiji needs Python 3.11 or newer and this is {version}. Install one and run e.g. `python3.11 dev.py run`."
UNKNOWN = "The installation failed. Run this again; if it fails the same way, report these lines:\n{end}"
# What an installer prints when it fails, by cause; the first match wins.
SYMPTOMS = {
    WRONG_PACKAGE: r"hash(es)? mismatch|do not match the hashes",
    DISK_FULL: r"no space left|os error 28|disk quota exceeded",
    NOT_WRITABLE: r"permission denied|read-only file system|os error (13|30)\b",
    NO_NETWORK: r"name resolution|name or service not known|dns error|network is unreachable|connection (refused|reset)"
    r"|newconnectionerror|timed? ?out|error sending request|failed to fetch|proxyerror|certificate|sslerror"
    r"|no matching distribution found",
}
ERRNOS = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
    errno.ENOTDIR: IN_THE_WAY,
    errno.EEXIST: IN_THE_WAY,
    errno.ENOENT: MISSING,
}


class SetupError(Exception):
    """Set-up cannot go on; the message is one paragraph that names the cure."""


@dataclass(frozen=True)
class Progress:
    """Lines on stderr, each with the seconds since the start."""

    started: float

    def say(self, text: str) -> None:
        """Print one line."""
        print(f"[{time.monotonic() - self.started:5.1f} s] {text}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Environment:
    """The `.venv` of one clone and the stamp that says what is in it."""

    root: Path

    @property
    def folder(self) -> Path:
        """The environment's folder."""
        return self.root / ".venv"

    @property
    def stamp(self) -> Path:
        """Written last and atomically: its absence means that an installation did not finish."""
        return self.folder / STAMP

    def tool(self, name: str) -> str:
        """Path of a program inside the environment."""
        return str(self.folder / "bin" / name)

    def base(self) -> str:
        """What the environment is bound to: this folder, this interpreter, this platform. A change means a new one."""
        version = ".".join(map(str, sys.version_info[:3]))
        return _digest(str(self.root), sys.base_prefix, sys.implementation.name, version, sysconfig.get_platform())

    def content(self, lock: str) -> str:
        """What is to be installed: the lock file, and the parts of pyproject.toml that shape the console script."""
        import tomllib  # noqa: PLC0415 - new in 3.11; older interpreters must get as far as their message

        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        shape = {"scripts": project["project"].get("scripts"), "setuptools": project.get("tool", {}).get("setuptools")}
        return _digest((self.root / lock).read_text(encoding="utf-8"), json.dumps(shape, sort_keys=True))

    def recorded(self) -> list[str]:
        """The stamp: the base, then the content of each lock installed. Empty when no installation was finished."""
        return self.stamp.read_text(encoding="utf-8").split() if self.stamp.exists() else []

    def record(self, *locks: str) -> None:
        """Write the stamp: from now on these locks count as installed."""
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text("\n".join([self.base(), *map(self.content, locks)]), encoding="utf-8")
        fresh.replace(self.stamp)

    def has(self, lock: str) -> bool:
        """True when nothing is to be done for this lock."""
        found = self.recorded()
        return found[:1] == [self.base()] and self.content(lock) in found[1:]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def refuse_unfit_python(version: Sequence[int], *, has_venv: bool) -> None:
    """Raise SetupError when this interpreter is too old or lacks Debian's venv package."""
    if tuple(version[:2]) < OLDEST:
        raise SetupError(TOO_OLD.format(version=".".join(map(str, version[:3]))))
    if not has_venv:
        raise SetupError(NO_VENV)


def cause_of(output: str) -> str:
    """Which of the known causes a failed installer's output names; UNKNOWN when none."""
    return next((k for k, symptom in SYMPTOMS.items() if re.search(symptom, output, re.IGNORECASE)), UNKNOWN)


def cure_for(output: str, root: Path) -> str:
    """The paragraph for a failed installer's output; the output's end when nothing known is in it."""
    end = "\n".join(output.strip().splitlines()[-12:])
    return cause_of(output).format(free=shutil.disk_usage(root).free // 2**20, what=f"Something in {root}", end=end)


def cure_for_os_error(error: OSError, root: Path) -> str:
    """The paragraph for a file that could not be made, read or replaced."""
    cure = ERRNOS.get(error.errno or 0)
    if cure is None:
        return f"{error}. Put that right and run this again."
    what = Path(error.filename or root)
    if cure == IN_THE_WAY:
        what = next(path for path in (what, *what.parents) if path.exists())
    return cure.format(free=shutil.disk_usage(root).free // 2**20, what=what)


@contextmanager
def alone(root: Path, progress: Progress) -> Iterator[int]:
    """Hold the clone's set-up lock; a second set-up waits. Yields the descriptor that installers inherit.

    The lock lies on the folder itself, so it leaves no file. Installers keep it when this process is killed, so that
    nobody rebuilds an environment that an orphan still writes to.
    """
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("another set-up of this clone is running: waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Installer:
    """Runs the programs that fill one environment."""

    env: Environment
    progress: Progress
    lock_descriptor: int

    def run(self, *command: str) -> str:
        """Run one program to its end. Returns "" or, when it failed, what it printed."""
        surroundings = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
        surroundings |= {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
        child = subprocess.Popen(
            command,
            cwd=self.env.root,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=(self.lock_descriptor,),
            start_new_session=True,
        )
        with child:
            try:
                output = self._wait(child)
            except BaseException:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)  # all it started: an orphan would write into the next try
                raise
        return output if child.returncode else ""

    def _wait(self, child: subprocess.Popen[str]) -> str:
        while True:
            try:
                return child.communicate(timeout=STILL_WORKING_EVERY)[0] or "it printed nothing"
            except subprocess.TimeoutExpired:
                self.progress.say("still working")

    def must(self, *command: str) -> None:
        """Run one program. Raises SetupError with the cure when it fails."""
        if output := self.run(*command):
            raise SetupError(cure_for(output, self.env.root))

    def make(self) -> None:
        """An empty environment, in place of whatever was there."""
        self.progress.say(f"making .venv with Python {sys.version.split()[0]}")
        python = getattr(sys, "_base_executable", sys.executable)
        self.must(python, "-m", "venv", "--clear", str(self.env.folder))

    def fill(self, lock: str) -> None:
        """Install exactly what the lock names, every file checked by its hash: by uv, or by pip where uv fails."""
        text = (self.env.root / lock).read_text(encoding="utf-8")
        self.progress.say(f"installing {len(re.findall('^[^ #].*==', text, re.MULTILINE))} packages from {lock}")
        pip = (self.env.tool("python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r")
        if pinned := re.search(r"^uv==.*\n(?:[ \t].*\n)*", text, re.MULTILINE):
            only = self.env.folder / "installer.lock"
            only.write_text(pinned.group(), encoding="utf-8")
            self.must(*pip, str(only))
            python = self.env.tool("python")
            output = self.run(self.env.tool("uv"), "pip", "sync", "--require-hashes", "--python", python, lock)
            if not output:
                return
            if cause_of(output) in {WRONG_PACKAGE, DISK_FULL}:
                raise SetupError(cure_for(output, self.env.root))
            self.progress.say("uv could not: trying again with pip, which is slower")
        self.must(*pip, lock)

    def install_project(self) -> None:
        """Put the console script beside the interpreter; the code itself stays where it is."""
        self.progress.say("installing kaiji itself")
        pip = (self.env.tool("python"), "-m", "pip", "install", "--quiet")
        self.must(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(self.env.root))


def set_up(root: Path, lock: str) -> None:
    """Make `.venv` hold what the lock names. Does nothing, offline and silently, when it already does.

    Raises SetupError when that is impossible, naming the cure.
    """
    env = Environment(root)
    if env.has(lock):
        return
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    refuse_unfit_python(sys.version_info[:3], has_venv=has_venv)
    progress = Progress(time.monotonic())
    with alone(root, progress) as descriptor:
        if not env.has(lock):
            _install(env, lock, Installer(env, progress, descriptor))


def _install(env: Environment, lock: str, installer: Installer) -> None:
    found = env.recorded()
    if env.folder.is_dir() and not found:
        installer.progress.say("the last installation did not finish: starting over")
    env.stamp.unlink(missing_ok=True)
    if found[:1] != [env.base()]:
        installer.make()
    elif found[2:]:
        lock = TEST  # base, runtime, tests: who has the tests' tools keeps them
    installer.fill(lock)
    installer.install_project()
    env.record(*{RUNTIME, lock})
    installer.progress.say("ready")


def check(root: Path) -> int:
    """Run every check to its end, so that one push shows all faults. Returns 0 when all passed."""
    env = Environment(root)
    failed = []
    for tool, *arguments in CHECKS:
        print("$", tool, *arguments, flush=True)
        if subprocess.run([env.tool(tool), *arguments], cwd=root, check=False).returncode:
            failed.append(" ".join((tool, *arguments)))
    print("check:", f"failed: {', '.join(failed)}" if failed else "all passed", flush=True)
    return 1 if failed else 0


def become(root: Path, tool: str, *arguments: str) -> int:
    """Replace this process by a program of the environment, so that Ctrl-C and the exit code are its own."""
    program = Environment(root).tool(tool)
    os.chdir(root)
    return os.execv(program, [program, *arguments])  # noqa: S606 - a program of this environment, no shell


def command(root: Path, name: str, arguments: Sequence[str]) -> int:
    """Carry out one command. Returns the exit code, unless the process became another program."""
    set_up(root, RUNTIME if name in {"run", "setup"} else TEST)
    if name == "run":
        return become(root, "kaiji", "demo", *arguments)
    if name == "test":
        return become(root, "python", "-m", "pytest", *arguments)
    return check(root) if name == "check" else 0


def main(argv: Sequence[str]) -> int:
    """Entry point. Exit codes: 0 done, 1 refused or failed with a message, 2 usage, 130 interrupted."""
    root = Path(__file__).resolve().parent
    name, *arguments = argv or ["help"]
    if name not in {"run", "test"} and (name not in {"check", "setup"} or arguments):
        print((__doc__ or "").strip(), file=sys.stdout if name in {"help", "-h", "--help"} else sys.stderr)
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        return command(root, name, arguments)
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
    except OSError as error:
        print(f"dev.py: {cure_for_os_error(error, root)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ndev.py: interrupted; the next run starts over where it must.", file=sys.stderr)
        return 128 + signal.SIGINT
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
